import binomialCdf from '@stdlib/stats-base-dists-binomial-cdf';
import { ratioBetween } from '../betweenEstimates.ts';
import { clusterObstacle, effectiveCases, effectiveClusters, sumClusters } from '../clusters.ts';
import { TAIL } from '../confidence.ts';
import { type KindOf, UNCOUNTED } from '../kind.ts';
import { orderStatistic, quantile, quantilePoint, sortNumbers } from '../quantile.ts';
import { above, type Inflation, inflationOf } from '../sequence.ts';
import { absent, type Change, FLOORS, type Interval, type Summary } from '../summary.ts';

/** The percentile that this kind takes: nine of ten values are at most as high. */
export const SHARE = 0.9;

/** Durations of which the slow end matters, and not the middle. */
export interface Percentile {
  kind: 'percentile';
  values: readonly number[] | Float64Array;
  /** The same values by what they depend on together; independent when left out. */
  clusters?: readonly (readonly number[])[];
  /** The same values in order of time, a list for each window. */
  inOrder?: readonly (readonly number[] | Float64Array)[];
}

export const percentile: KindOf<Percentile> = {
  sample: (observed) => {
    const clusters = observed.clusters(1);
    return {
      kind: 'percentile',
      values: observed.ascending(),
      ...(clusters === null
        ? { inOrder: observed.inOrder() }
        : { clusters: clusters.map(({ values }) => values) }),
    };
  },
  summarise: summarisePercentile,
  compare: comparePercentiles,
  obstacle: (current, baseline) => {
    if (Math.min(current.values.length, baseline.values.length) < FLOORS.p90) return 'few';
    const [now, before] = sidesOf(current, baseline);
    if (before.value <= 0) return 'zero-baseline';
    if (now.value <= 0) return 'zero-now';
    if (intervalOf(now) !== null && intervalOf(before) !== null) return null;
    if (current.clusters !== undefined || baseline.clusters !== undefined)
      return clusterObstacle(current.clusters, baseline.clusters);
    return [now, before].some(({ sorted, worth }) => worth < sorted.length) ? 'dependent' : 'few';
  },
  point: ({ values }) => quantilePoint(values, SHARE),
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
  // Percentiles of parts do not add up to that of the whole.
  divide: () => [],

  contribution: (value) => value,
  weightOfNone: Number.NEGATIVE_INFINITY,
  failing: () => 1,
  leverage: null,
};

/**
 * The 90th percentile (type 7) with its distribution-free 95 % interval, in the unit of the values. The interval is null
 * where too few values lie above the percentile for an upper limit, below 36; and where the values come in too few clusters,
 * or in clusters too uneven, as for `summariseDistribution`.
 * @throws RangeError when a value is not a finite number.
 */
export function summarisePercentile(sample: Percentile): Summary {
  const side = sideOf(sample, inflationIn(sample));
  const n = side.sorted.length;
  if (n === 0) return absent('no-data', n);
  if (n < FLOORS.p90) return absent('too-few', n);
  return { state: 'ok', n, value: side.value, interval: intervalOf(side), p75: null, p90: null };
}

/**
 * The ratio of two percentiles, current ÷ baseline, with the 95 % interval that the intervals of both give on a
 * logarithmic scale (Zou & Donner 2008, "Construction of confidence limits about effect measures: a general approach",
 * Statistics in Medicine 27). Null where a side has no interval or a limit that is not above 0.
 * @throws RangeError when a value is not a finite number.
 */
export function comparePercentiles(current: Percentile, baseline: Percentile): Change | null {
  const [now, before] = sidesOf(current, baseline);
  const [nowLimits, beforeLimits] = [intervalOf(now), intervalOf(before)];
  if (nowLimits === null || beforeLimits === null) return null;
  const change = ratioBetween({ ...nowLimits, value: now.value }, { ...beforeLimits, value: before.value });
  if (change === null) return null;
  return { ...change, method: 'Zou & Donner 2008, ratio of percentiles', relative: change.estimate - 1 };
}

/**
 * The ranks between whose values a quantile lies, whatever the distribution: it is missed on either side with at most a
 * given probability (David & Nagaraja 2003, Order Statistics, 7.1; for one side Wilks 1941, "Determination of sample sizes
 * for setting tolerance limits", Annals of Mathematical Statistics 12). Counted from 1; null where no rank reaches it.
 */
export function ranksAround(
  n: number,
  share: number,
  tail: number,
): { low: number | null; high: number | null } {
  const upTo = (count: number): number => binomialCdf(count, n, share);
  const reach = Math.ceil(6 * Math.sqrt(n)) + 1;
  const middle = Math.round(n * share);
  let low = Math.max(0, middle - reach);
  while (upTo(low) <= tail) low += 1;
  let high = Math.min(n, middle + reach);
  while (1 - upTo(high - 1) <= tail) high -= 1;
  return { low: low < 1 ? null : low, high: high + 1 > n ? null : high + 1 };
}

interface Side {
  sorted: Float64Array;
  value: number;
  /** How many independent values say as much of the percentile. */
  worth: number;
  /** How many clusters of equal size say as much as theirs do; their number where they are independent. */
  groups: number;
}

/** Both sides, whose orders show together how values depend on each other. */
function sidesOf(current: Percentile, baseline: Percentile): [Side, Side] {
  const inflation = inflationIn(current, baseline);
  return [sideOf(current, inflation), sideOf(baseline, inflation)];
}

function inflationIn(...samples: readonly Percentile[]): Inflation {
  return inflationOf(
    samples.flatMap(({ inOrder = [] }) => inOrder),
    SLOW,
  );
}

const SLOW = above(SHARE);

function sideOf({ values, clusters }: Percentile, inflation: Inflation): Side {
  const sorted = sortNumbers(values);
  for (const end of [sorted.at(0), sorted.at(-1)])
    if (end !== undefined && !Number.isFinite(end))
      throw new RangeError(`a percentile is of finite numbers, not ${end}`);
  const n = sorted.length;
  const value = n === 0 ? Number.NaN : quantile(sorted, SHARE);
  if (clusters === undefined || n === 0)
    return { sorted, value, worth: n === 0 ? 0 : Math.floor(n / inflation(n)), groups: n };
  const upTo = (group: Iterable<number>): number => {
    let count = 0;
    for (const each of group) if (each <= value) count += 1;
    return count;
  };
  const sums = sumClusters(clusters.map((group) => ({ hits: upTo(group), cases: group.length })));
  const worth = Math.floor(effectiveCases({ hits: upTo(sorted), cases: n, sums }) + 1e-9);
  return { sorted, value, worth, groups: effectiveClusters({ cases: n, sums }) };
}

/** Of values that depend on each other, ranks among as many independent ones, at the same share of all values (Woodruff 1952). */
function intervalOf({ sorted, value, worth, groups }: Side): Interval | null {
  if (groups < FLOORS.median) return null;
  const { low, high } = ranksAround(worth, SHARE, TAIL);
  if (low === null || high === null) return null;
  const n = sorted.length;
  const place = (rank: number, round: (rank: number) => number): number =>
    Math.min(n, Math.max(1, worth === n ? rank : round((rank / worth) * n)));
  return {
    low: Math.min(value, orderStatistic(sorted, place(low, Math.floor))),
    high: Math.max(value, orderStatistic(sorted, place(high, Math.ceil))),
    method: worth === n ? 'order statistics' : 'Woodruff 1952, order statistics',
  };
}
