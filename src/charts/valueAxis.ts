import { nice } from 'd3-array';
import { unitOf } from '../handbook/units.ts';
import type { Scale } from '../scorecard/format.ts';
import { type ChartSpec, colour, type Layer, parameters, sized } from './theme.ts';

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
 * @param ends of intervals: the axis goes on to those that do not squeeze the values
 */
export function valueAxis(
  values: readonly number[],
  { factor }: Scale,
  most = Number.POSITIVE_INFINITY,
  ends: readonly (number | null)[] = [],
): ValueAxis {
  const shown = (value: number) => value * factor;
  const drawn = [...values, ...nearEnds(ends, values)];
  const highest = shown(Math.max(...drawn));
  const lowest = shown(Math.min(...drawn));
  const fromZero = lowest >= 0 && (highest === lowest || lowest < FAR_FROM_ZERO * highest);
  const from = fromZero ? 0 : lowest;
  const [low, high] = nice(from, highest > from ? highest + HEADROOM * (highest - from) : from + 1, TICKS);
  return { low, high: highest <= shown(most) ? Math.min(high, shown(most)) : high, shown };
}

/** A chart before it has its axis of values. */
interface Unscaled extends Pick<ChartSpec, 'title' | 'description' | 'data' | 'params'> {
  width: number;
  /** Of its plot, in pixels. */
  height: number | { step: number };
  layer: Layer[];
}

/**
 * A chart on its axis of values, which `valueChannel` shows. The description adds where the axis begins, and which
 * intervals are cut, by the data source `cuts`.
 */
export function chartOn(
  axis: ValueAxis,
  unitName: string,
  { description, width, height, layer, params = {}, ...chart }: Unscaled,
): ChartSpec {
  const given = { unitName, low: axis.low, high: axis.high, ...params };
  return {
    ...chart,
    description: description + axisNote(axis) + cutNote(chart.data['cuts'] ?? []),
    shape: { ...sized(width), height, params: parameters(...Object.keys(given)), layer },
    params: given,
  };
}

/** @returns the highest value that a unit has: 1 for a share */
export function highestOf(unit: string): number {
  return unitOf(unit).isShare ? 1 : Number.POSITIVE_INFINITY;
}

/** What the description adds about an axis that does not start at zero; empty for others. */
export function axisNote({ low }: ValueAxis): string {
  return low > 0 ? ' The axis does not start at zero.' : '';
}

/** An end of an interval that is farther than so many times the largest value would squeeze all values. */
const FARTHEST_END = 4;
/** Arrowheads, which are open: a filled triangle is a verdict. */
const HEADS = {
  upright: { forth: 'M-1,0.5L0,-0.5L1,0.5', back: 'M-1,-0.5L0,0.5L1,-0.5' },
  level: { forth: 'M-0.5,-1L0.5,0L-0.5,1', back: 'M0.5,-1L-0.5,0L0.5,1' },
};

/** The ends of intervals that the axis goes on to; all of them where every value is 0. */
function nearEnds(ends: readonly (number | null)[], values: readonly number[]): number[] {
  const largest = Math.max(...values.map(Math.abs)) || Number.POSITIVE_INFINITY;
  return ends.filter((end) => end !== null).filter((end) => Math.abs(end) <= FARTHEST_END * largest);
}

/** An interval on an axis, as the axis shows it, and the ends at which it is cut: upwards (1) or downwards (-1). */
export interface DrawnInterval {
  low: number;
  high: number;
  cuts: { value: number; side: 1 | -1 }[];
}

/** An interval, cut where the axis ends. */
export function cutToAxis(
  interval: { low: number; high: number },
  { low, high, shown }: ValueAxis,
): DrawnInterval {
  const ends = { low: shown(interval.low), high: shown(interval.high) };
  return {
    low: Math.max(low, ends.low),
    high: Math.min(high, ends.high),
    cuts: [
      ...(ends.high > high ? [{ value: high, side: 1 as const }] : []),
      ...(ends.low < low ? [{ value: low, side: -1 as const }] : []),
    ],
  };
}

/** The mark at the end of an interval that is cut, by the field `side`. */
export function cutMark(direction: keyof typeof HEADS) {
  const { forth, back } = HEADS[direction];
  return {
    type: 'point' as const,
    stroke: colour.ink,
    size: 60,
    shape: { expr: `datum.side > 0 ? '${forth}' : '${back}'` },
  };
}

/** What the description adds about intervals that are cut; empty without any. */
function cutNote(cuts: readonly object[]): string {
  return cuts.length === 0 ? '' : ' An open arrowhead marks an interval that goes on beyond the chart.';
}
