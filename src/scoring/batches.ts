import type { TeamPart } from './teamData.ts';

/** Rows in memory at a time: 72 bytes each when they are read, as much again when they are pooled. */
const MOST_ROWS = 500_000;

/**
 * Divides work into batches: a query has a price, and so has memory.
 * @param rowsOf how many rows each part of the work needs
 * @returns as few batches as follow one another and need up to 500,000 rows each, or more for a single part
 */
export function inBatches<Part>(parts: readonly Part[], rowsOf: (part: Part) => number): Part[][] {
  const batches: Part[][] = [];
  let rows = Number.POSITIVE_INFINITY;
  for (const part of parts) {
    rows += rowsOf(part);
    if (rows > MOST_ROWS) {
      batches.push([]);
      rows = rowsOf(part);
    }
    batches.at(-1)?.push(part);
  }
  return batches;
}

/**
 * @param metric its number in the tables; null for one of a whole scope
 * @returns how many rows some parts have of a metric: a repository has none of what is imported
 */
export function countRows(parts: readonly Pick<TeamPart, 'observations'>[], metric: number | null): number {
  return metric === null ? 0 : parts.reduce((sum, { observations }) => sum + (observations[metric] ?? 0), 0);
}
