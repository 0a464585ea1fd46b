import type { Window } from '../../facts/quarter.ts';

/** @returns the place of the first of the moments, which are in order, at or after one */
export function firstAt(moments: Float64Array, moment: number): number {
  let low = 0;
  let high = moments.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((moments[middle] ?? moment) < moment) low = middle + 1;
    else high = middle;
  }
  return low;
}

/**
 * @param moments in order
 * @returns which of them lie in a window: from the first on and before the last
 */
export function placesIn(moments: Float64Array, { start, end }: Window): { from: number; to: number } {
  return { from: firstAt(moments, start), to: firstAt(moments, end) };
}

/**
 * @param windows in order and without gaps
 * @returns the index of the one that holds a moment; the first for what came before it
 */
export function indexAt(windows: readonly Window[], moment: number): number {
  let low = 0;
  let high = windows.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    const window = windows[middle];
    if (window !== undefined && window.end <= moment) low = middle + 1;
    else high = middle;
  }
  return low;
}
