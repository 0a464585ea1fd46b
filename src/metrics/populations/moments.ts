import { bisectLeft, bisector } from 'd3-array';
import type { Window } from '../../facts/quarter.ts';

/** @returns the index of the first of the moments, which are in order, at or after one */
export function firstAt(moments: Float64Array, moment: number): number {
  return bisectLeft(moments, moment);
}

/**
 * @param moments in order
 * @returns which of them lie in a window: from the first index on and before the last
 */
export function placesIn(moments: Float64Array, { start, end }: Window): { from: number; to: number } {
  return { from: firstAt(moments, start), to: firstAt(moments, end) };
}

const byEnd = bisector(({ end }: Window) => end);

/**
 * @param windows in order and without gaps
 * @returns the index of the one that contains a moment; the first for one before all of them
 */
export function indexAt(windows: readonly Window[], moment: number): number {
  return byEnd.right(windows, moment);
}
