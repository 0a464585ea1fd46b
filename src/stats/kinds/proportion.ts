import { type ClusterSums, effectiveCases, effectiveClusters, sumClusters } from '../clusters.ts';
import { Z } from '../confidence.ts';
import { divideQuotient } from '../decomposition.ts';
import { type Clusters, type CountedPoint, type KindOf, UNCOUNTED } from '../kind.ts';
import { type Inflation, inflationOf, hits as ofHits } from '../sequence.ts';
import { absent, type Change, FLOORS, type Interval, type Obstacle, type Summary } from '../summary.ts';

/** Hits among cases, both whole numbers. */
export interface Proportion {
  hits: number;
  total: number;
  /** Of cases that depend on each other; cases are independent when left out. */
  clusters?: ClusterSums;
  /** The cases in order of time, 1 for a hit and 0 for none, a list for each window. */
  inOrder?: readonly (readonly number[] | Float64Array)[];
}

export const proportion: KindOf<Proportion & { kind: 'proportion' }> = {
  sample: (observed) => {
    const clusters = observed.clusters(1);
    const total = observed.sumOf(1);
    const parts = { kind: 'proportion', hits: observed.sum(), total } as const;
    if (clusters !== null) return { ...parts, clusters: sumClusters(clusters.map(clusterOf)) };
    // Sums of cases, as imports have them, have no order.
    return observed.count() === total ? { ...parts, inOrder: observed.inOrder() } : parts;
  },
  summarise: summariseProportion,
  compare: compareProportions,
  obstacle: obstacleToProportions,
  point: ({ hits, total }) => ({ value: total === 0 ? null : hits / total, n: total }),
  size: ({ hits, total, clusters }) => ({ ...UNCOUNTED, hits, total, clusters: clusters?.clusters ?? null }),
  weekPart: () => null,

  lasts: false,
  madeOfWeeks: false,
  countsEvents: false,
  mayBeNegative: false,
  highest: 1,

  counts: (points) => {
    const hits = ({ value, n }: CountedPoint): number => Math.round(value * n);
    return [points.map(hits), points.map((point) => point.n - hits(point))];
  },

  defaultOf: 1,
  amounts: ({ value }) => value,
  divide: (current, baseline) => divideQuotient(current.rows, baseline.rows),

  contribution: (value, of) => value / (of ?? 1),
  weightOfNone: Number.NEGATIVE_INFINITY,
  failing: (isHigherBetter) => (isHigherBetter ? -1 : 1),
  leverage: null,
};

function clusterOf({ values, of }: Clusters[number]): { hits: number; cases: number } {
  return { hits: values.reduce((sum, value) => sum + value, 0), cases: of };
}

/** A share of which nearly all cases are alike says little of a change, however many there are. */
function obstacleToProportions(current: Proportion, baseline: Proportion): Obstacle | null {
  if (Math.min(current.total, baseline.total) < FLOORS.verdict) return 'few';
  if (Math.min(clustersIn(current), clustersIn(baseline)) < FLOORS.verdict) return 'few-clusters';
  const inflation = inflationIn(current, baseline);
  if ([current, baseline].some(({ total }) => total / inflation(total) < FLOORS.median)) return 'dependent';
  return Math.max(rarer(current), rarer(baseline)) < FLOORS.verdict ? 'few-events' : null;
}

function isOfFewClusters({ total, clusters }: Proportion): boolean {
  return clusters !== undefined && effectiveClusters({ cases: total, sums: clusters }) < FLOORS.median;
}

function clustersIn({ total, clusters }: Proportion): number {
  return clusters?.clusters ?? total;
}

function rarer({ hits, total }: Proportion): number {
  return Math.min(hits, total - hits);
}

/**
 * Hits ÷ total, 0…1, with its Wilson 95 % interval: for cases that depend on each other, with as many independent ones
 * as `effectiveCases` gives for clusters and `inflationOf` for cases in order of time. Null where clusters are so few, or
 * so uneven, that `effectiveClusters` is below the floor of a value.
 * @throws RangeError unless `hits` is a whole number from 0 to `total`.
 */
export function summariseProportion(proportion: Proportion): Summary {
  requireWithinTotal(proportion);
  const { hits, total } = proportion;
  if (total === 0) return absent('no-data', total);
  if (total < FLOORS.median) return absent('too-few', total);
  return {
    state: 'ok',
    n: total,
    value: hits / total,
    interval: isOfFewClusters(proportion) ? null : wilson(proportion, inflationIn(proportion)),
    p75: null,
    p90: null,
  };
}

/**
 * The difference of two proportions, current − baseline, −1…1, with the 95 % interval of Newcombe 1998,
 * "Interval estimation for the difference between independent proportions: comparison of eleven
 * methods", Statistics in Medicine 17, method 10. Null when a side has too few cases for a value or a single cluster.
 * @throws RangeError unless `hits` is a whole number from 0 to `total` on both sides.
 */
export function compareProportions(current: Proportion, baseline: Proportion): Change | null {
  requireWithinTotal(current);
  requireWithinTotal(baseline);
  if (Math.min(current.total, baseline.total) < FLOORS.median) return null;
  if (Math.min(clustersIn(current), clustersIn(baseline)) < 2) return null;
  const now = current.hits / current.total;
  const before = baseline.hits / baseline.total;
  const inflation = inflationIn(current, baseline);
  const nowLimits = wilson(current, inflation, baseline);
  const beforeLimits = wilson(baseline, inflation, current);
  const estimate = now - before;
  return {
    measure: 'difference',
    estimate,
    low: Math.max(-1, estimate - Math.hypot(now - nowLimits.low, beforeLimits.high - before)),
    high: Math.min(1, estimate + Math.hypot(nowLimits.high - now, before - beforeLimits.low)),
    method: `Newcombe 1998, method 10${wordsFor(current, inflation)}`,
    relative: before === 0 ? null : estimate / before,
  };
}

/**
 * Wilson 1927, "Probable inference, the law of succession, and statistical inference", Journal of the
 * American Statistical Association 22; without continuity correction.
 */
function wilson(share: Proportion, inflation: Inflation, beside?: Proportion): Interval {
  const { hits, total, clusters } = share;
  const cases =
    clusters === undefined
      ? total / inflation(total)
      : effectiveCases(
          { hits, cases: total, sums: clusters },
          beside?.clusters && { hits: beside.hits, cases: beside.total, sums: beside.clusters },
        );
  const worth = (count: number) => (cases === total ? count : (count / total) * cases);
  return {
    low: wilsonLow(worth(hits), cases),
    // By symmetry; rounding then cannot take the limit of n of n below 1.
    high: 1 - wilsonLow(worth(total - hits), cases),
    method: `Wilson 1927${wordsFor(share, inflation)}`,
  };
}

/** By how much hits that resemble the ones before, or those of their week, raise the variance of shares. */
function inflationIn(...shares: readonly Proportion[]): Inflation {
  return inflationOf(
    shares.flatMap(({ inOrder = [] }) => inOrder),
    ofHits,
  );
}

function wordsFor({ total, clusters }: Proportion, inflation: Inflation): string {
  if (clusters !== undefined) return ', Rao & Scott 1992 for clusters';
  return inflation(total) > 1 ? ', Rao & Scott 1992 for cases in sequence' : '';
}

function wilsonLow(hits: number, total: number): number {
  const spread = Z * Math.sqrt(Z * Z + (4 * hits * (total - hits)) / total);
  return Math.max(0, (2 * hits + Z * Z - spread) / (2 * (total + Z * Z)));
}

function requireWithinTotal({ hits, total }: Proportion): void {
  if (!Number.isInteger(hits) || !Number.isInteger(total) || hits < 0 || hits > total)
    throw new RangeError(
      `a proportion counts hits among a total, both whole numbers: ${hits} of ${total} is none`,
    );
}
