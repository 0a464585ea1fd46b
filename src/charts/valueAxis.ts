import { nice } from 'd3-array';
import { unitOf } from '../handbook/units.ts';
import type { Scale } from '../scorecard/format.ts';

/** The span of an axis of values, in the scale in which the chart shows them. */
export interface ValueAxis {
  low: number;
  high: number;
  /** A value in the metric's unit as the chart shows it. */
  shown: (value: number) => number;
}

/** Lowest value ÷ highest value from which an axis does not start at zero. */
const FAR_FROM_ZERO = 0.75;
const TICKS = 5;
/** Room above the highest value, as a share of the span. */
const HEADROOM = 0.04;

/**
 * The axis for the values a chart shows, in the metric's unit; it ends at round values. It starts at zero unless that
 * would hide all differences, or a value is negative.
 * @param most the highest value that there can be: the axis does not go on beyond it
 */
export function valueAxis(
  values: readonly number[],
  { factor }: Scale,
  most = Number.POSITIVE_INFINITY,
): ValueAxis {
  const shown = (value: number) => value * factor;
  const highest = shown(Math.max(...values));
  const lowest = shown(Math.min(...values));
  const fromZero = lowest >= 0 && (highest === lowest || lowest < FAR_FROM_ZERO * highest);
  const from = fromZero ? 0 : lowest;
  const [low, high] = nice(from, highest > from ? highest + HEADROOM * (highest - from) : from + 1, TICKS);
  return { low, high: highest <= shown(most) ? Math.min(high, shown(most)) : high, shown };
}

/** @returns the highest value that a unit has: 1 for a share */
export function highestOf(unit: string): number {
  return unitOf(unit).isShare ? 1 : Number.POSITIVE_INFINITY;
}

/** What the description adds about an axis that does not start at zero; empty for others. */
export function axisNote({ low }: ValueAxis): string {
  return low > 0 ? ' The axis does not start at zero.' : '';
}
