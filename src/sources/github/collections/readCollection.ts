import { z } from 'zod';
import { type CollectionName, collections, mergeRows } from '../../../facts/collection.ts';
import type { Coverage } from '../../../facts/manifest.ts';
import type { Gaps } from '../gaps.ts';
import type { Found } from './found.ts';
import type { GitHubCollection } from './pageShapes.ts';

export type RowsOf<Name extends CollectionName> = ReturnType<typeof mergeRows<Name>>;
export type RowOf<Name extends CollectionName> = RowsOf<Name>[number];

interface Collection<Name extends GitHubCollection> {
  collection: Name;
  /** Reads every row. */
  full: () => Promise<Found<RowOf<Name>>>;
  /** Reads the rows that may differ from what is stored; null when every row must be read. */
  incremental: (() => Promise<Found<RowOf<Name>>>) | null;
  /** Stored rows that remain where they are not read again. */
  stored: Readonly<RowsOf<Name>>;
  /** Whether stored rows remain although a full reading no longer finds them: GitHub deletes old ones. */
  keepsStored: boolean;
  /** Rows that GitHub says there are, null when it does not. */
  count: number | null;
  /** The surplus when the rows were stored. */
  storedSurplus: number | null;
  gaps: Gaps;
}

/** All rows of a collection after a reading. */
interface Collected<Row> extends Found<Row> {
  /** Whether every row was asked for. */
  isFull: boolean;
  /** Whether every row was asked for and given: what is not among them was deleted. */
  isComplete: boolean;
}

/** @returns rows beyond what GitHub counts, below zero where some are missing; null when it does not count */
export function surplus(coverage: Pick<Coverage, 'read' | 'expected'> | undefined): number | null {
  if (coverage === undefined) return 0;
  return coverage.expected === null ? null : coverage.read - coverage.expected;
}

/**
 * Reads a collection incrementally where that is possible, and in full where it is not or where the surplus then
 * differs from the stored one: some rows were deleted, or one was missed.
 */
export async function readCollection<Name extends GitHubCollection>({
  collection,
  full,
  incremental,
  stored,
  keepsStored,
  count,
  storedSurplus,
  gaps,
}: Collection<Name>): Promise<Collected<RowOf<Name>>> {
  if (count === 0) {
    return { rows: keepsStored ? [...stored] : [], expected: 0, isFull: true, isComplete: true };
  }
  if (incremental !== null) {
    const found = await incremental();
    const rows = mergeRows(collection, stored, validRows(collection, found.rows, gaps));
    const { expected } = found;
    if (expected === null || surplus({ read: rows.length, expected }) === storedSurplus) {
      return { ...found, rows, isFull: false, isComplete: false };
    }
    gaps.forget(collection);
  }
  const found = await full();
  const rows = validRows(collection, found.rows, gaps);
  // Rows that GitHub counts and never gives were missing before too: they do not justify keeping deleted rows.
  const usualSurplus = Math.min(0, storedSurplus ?? 0);
  const isComplete =
    gaps.isComplete(collection) && found.expected !== null && rows.length - found.expected >= usualSurplus;
  return {
    ...found,
    rows: mergeRows(collection, isComplete ? [] : stored, rows),
    isFull: true,
    isComplete,
  };
}

/** @returns the rows that match the schema; the others are noted as gaps */
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
