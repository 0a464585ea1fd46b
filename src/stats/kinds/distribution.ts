import binomialCdf from '@stdlib/stats-base-dists-binomial-cdf';
import normalQuantile from '@stdlib/stats-base-dists-normal-quantile';
import { bisectLeft, bisectRight } from 'd3-array';
import {
  type ClusteredShare,
  clusterObstacle,
  effectiveCases,
  effectiveClusters,
  sumClusters,
} from '../clusters.ts';
import { TAIL, Z } from '../confidence.ts';
import { divideMedian } from '../decomposition.ts';
import { type KindOf, UNCOUNTED } from '../kind.ts';
import { mergeSorted, orderStatistic, quantile, quantilePoint, sortNumbers } from '../quantile.ts';
import { above, type Inflation, inflationOf } from '../sequence.ts';
import { absent, type Change, FLOORS, type Interval, type Obstacle, type Summary } from '../summary.ts';

/** Durations or sizes. */
export interface Distribution extends Together {
  kind: 'distribution';
  values: Values;
}

/** What shows how values depend on each other. Without any of it they are independent. */
interface Together {
  /** The values by what they depend on together. */
  clusters?: Groups;
  /** The values in order of time, a list for each window. */
  inOrder?: Groups;
}

type Values = readonly number[] | Float64Array;
type Groups = readonly Values[];

const HALVES = above(0.5);

export const distribution: KindOf<Distribution> = {
  sample: (observed) => {
    const clusters = observed.clusters(1);
    return {
      kind: 'distribution',
      values: observed.ascending(),
      ...(clusters === null
        ? { inOrder: observed.inOrder() }
        : { clusters: clusters.map(({ values }) => values) }),
    };
  },
  summarise: (sample) => summariseDistribution(sample.values, sample),
  compare: (current, baseline, { signed }) => {
    const compareMedians = signed ? compareDeviations : compareDistributions;
    return compareMedians(current.values, baseline.values, { current, baseline });
  },
  obstacle: obstacleToDistributions,
  point: ({ values }) => quantilePoint(values, 0.5),
  size: ({ clusters }) => ({ ...UNCOUNTED, clusters: clusters?.length ?? null }),
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

function obstacleToDistributions(
  current: Distribution,
  baseline: Distribution,
  { signed }: { signed: boolean },
): Obstacle | null {
  if (Math.min(current.values.length, baseline.values.length) < FLOORS.verdict) return 'few';
  if (Math.min(groupsIn(current), groupsIn(baseline)) < FLOORS.verdict) return 'few-clusters';
  const [now, before] = sidesOf(current.values, baseline.values, { current, baseline });
  if (!signed && before.median <= 0) return 'zero-baseline';
  if (!signed && now.median === 0 && medianInterval(now)?.high === 0) return 'zero-now';
  if (Math.min(now.worth, before.worth) < FLOORS.median)
    return current.clusters === undefined
      ? 'dependent'
      : clusterObstacle(current.clusters, baseline.clusters);
  const mayJump = isGapped(now, before, signed) && haveSameHalves(now, before);
  return mayJump && excludesNoChange(current, baseline, signed) ? 'same-halves' : null;
}

function excludesNoChange(current: Distribution, baseline: Distribution, signed: boolean): boolean {
  const change = distribution.compare(current, baseline, { signed, dispersion: null });
  const none = change?.measure === 'ratio' ? 1 : 0;
  return change !== null && (change.low > none || change.high < none);
}

/** The chance with which values without a gap are taken to have one; at 20 % it costs twice as much power. */
const GAP = 0.1;

/**
 * Whether the values near the medians have a gap: whether the largest of the distances between neighbours is a larger
 * share of their sum than chance would make it (Fisher 1929, "Tests of significance in harmonic analysis", Proceedings of
 * the Royal Society A 125). Near are those within the order statistics that either median’s error rests on.
 */
function isGapped(now: Side, before: Side, signed: boolean): boolean {
  const scale = signed ? (value: number) => value : Math.log;
  const pairs = [symmetricPair(now), symmetricPair(before)];
  const low = Math.min(...pairs.map((pair) => pair.low));
  const high = Math.max(...pairs.map((pair) => pair.high));
  const near = mergeSorted([between(now.sorted, low, high), between(before.sorted, low, high)]);
  const distances = near.length - 1;
  let largest = 0;
  for (let index = 1; index <= distances; index += 1)
    largest = Math.max(largest, scale(near[index] ?? high) - scale(near[index - 1] ?? low));
  // Values of 0 are infinitely far away.
  const share = Number.isFinite(largest) ? largest / (scale(high) - scale(low)) : 1;
  return distances * (1 - share) ** (distances - 1) < GAP;
}

/** @returns those of some values in ascending order that lie between two limits or on them */
function between(sorted: Float64Array, low: number, high: number): Float64Array {
  return sorted.subarray(bisectLeft(sorted, low), bisectRight(sorted, high));
}

/**
 * The normal quantile of a two-sided test at 7 %, chosen by simulation: at 15 % real medians that lie in a gap are called a
 * change in 10 % of shuffled quarters.
 */
const Z_OF_HALVES = normalQuantile(1 - 0.07 / 2, 0, 1);

/**
 * Whether the two sides may have equal shares of the upper half of all values, by the test of Mood 1950, Introduction to
 * the Theory of Statistics, ch. 16, in its normal approximation; a value on the common median counts as half in it. It
 * holds whatever the shape, also where few values lie near the medians, as between those of one day and those of the next:
 * there, order statistics show badly how far a median varies.
 */
function haveSameHalves(now: Side, before: Side): boolean {
  const centre = quantile(mergeSorted([now.sorted, before.sorted]), 0.5);
  const [here, there] = [upperHalf(now, centre), upperHalf(before, centre)];
  const n = now.sorted.length + before.sorted.length;
  const squares = here.squares + there.squares - (here.sum + there.sum) ** 2 / n;
  const error = Math.sqrt((squares / (n - 1)) * (1 / now.worth + 1 / before.worth));
  const difference = here.sum / now.sorted.length - there.sum / before.sorted.length;
  return Math.abs(difference) < Z_OF_HALVES * error;
}

function upperHalf({ sorted }: Side, centre: number): { sum: number; squares: number } {
  const scores = { sum: 0, squares: 0 };
  for (const value of sorted) {
    const score = value > centre ? 1 : value === centre ? 0.5 : 0;
    scores.sum += score;
    scores.squares += score ** 2;
  }
  return scores;
}

function groupsIn({ values, clusters }: Distribution): number {
  return clusters?.length ?? values.length;
}

/**
 * The median with its 95 % interval, and the 75th and 90th percentile, all type 7 and in the unit of
 * the values; each is null below its floor. The values may come in any order and are not changed.
 *
 * Of values that depend on each other the interval is that of Woodruff 1952, "Confidence intervals for medians and other
 * position measures", Journal of the American Statistical Association 47: the share of values up to the median is taken
 * to be known as well as from so many independent ones as `effectiveCases` gives for clusters and `inflationOf` for values
 * in order of time. Null where that is fewer than the floor of the median, and where so few clusters are left by
 * `effectiveClusters`: of one that holds nearly all values the median is its own, and nothing shows how far it varies from
 * one cluster to the next. By simulation the interval covers in 20 % of samples there, and in 95 % from the floor on.
 * @throws RangeError when a value is not a finite number.
 */
export function summariseDistribution(values: Values, together: Together = {}): Summary {
  const side = sideOf(values, together);
  const { sorted, median } = side;
  const n = sorted.length;
  if (n === 0) return absent('no-data', n);
  if (n < FLOORS.median) return absent('too-few', n);
  return {
    state: 'ok',
    n,
    value: median,
    interval: side.groups < FLOORS.median ? null : medianInterval(side),
    p75: n < FLOORS.p75 ? null : quantile(sorted, 0.75),
    p90: n < FLOORS.p90 ? null : quantile(sorted, 0.9),
  };
}

interface BothTogether {
  current?: Together;
  baseline?: Together;
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
 * statistics show: see `reachOf`. Values that depend on each other count as in `summariseDistribution`.
 *
 * Null when a side is below the floor of the median or worth fewer independent values, when the baseline's median is not
 * above 0 (or may be 0 while the current one is), when the current median is 0 beyond doubt, and when the ratio is too
 * large for a number.
 * @throws RangeError when a value is not a finite number.
 */
export function compareDistributions(
  current: Values,
  baseline: Values,
  together: BothTogether = {},
): Change | null {
  const [now, before] = sidesOf(current, baseline, together);
  if (Math.min(now.worth, before.worth) < FLOORS.median) return null;
  if (now.median < 0 || before.median <= 0) return null;

  const estimate = now.median / before.median;
  const change = estimate === 0 ? fromMedianLimits(now, before) : fromLogMedians(now, before, estimate);
  return change !== null && Number.isFinite(change.high) ? change : null;
}

/**
 * The difference of the medians, current − baseline, with the 95 % interval of Price & Bonett 2002 (see
 * `compareDistributions`): for values with a sign, such as days from a date, whose ratio means nothing. Which of the
 * two applies is up to what is measured, never to the values that came. The change has no relative size: the 0 of
 * such a scale is a place on it and no absence.
 *
 * Null when a side is below the floor of the median, or worth fewer independent values.
 * @throws RangeError when a value is not a finite number.
 */
export function compareDeviations(
  current: Values,
  baseline: Values,
  together: BothTogether = {},
): Change | null {
  const [now, before] = sidesOf(current, baseline, together);
  if (Math.min(now.worth, before.worth) < FLOORS.median) return null;
  const estimate = now.median - before.median;
  const nowReach = reachOf(now, (low, high) => high - low);
  const beforeReach = reachOf(before, (low, high) => high - low);
  return {
    measure: 'difference',
    estimate,
    low: estimate - Math.hypot(nowReach.below, beforeReach.above),
    high: estimate + Math.hypot(nowReach.above, beforeReach.below),
    method: `Price & Bonett 2002, difference of medians${wordsFor(now, before)}`,
    relative: null,
  };
}

function fromLogMedians(now: Side, before: Side, estimate: number): Change {
  const nowReach = logReachOf(now);
  const beforeReach = logReachOf(before);
  const delta = nowReach.delta || beforeReach.delta ? ', delta method for values of 0' : '';
  return {
    measure: 'ratio',
    estimate,
    low: onOne(estimate / Math.exp(Math.hypot(nowReach.below, beforeReach.above))),
    high: onOne(estimate * Math.exp(Math.hypot(nowReach.above, beforeReach.below))),
    method: `Price & Bonett 2002${delta}${wordsFor(now, before)}`,
    relative: estimate - 1,
  };
}

/** A limit that differs from no change by the noise of arithmetic alone is on it: medians one unit apart often are. */
function onOne(limit: number): number {
  return Math.abs(limit - 1) < 1e-12 ? 1 : limit;
}

function fromMedianLimits(now: Side, before: Side): Change | null {
  const highest = medianInterval(now)?.high ?? 0;
  if (highest === 0) return null;
  return {
    measure: 'ratio',
    estimate: 0,
    low: 0,
    high: highest / (medianInterval(before)?.low ?? 0),
    method: `limits of the two medians${wordsForWorth(now, before)}`,
    relative: -1,
  };
}

/** One side of a comparison. */
interface Side {
  sorted: Float64Array;
  median: number;
  /** How many independent values say as much of the median, rounded down. */
  worth: number;
  /** How many clusters of equal size say as much as theirs do; their number where they are independent. */
  groups: number;
  /** What the worth rests on; empty for independent values. */
  method: string;
}

/** Both sides. Clusters and orders of both show how values depend on each other. */
function sidesOf(current: Values, baseline: Values, together: BothTogether): [Side, Side] {
  const [now, before] = [valuesOf(current, together.current), valuesOf(baseline, together.baseline)];
  const inflation = inflationOf(
    [...(together.current?.inOrder ?? []), ...(together.baseline?.inOrder ?? [])],
    HALVES,
  );
  return [worthOf(now, before, inflation), worthOf(before, now, inflation)];
}

function sideOf(values: Values, together: Together = {}): Side {
  const side = valuesOf(values, together);
  return worthOf(side, side, inflationOf(together.inOrder ?? [], HALVES));
}

interface SortedValues {
  sorted: Float64Array;
  median: number;
  /** Those up to the median, by cluster; null where values are independent. */
  upToMedian: ClusteredShare | null;
}

/** A sample is summarised, and then compared with another. */
const known = new WeakMap<Groups, { values: Values; side: SortedValues }>();

function valuesOf(values: Values, { clusters }: Together = {}): SortedValues {
  const stored = clusters && known.get(clusters);
  if (stored?.values === values) return stored.side;
  const side = measured(values, clusters);
  if (clusters !== undefined) known.set(clusters, { values, side });
  return side;
}

function measured(values: Values, clusters: Groups | undefined): SortedValues {
  const sorted = sortFinite(values);
  const cases = sorted.length;
  const median = cases === 0 ? Number.NaN : quantile(sorted, 0.5);
  if (clusters === undefined) return { sorted, median, upToMedian: null };
  const hitsIn = (group: Iterable<number>): number => {
    let count = 0;
    for (const value of group) if (value <= median) count += 1;
    return count;
  };
  const sums = sumClusters(clusters.map((group) => ({ hits: hitsIn(group), cases: group.length })));
  return { sorted, median, upToMedian: { hits: hitsIn(sorted), cases, sums } };
}

function worthOf(
  { sorted, median, upToMedian }: SortedValues,
  beside: SortedValues,
  inflation: Inflation,
): Side {
  const n = sorted.length;
  if (upToMedian === null) {
    const worth = Math.floor(n / inflation(n));
    return {
      sorted,
      median,
      worth,
      groups: n,
      method: worth === n ? '' : 'Woodruff 1952 for values in sequence',
    };
  }
  // Arithmetic must not cost a value: all alone are worth exactly their number.
  const worth = Math.floor(effectiveCases(upToMedian, beside.upToMedian ?? upToMedian) + 1e-9);
  const groups = effectiveClusters(upToMedian);
  return { sorted, median, worth, groups, method: 'Woodruff 1952 for clusters' };
}

/** How far a median's 95 % limits lie from it, on the scale of the comparison, and whether they had to allow for ties. */
interface Reach {
  below: number;
  above: number;
}

/**
 * The reach of a median: the normal quantile times its standard error. Where values tie at the median, whole units
 * have hidden how it varies, and the limits of its own interval count if they are farther off; the two sides are
 * put together as Zou & Donner 2008, Statistics in Medicine 27, do. This errs towards wider intervals.
 * @param distance of two values, the higher one last, on the scale of the comparison
 */
function reachOf(side: Side, distance: (low: number, high: number) => number): Reach {
  const { low, high, width } = symmetricPair(side);
  const reach = (Z * distance(low, high)) / width;
  if (!isTied(side)) return { below: reach, above: reach };
  const { median } = side;
  const limits = medianInterval(side) ?? { low: median, high: median };
  return {
    below: Math.max(reach, distance(limits.low, median)),
    above: Math.max(reach, distance(median, limits.high)),
  };
}

function logReachOf(side: Side): Reach & { delta: boolean } {
  const { median } = side;
  const delta = symmetricPair(side).low <= 0 || (isTied(side) && (medianInterval(side)?.low ?? 0) <= 0);
  const reach = delta
    ? reachOf(side, (low, high) => (high - low) / median)
    : reachOf(side, (low, high) => Math.log(high) - Math.log(low));
  return { ...reach, delta };
}

/** Whether one of the two middle values, which are the same when their number is odd, occurs more than once. */
function isTied({ sorted }: Side): boolean {
  const middle = sorted.subarray(Math.ceil(sorted.length / 2) - 2, Math.floor(sorted.length / 2) + 2);
  return middle.some((value, index) => value === middle[index - 1]);
}

function wordsFor(...sides: readonly Side[]): string {
  return `${sides.some(isTied) ? ', Zou & Donner 2008 for ties' : ''}${wordsForWorth(...sides)}`;
}

function wordsForWorth(...sides: readonly Side[]): string {
  const method = sides.find((side) => side.method !== '')?.method;
  return method === undefined ? '' : `, ${method}`;
}

/**
 * What a median's standard error rests on, by Price & Bonett: two symmetric order statistics, and how many standard
 * errors lie between them, which is twice the normal quantile of their coverage. The rank is (n + 1)/2 − √n, rounded
 * to the nearest integer, halves to the wider interval; that is 1 at the floor of the median.
 */
function symmetricPair({ sorted, worth }: Side): { low: number; high: number; width: number } {
  const rank = Math.ceil((worth + 1) / 2 - Math.sqrt(worth) - 0.5);
  return {
    ...pairAt(sorted, rank, worth),
    width: 2 * normalQuantile(1 - binomialCdf(rank - 1, worth, 0.5), 0, 1),
  };
}

/**
 * The narrowest symmetric pair of order statistics that covers the median in 95 % of samples or more,
 * whatever the distribution (David & Nagaraja 2003, Order Statistics, 7.1). Null when no pair does.
 */
function medianInterval({ sorted, worth, method }: Side): Interval | null {
  if (worth < FLOORS.median) return null;
  const covers = (rank: number) => binomialCdf(rank - 1, worth, 0.5) <= TAIL;
  // The normal approximation, rounded down, is at most two ranks too wide and never too narrow.
  let rank = Math.max(1, Math.floor((worth - Z * Math.sqrt(worth)) / 2));
  while (covers(rank + 1)) rank += 1;
  return {
    ...pairAt(sorted, rank, worth),
    method: method === '' ? 'order statistics' : `order statistics, ${method}`,
  };
}

/** The order statistics of a rank from either end among `worth` values, at the same share of all values, outwards. */
function pairAt(sorted: Float64Array, rank: number, worth: number): { low: number; high: number } {
  const n = sorted.length;
  const place = worth === n ? rank : Math.max(1, Math.floor(((rank - 0.5) / worth) * n + 0.5));
  return { low: orderStatistic(sorted, place), high: orderStatistic(sorted, n + 1 - place) };
}

/** Sorting puts −∞ first, +∞ and NaN last: only the ends need a look. */
function sortFinite(values: readonly number[] | Float64Array): Float64Array {
  const sorted = sortNumbers(values);
  for (const end of [sorted.at(0), sorted.at(-1)])
    if (end !== undefined && !Number.isFinite(end))
      throw new RangeError(`a distribution holds finite numbers, not ${end}`);
  return sorted;
}
