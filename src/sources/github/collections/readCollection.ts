import { z } from 'zod';
import { type CollectionName, collections, mergeRows } from '../../../facts/collection.ts';
import type { Coverage } from '../../../facts/manifest.ts';
import type { Snapshot } from '../../../facts/store.ts';
import type { Gaps } from '../gaps.ts';
import type { Found } from '../repositoryContext.ts';
import type { GitHubCollection } from './repository.ts';

export type RowsOf<Name extends CollectionName> = ReturnType<typeof mergeRows<Name>>;

/** The ways to read a collection: all of it, and on from what is stored, where there is such a way. */
export interface Ways<Row> {
  wholly: () => Promise<Found<Row>>;
  onward?: (from: Snapshot) => Promise<Found<Row>>;
  /** GitHub deletes old rows of this kind and counts none, so stored ones stay though it no longer gives them. */
  keepsStored?: boolean;
}

interface Collection<Name extends GitHubCollection> {
  collection: Name;
  ways: Ways<RowsOf<Name>[number]>;
  /** Stored rows that may stay: their actors were told from bots as they are now. */
  known: Readonly<RowsOf<Name>>;
  gaps: Gaps;
  /** Rows that GitHub says there are, null when it does not. */
  count: number | null;
  /** What the surplus was when the known rows were stored. */
  surplusBefore: number | null;
}

/** The rows of a collection as they are now known. */
interface Collected<Row> extends Found<Row> {
  /** Whether every row was asked for. */
  isWhole: boolean;
  /** Whether every row was asked for and given: what is not among them is gone. */
  isComplete: boolean;
}

/** @returns rows beyond what GitHub counts, below zero where some are missing; null when it does not count */
export function surplus(coverage: Pick<Coverage, 'read' | 'expected'> | undefined): number | null {
  if (coverage === undefined) return 0;
  return coverage.expected === null ? null : coverage.read - coverage.expected;
}

/**
 * Reads a collection on from what is stored, and wholly when there is nothing to read on from or when the
 * number of rows then differs from GitHub's in another way than before: some were deleted, or one was missed.
 */
export async function readCollection<Name extends GitHubCollection>(
  { collection, ways, known, gaps, count, surplusBefore }: Collection<Name>,
  from: Snapshot | null,
): Promise<Collected<RowsOf<Name>[number]>> {
  const { wholly, onward, keepsStored = false } = ways;
  if (count === 0) {
    return { rows: keepsStored ? [...known] : [], expected: 0, isWhole: true, isComplete: true };
  }
  if (from !== null && onward !== undefined) {
    const found = await onward(from);
    const rows = mergeRows(collection, known, validRows(collection, found.rows, gaps));
    const { expected } = found;
    if (expected === null || surplus({ read: rows.length, expected }) === surplusBefore) {
      return { ...found, rows, isWhole: false, isComplete: false };
    }
    gaps.forget(collection);
  }
  const found = await wholly();
  const rows = validRows(collection, found.rows, gaps);
  // A row that GitHub counts and never gives is no reason to keep what it has deleted.
  const usual = Math.min(0, surplusBefore ?? 0);
  const isComplete =
    gaps.isWhole(collection) && found.expected !== null && rows.length - found.expected >= usual;
  return {
    ...found,
    rows: mergeRows(collection, isComplete ? [] : known, rows),
    isWhole: true,
    isComplete,
  };
}

/** @returns the rows that are facts as the vocabulary has them; the others are named as gaps */
function validRows<Name extends GitHubCollection>(
  collection: Name,
  rows: Readonly<RowsOf<Name>>,
  gaps: Gaps,
): RowsOf<Name> {
  const { schema, key } = collections[collection];
  return rows.filter((row) => {
    const parsed = schema.safeParse(row);
    if (parsed.success) return true;
    const reason = z.prettifyError(parsed.error).replaceAll(/\s+/g, ' ');
    gaps.add(collection, { row: String(key(row)), part: null, reason });
    return false;
  });
}
