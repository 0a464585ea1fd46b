import type { Range } from '../handbook/definition.ts';
import type { Interval } from '../stats/summary.ts';

export type Position = 'inside' | 'near' | 'outside';

/** What bounds a range. */
export type Bounds = Pick<Range, 'min' | 'max' | 'minInclusive' | 'maxInclusive'>;

/** @returns where a value lies in each range that guides; nothing without a value */
export function positionsIn(
  ranges: readonly Range[],
  { value, interval }: { value: number | null; interval: Interval | null },
): { index: number; position: Position }[] {
  return ranges.flatMap((range, index) =>
    range.use === 'guide' && value !== null ? [{ index, position: positionIn(range, value, interval) }] : [],
  );
}

/**
 * The position of an unrounded value relative to a range that a source recommends: inside it; outside, but its 95 % interval
 * reaches it (*near*); or outside.
 */
export function positionIn(range: Bounds, value: number, interval: Interval | null): Position {
  if (contains(range, value)) return 'inside';
  if (interval === null) return 'outside';
  const reaches =
    (range.min === null ||
      interval.high > range.min ||
      (range.minInclusive && interval.high === range.min)) &&
    (range.max === null || interval.low < range.max || (range.maxInclusive && interval.low === range.max));
  return reaches ? 'near' : 'outside';
}

function contains({ min, max, minInclusive, maxInclusive }: Bounds, value: number): boolean {
  const aboveMin = min === null || value > min || (minInclusive && value === min);
  const belowMax = max === null || value < max || (maxInclusive && value === max);
  return aboveMin && belowMax;
}
