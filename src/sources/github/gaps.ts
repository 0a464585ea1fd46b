import { z } from 'zod';
import type { Reading } from '../../facts/reading.ts';
import type { AnswerError } from './transport/failure.ts';

/** What is missing from an answer: a whole collection, one of its rows, or a part of a row. */
interface Gap {
  collection: string;
  /** How a reader finds the row: `#12`, a name, or its place among its neighbours. Null for all rows. */
  row: string | null;
  /** The part of the row that is missing; null for the row as a whole. */
  part: string | null;
  reason: string;
}

/** Rows named in a sentence; the others are counted. */
const NAMED_ROWS = 10;

/** Collects what could not be read. */
export class Gaps {
  #gaps: Gap[] = [];

  add(collection: string, gap: Omit<Gap, 'collection'>): void {
    this.#gaps.push({ collection, ...gap });
  }

  /** Adds the gaps that an answer's errors explain; `data` shows which row an error's path means. */
  addErrors(collection: string, errors: readonly AnswerError[], data: unknown): void {
    for (const error of errors) {
      this.add(collection, { ...locate(error.path ?? [], data), reason: reasonOf(error) });
    }
  }

  /** Removes the gaps of a collection before it is read again. */
  forget(collection: string): void {
    this.#gaps = this.#gaps.filter((gap) => gap.collection !== collection);
  }

  /** Whether no gap of a collection was noted. */
  isComplete(collection: string): boolean {
    return this.#gaps.every((gap) => gap.collection !== collection);
  }

  /** @returns a sentence for each collection, part and reason */
  list(): Reading['unreadable'] {
    const groups = new Map<string, { gap: Gap; rows: Set<string> }>();
    for (const gap of this.#gaps) {
      const key = JSON.stringify([gap.collection, gap.part, gap.reason]);
      const group = groups.get(key) ?? { gap, rows: new Set<string>() };
      if (gap.row !== null) group.rows.add(gap.row);
      groups.set(key, group);
    }
    return [...groups.values()].map(({ gap, rows }) => {
      const named = [...rows].slice(0, NAMED_ROWS).join(', ');
      const further = rows.size > NAMED_ROWS ? ` and ${rows.size - NAMED_ROWS} more` : '';
      const missing = [gap.part, `${named}${further}`].filter((text) => text !== null && text !== '');
      return {
        collection: gap.collection,
        what: `${missing.join(' of ') || `all ${gap.collection.replaceAll('-', ' ')}`}: ${gap.reason}`,
      };
    });
  }
}

const rowSchema = z.object({
  number: z.int().optional(),
  name: z.string().optional(),
  tagName: z.string().optional(),
  oid: z.string().optional(),
  id: z.string().optional(),
});

/** @returns why a part is missing, in GitHub's words without the id of the request, which differs each time */
export function reasonOf({ type, message }: AnswerError): string {
  const reason = message.replace(/\s*Please include .+ when reporting this issue\.?/, '');
  return type === undefined ? reason : `${reason} (${type})`;
}

/** @returns how a reader finds a row; null when it has no identifier */
function nameOf(row: unknown): string | null {
  const parsed = rowSchema.safeParse(row);
  if (!parsed.success) return null;
  const { number, name, tagName, oid, id } = parsed.data;
  return number === undefined ? (tagName ?? name ?? oid ?? id ?? null) : `#${number}`;
}

/** Fields of a branch that lead to its commits: without them there are none. */
const ON_THE_WAY: readonly (string | number)[] = ['target', 'history'];

/** Reads an error's path, such as `repository.pullRequests.nodes.3.reviews`, against the answer's data. */
function locate(path: readonly (string | number)[], data: unknown): Pick<Gap, 'row' | 'part'> {
  const at = path.findIndex((step) => typeof step === 'number');
  if (at === -1) {
    const part = path.slice(2).filter((step) => !ON_THE_WAY.includes(step));
    return { row: null, part: part.join('.') || null };
  }
  const nodes = valueAt(data, path.slice(0, at));
  const index = Number(path[at]);
  const part = path.slice(at + 1).filter((step) => typeof step === 'string' && step !== 'nodes');
  return { row: Array.isArray(nodes) ? rowName(nodes, index) : null, part: part.join('.') || null };
}

/** @returns the name of a row, or of the place of one that is missing */
export function rowName(nodes: readonly unknown[], index: number): string {
  const name = nameOf(nodes[index]);
  if (name !== null) return name;
  const before = nodes
    .slice(0, index)
    .map(nameOf)
    .filter((text) => text !== null)
    .at(-1);
  if (before !== undefined) return `the row after ${before}`;
  const after = nodes
    .slice(index)
    .map(nameOf)
    .find((text) => text !== null);
  return after === undefined ? `row ${index + 1} of a page without any` : `the row before ${after}`;
}

function valueAt(data: unknown, path: readonly (string | number)[]): unknown {
  return path.reduce<unknown>((value, step) => {
    const parsed = z.record(z.string(), z.unknown()).safeParse(value);
    return parsed.success ? parsed.data[String(step)] : undefined;
  }, data);
}
