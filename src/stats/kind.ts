import type { Part, Side } from './decomposition.ts';
import type { Change, Interval, Obstacle, Summary } from './summary.ts';
import type { WeekPart } from './weeks.ts';

/**
 * A kind of measurement: everything that depends on how a metric is measured. A metric yields observations; its kind
 * alone decides value, uncertainty, comparison, weekly points and how a change divides into parts.
 * @typeParam S its samples
 */
export interface KindOf<S> {
  /** The sample that the observations of some windows make. */
  sample: (observed: Observed) => S;
  /**
   * The value of a sample with its uncertainty, in the sample's unit; or why there is none.
   * @param dispersion of events that come in bursts, from `dispersionOf`; null takes them as independent
   * @throws RangeError when the sample is impossible, such as more hits than cases or a value that is not finite
   */
  summarise: (sample: S, dispersion: number | null) => Summary;
  /** How a sample differs from its baseline; null when that has no finite size or, by weeks, no interval of its own. */
  compare: (current: S, baseline: S, terms: Terms) => Change | null;
  /** What prevents a verdict on two samples; null when nothing does. */
  obstacle: (current: S, baseline: S, terms: Pick<Terms, 'signed'>) => Obstacle | null;
  /**
   * The interval of a sample that counts things and found none, where `summarise` gives it none.
   * @param dispersion as for `summarise`
   */
  intervalOfNone?: (sample: S, dispersion: number | null) => Interval | null;
  /** A week's point on a chart. It has no floor: the limits of the chart come from how much such points vary. */
  point: (sample: S) => Point;
  /** What a sample counts; null for what its kind does not count. */
  size: (sample: S) => Size;
  /** What a week adds to a figure that is made of weeks; null when it adds nothing. */
  weekPart: (sample: S, week: ObservedWeek) => WeekPart | null;

  /** Whether an observation counts in every window that it overlaps, not only in that of its date. */
  lasts: boolean;
  /**
   * Whether a sample is one value without an interval of its own. Its weeks then show how far it varies, and
   * neighbouring weeks depend on each other.
   */
  madeOfWeeks: boolean;
  /** Whether it counts events, which may come in bursts. */
  countsEvents: boolean;
  /** Whether its values may be below 0 in any unit. */
  mayBeNegative: boolean;
  /** The highest value that is possible. */
  highest: number;

  /** For each kind of case that the points of a chart count, how many each point has; nothing where they count none. */
  counts: (points: readonly CountedPoint[]) => number[][];

  /** What an observation counts as in the denominator where it has no `of`. */
  defaultOf: number;
  /** What each observation adds when a change is divided. */
  amounts: (observed: { value: Float64Array; overlap: () => Float64Array }) => Float64Array;
  /** How a change divides among the segments of two sides; nothing when a side has no value. */
  divide: (current: Side, baseline: Side) => Part[];

  /**
   * What one observation contributes to the value, as its evidence shows it; null for one without a part of its own.
   * @param of its part of the denominator; null when it has none
   * @param share of the window in which it was under way; null where observations do not last
   */
  contribution: (value: number, of: number | null, share: number | null) => number | null;
  /** What counts for the contribution of an item that has none when evidence is ranked. */
  weightOfNone: number;
  /** The sign that ranks the failing cases first: −1 where a low contribution is the failing one. */
  failing: (isHigherBetter: boolean) => 1 | -1;
  /** How much an item weighs by itself in a figure, instead of by its contribution; null for most kinds. */
  leverage: ((parts: Quotients) => (index: number) => number) | null;
}

/** What some windows hold. Each figure is computed only when a kind asks for it. */
export interface Observed {
  /** The number of observations. */
  count: () => number;
  /** Their values in ascending order. */
  ascending: () => Float64Array;
  /** Their values in order of time, by window. */
  inOrder: () => readonly Float64Array[];
  /** Σ value. */
  sum: () => number;
  /** Σ of, with a number for observations without one. */
  sumOf: (defaultOf: number) => number;
  /** How many of them have a value other than 0. */
  events: () => number;
  /**
   * Their values by what they depend on together, with a number for observations without a part of the denominator;
   * null when each is independent.
   */
  clusters: (defaultOf: number) => Clusters | null;
  /** The time of the windows in which something could be observed, in units of the rate. */
  exposure: () => number;
  /** The items under way on average over that time, and how many there were. */
  underWay: () => { value: number; n: number };
}

/** Observations by what they depend on together; an independent one is a group by itself. */
export type Clusters = readonly { values: readonly number[]; of: number }[];

/** What a comparison depends on beside the samples. */
export interface Terms {
  /** Of events, as for `summarise`. */
  dispersion: number | null;
  /** Whether the values lie on both sides of 0, so that a ratio of them means nothing. */
  signed: boolean;
}

export interface Point {
  value: number | null;
  n: number | null;
}

export interface CountedPoint {
  value: number;
  n: number;
}

export interface Size {
  hits: number | null;
  total: number | null;
  events: number | null;
  exposure: number | null;
  clusters: number | null;
  /** How many observations add to the numerator of a ratio, where not all of them do. */
  counted?: number;
}

export const UNCOUNTED: Size = { hits: null, total: null, events: null, exposure: null, clusters: null };

export interface ObservedWeek {
  /** How much of the week was observed, in milliseconds; not above 0 for one that ended before. */
  time: number;
  /** Whether that is all of it. */
  isWhole: boolean;
}

/** Numerators and denominators of observations. */
export interface Quotients {
  count: number;
  value: (index: number) => number;
  /** 0 for one without a part of the denominator. */
  of: (index: number) => number;
}
