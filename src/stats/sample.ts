/**
 * The four kinds of measurement (levels and ratios share one). A metric yields a sample; its kind alone
 * decides value, uncertainty and comparison.
 */
export type Sample =
  | { kind: 'distribution'; values: readonly number[] | Float64Array }
  | { kind: 'proportion'; hits: number; total: number }
  | { kind: 'rate'; events: number; exposure: number }
  | { kind: 'level'; value: number; n: number }
  | { kind: 'ratio'; numerator: number; denominator: number; n: number };

export type Kind = Sample['kind'];

/** The fewest observations with which a figure is shown; the verdict's floor holds on each side. */
export const FLOORS = { median: 6, p75: 10, p90: 20, verdict: 8 } as const;

/** A two-sided 95 % interval and how it was reached. */
export interface Interval {
  low: number;
  high: number;
  method: string;
}

/** What can be said of one sample. `value` is null unless `state` is `ok`. */
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
  /** `ratio`: current ÷ baseline, 1 is no change. `difference`: current − baseline, 0 is no change. */
  measure: 'ratio' | 'difference';
  estimate: number;
  low: number;
  high: number;
  method: string;
  /** The change as a share of the baseline's value; null when that value is 0, or of a scale whose 0 is arbitrary. */
  relative: number | null;
}
