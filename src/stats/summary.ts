/** The fewest observations with which a figure is shown; a verdict needs its number on each side. */
export const FLOORS = { median: 6, p75: 10, p90: 20, verdict: 8 } as const;

/** A two-sided 95 % interval and the method that gave it. */
export interface Interval {
  low: number;
  high: number;
  method: string;
}

/** The figures of one sample. `value` is null unless `state` is `ok`. */
export interface Summary {
  state: 'ok' | 'too-few' | 'no-data';
  /** Observations; for a rate the events. */
  n: number;
  value: number | null;
  interval: Interval | null;
  /** Distributions only, each null below its floor. */
  p75: number | null;
  p90: number | null;
}

/** How a sample differs from a baseline, with its 95 % interval on the same scale. */
export interface Change {
  /** `ratio`: current ÷ baseline, 1 means no change. `difference`: current − baseline, 0 means no change. */
  measure: 'ratio' | 'difference';
  estimate: number;
  low: number;
  high: number;
  method: string;
  /** The change as a share of the baseline's value; null when that value is 0, or of a scale whose 0 is arbitrary. */
  relative: number | null;
}

/**
 * Why two samples have no verdict, whatever the change.
 * `few`, `few-clusters`, `few-weeks`: fewer than eight observations, groups of them that depend on each other, or weeks,
 * of which twelve before would do as well. `one-cluster`: one such group holds more than half of a side. `seldom`: one value a quarter, and too few quarters before.
 * `few-events`: fewer than eight of what is counted, on the side that has more. `zero-baseline`: nothing is a multiple of
 * 0. `zero-now`: so many values of 0 that the interval has no width. `alike`: no week differs from another.
 * `dependent`: weeks or values resemble the ones before so much that they say no more than a few. `same-halves`: the medians differ,
 * but the two sides may have equal shares of the upper half of all values.
 */
export const obstacles = [
  'few',
  'few-clusters',
  'one-cluster',
  'few-weeks',
  'seldom',
  'few-events',
  'zero-baseline',
  'zero-now',
  'alike',
  'dependent',
  'same-halves',
] as const;

export type Obstacle = (typeof obstacles)[number];

/** The summary of a sample that yields no figure: only its size and the reason. */
export function absent(state: 'too-few' | 'no-data', n: number): Summary {
  return { state, n, value: null, interval: null, p75: null, p90: null };
}
