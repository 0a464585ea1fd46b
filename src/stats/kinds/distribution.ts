import binomialCdf from '@stdlib/stats-base-dists-binomial-cdf';
import normalQuantile from '@stdlib/stats-base-dists-normal-quantile';
import { TAIL, Z } from '../confidence.ts';
import { divideMedian } from '../decomposition.ts';
import { type KindOf, UNCOUNTED } from '../kind.ts';
import { orderStatistic, quantile, sortNumbers } from '../quantile.ts';
import { absent, type Change, FLOORS, type Interval, type Summary } from '../summary.ts';

/** Durations or sizes. */
export interface Distribution {
  kind: 'distribution';
  values: readonly number[] | Float64Array;
}

export const distribution: KindOf<Distribution> = {
  sample: (observed) => ({ kind: 'distribution', values: observed.ascending() }),
  summarise: ({ values }) => summariseDistribution(values),
  compare: (current, baseline, { signed }) =>
    signed
      ? compareDeviations(current.values, baseline.values)
      : compareDistributions(current.values, baseline.values),
  isEnough: (current, baseline) => Math.min(current.values.length, baseline.values.length) >= FLOORS.verdict,
  point: ({ values }) => {
    const sorted = sortNumbers(values);
    return { value: sorted.length === 0 ? null : quantile(sorted, 0.5), n: sorted.length };
  },
  size: () => UNCOUNTED,
  weekPart: () => null,

  lasts: false,
  madeOfWeeks: false,
  countsEvents: false,
  mayBeNegative: false,
  highest: Number.POSITIVE_INFINITY,

  counts: () => [],

  defaultOf: 0,
  amounts: ({ value }) => value,
  divide: (current, baseline) => divideMedian(current.rows, baseline.rows),

  contribution: (value, _, share) => share ?? value,
  weightOfNone: Number.NEGATIVE_INFINITY,
  failing: () => 1,
  leverage: null,
};

/**
 * The median with its 95 % interval, and the 75th and 90th percentile, all type 7 and in the unit of
 * the values; each is null below its floor. The values may come in any order and are not changed.
 * @throws RangeError when a value is not a finite number.
 */
export function summariseDistribution(values: readonly number[] | Float64Array): Summary {
  const sorted = sortFinite(values);
  const n = sorted.length;
  if (n === 0) return absent('no-data', n);
  if (n < FLOORS.median) return absent('too-few', n);
  return {
    state: 'ok',
    n,
    value: quantile(sorted, 0.5),
    interval: medianInterval(sorted),
    p75: n < FLOORS.p75 ? null : quantile(sorted, 0.75),
    p90: n < FLOORS.p90 ? null : quantile(sorted, 0.9),
  };
}

/**
 * The ratio of the medians, current ÷ baseline, with the 95 % interval of Price & Bonett 2002,
 * "Distribution-free confidence intervals for difference and ratio of medians", Journal of Statistical
 * Computation and Simulation 72. It works on logarithms, and a value of 0 has none. Therefore:
 * - where the lower order statistic of a side is 0 and its median is not, the standard error of that
 *   side's log median comes from the raw scale by the delta method, SE(ln m) ≈ SE(m) ÷ m, which errs
 *   towards a wider interval;
 * - where the current median is 0, there is no standard error: the ratio lies between 0 and the upper
 *   limit of the current median over the lower limit of the baseline's. Each limit fails in at most
 *   2.5 % of samples, both in at most 5 %.
 * Values recorded in whole units tie, and a median that jumps from one unit to the next varies more than tied order
 * statistics show: see `reachOf`.
 *
 * Null when a side is below the floor of the median, when the baseline's median is not above 0 (or may
 * be 0 while the current one is), and when the ratio is too large for a number.
 * @throws RangeError when a value is not a finite number.
 */
export function compareDistributions(
  current: readonly number[] | Float64Array,
  baseline: readonly number[] | Float64Array,
): Change | null {
  const now = sortFinite(current);
  const before = sortFinite(baseline);
  if (Math.min(now.length, before.length) < FLOORS.median) return null;
  const nowMedian = quantile(now, 0.5);
  const beforeMedian = quantile(before, 0.5);
  if (nowMedian < 0 || beforeMedian <= 0) return null;

  const estimate = nowMedian / beforeMedian;
  const change = estimate === 0 ? fromMedianLimits(now, before) : fromLogMedians(now, before, estimate);
  return Number.isFinite(change.high) ? change : null;
}

/**
 * The difference of the medians, current − baseline, with the 95 % interval of Price & Bonett 2002 (see
 * `compareDistributions`): for values with a sign, such as days from a date, whose ratio means nothing. Which of the
 * two applies is up to what is measured, never to the values that came. The change has no relative size: the 0 of
 * such a scale is a place on it and no absence.
 *
 * Null when a side is below the floor of the median.
 * @throws RangeError when a value is not a finite number.
 */
export function compareDeviations(
  current: readonly number[] | Float64Array,
  baseline: readonly number[] | Float64Array,
): Change | null {
  const now = sortFinite(current);
  const before = sortFinite(baseline);
  if (Math.min(now.length, before.length) < FLOORS.median) return null;
  const estimate = quantile(now, 0.5) - quantile(before, 0.5);
  const nowReach = reachOf(now, (low, high) => high - low);
  const beforeReach = reachOf(before, (low, high) => high - low);
  return {
    measure: 'difference',
    estimate,
    low: estimate - Math.hypot(nowReach.below, beforeReach.above),
    high: estimate + Math.hypot(nowReach.above, beforeReach.below),
    method: `Price & Bonett 2002, difference of medians${wordsForTies(nowReach, beforeReach)}`,
    relative: null,
  };
}

function fromLogMedians(now: Float64Array, before: Float64Array, estimate: number): Change {
  const nowReach = logReachOf(now);
  const beforeReach = logReachOf(before);
  const delta = nowReach.delta || beforeReach.delta ? ', delta method for values of 0' : '';
  return {
    measure: 'ratio',
    estimate,
    low: onOne(estimate / Math.exp(Math.hypot(nowReach.below, beforeReach.above))),
    high: onOne(estimate * Math.exp(Math.hypot(nowReach.above, beforeReach.below))),
    method: `Price & Bonett 2002${delta}${wordsForTies(nowReach, beforeReach)}`,
    relative: estimate - 1,
  };
}

/** A limit that differs from no change by the noise of arithmetic alone is on it: medians one unit apart often are. */
function onOne(limit: number): number {
  return Math.abs(limit - 1) < 1e-12 ? 1 : limit;
}

function fromMedianLimits(now: Float64Array, before: Float64Array): Change {
  return {
    measure: 'ratio',
    estimate: 0,
    low: 0,
    high: medianInterval(now).high / medianInterval(before).low,
    method: 'limits of the two medians',
    relative: -1,
  };
}

/** How far a median's 95 % limits lie from it, on the scale of the comparison, and whether they had to allow for ties. */
interface Reach {
  below: number;
  above: number;
  tied: boolean;
}

/**
 * The reach of a median: the normal quantile times its standard error. Where values tie at the median, whole units
 * have hidden how it varies, and the limits of its own interval count if they are farther off; the two sides are
 * put together as Zou & Donner 2008, Statistics in Medicine 27, do. This errs towards wider intervals.
 * @param distance of two values, the higher one last, on the scale of the comparison
 */
function reachOf(sorted: Float64Array, distance: (low: number, high: number) => number): Reach {
  const { low, high, width } = symmetricPair(sorted);
  const reach = (Z * distance(low, high)) / width;
  if (!isTied(sorted)) return { below: reach, above: reach, tied: false };
  const median = quantile(sorted, 0.5);
  const limits = medianInterval(sorted);
  return {
    below: Math.max(reach, distance(limits.low, median)),
    above: Math.max(reach, distance(median, limits.high)),
    tied: true,
  };
}

function logReachOf(sorted: Float64Array): Reach & { delta: boolean } {
  const median = quantile(sorted, 0.5);
  const delta = symmetricPair(sorted).low <= 0 || (isTied(sorted) && medianInterval(sorted).low <= 0);
  const reach = delta
    ? reachOf(sorted, (low, high) => (high - low) / median)
    : reachOf(sorted, (low, high) => Math.log(high) - Math.log(low));
  return { ...reach, delta };
}

/** Whether one of the two middle values, which are the same when their number is odd, occurs more than once. */
function isTied(sorted: Float64Array): boolean {
  const middle = sorted.subarray(Math.ceil(sorted.length / 2) - 2, Math.floor(sorted.length / 2) + 2);
  return middle.some((value, index) => value === middle[index - 1]);
}

function wordsForTies(...sides: readonly Reach[]): string {
  return sides.some(({ tied }) => tied) ? ', Zou & Donner 2008 for ties' : '';
}

/**
 * What a median's standard error rests on, by Price & Bonett: two symmetric order statistics, and how many standard
 * errors lie between them, which is twice the normal quantile of their coverage. The rank is (n + 1)/2 − √n, rounded
 * to the nearest integer, halves to the wider interval; that is 1 at the floor of the median.
 */
function symmetricPair(sorted: Float64Array): { low: number; high: number; width: number } {
  const n = sorted.length;
  const rank = Math.ceil((n + 1) / 2 - Math.sqrt(n) - 0.5);
  return {
    low: orderStatistic(sorted, rank),
    high: orderStatistic(sorted, n + 1 - rank),
    width: 2 * normalQuantile(1 - binomialCdf(rank - 1, n, 0.5), 0, 1),
  };
}

/**
 * The narrowest symmetric pair of order statistics that covers the median in 95 % of samples or more,
 * whatever the distribution (David & Nagaraja 2003, Order Statistics, 7.1).
 */
function medianInterval(sorted: Float64Array): Interval {
  const n = sorted.length;
  const covers = (rank: number) => binomialCdf(rank - 1, n, 0.5) <= TAIL;
  // The normal approximation, rounded down, is at most two ranks too wide and never too narrow.
  let rank = Math.max(1, Math.floor((n - Z * Math.sqrt(n)) / 2));
  while (covers(rank + 1)) rank += 1;
  return {
    low: orderStatistic(sorted, rank),
    high: orderStatistic(sorted, n + 1 - rank),
    method: 'order statistics',
  };
}

/** Sorting puts −∞ first, +∞ and NaN last: only the ends need a look. */
function sortFinite(values: readonly number[] | Float64Array): Float64Array {
  const sorted = sortNumbers(values);
  for (const end of [sorted.at(0), sorted.at(-1)])
    if (end !== undefined && !Number.isFinite(end))
      throw new RangeError(`a distribution holds finite numbers, not ${end}`);
  return sorted;
}
