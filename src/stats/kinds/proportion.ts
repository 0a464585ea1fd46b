import { Z } from '../confidence.ts';
import { divideQuotient } from '../decomposition.ts';
import { type KindOf, UNCOUNTED } from '../kind.ts';
import { absent, type Change, FLOORS, type Interval, type Summary } from '../summary.ts';

/** Hits among cases, both whole numbers. */
export interface Proportion {
  hits: number;
  total: number;
}

export const proportion: KindOf<Proportion & { kind: 'proportion' }> = {
  sample: (observed) => ({ kind: 'proportion', hits: observed.sum(), total: observed.sumOf(1) }),
  summarise: summariseProportion,
  compare: compareProportions,
  isEnough: (current, baseline) => Math.min(current.total, baseline.total) >= FLOORS.verdict,
  point: ({ hits, total }) => ({ value: total === 0 ? null : hits / total, n: total }),
  size: ({ hits, total }) => ({ ...UNCOUNTED, hits, total }),
  weekPart: () => null,

  lasts: false,
  madeOfWeeks: false,
  countsEvents: false,
  mayBeNegative: false,
  highest: 1,

  counts: (points) => {
    const hits = points.map(({ value, n }) => Math.round(value * n));
    return [hits, points.map(({ n }, index) => n - (hits[index] ?? 0))];
  },

  defaultOf: 1,
  amounts: ({ value }) => value,
  divide: (current, baseline) => divideQuotient(current.rows, baseline.rows),

  contribution: (value, of) => value / (of ?? 1),
  weightOfNone: Number.NEGATIVE_INFINITY,
  failing: (isHigherBetter) => (isHigherBetter ? -1 : 1),
  leverage: null,
};

/**
 * Hits ÷ total, 0…1, with its Wilson 95 % interval.
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
    interval: wilson(proportion),
    p75: null,
    p90: null,
  };
}

/**
 * The difference of two proportions, current − baseline, −1…1, with the 95 % interval of Newcombe 1998,
 * "Interval estimation for the difference between independent proportions: comparison of eleven
 * methods", Statistics in Medicine 17, method 10. Null when a side has too few cases for a value.
 * @throws RangeError unless `hits` is a whole number from 0 to `total` on both sides.
 */
export function compareProportions(current: Proportion, baseline: Proportion): Change | null {
  requireWithinTotal(current);
  requireWithinTotal(baseline);
  if (Math.min(current.total, baseline.total) < FLOORS.median) return null;
  const now = current.hits / current.total;
  const before = baseline.hits / baseline.total;
  const nowLimits = wilson(current);
  const beforeLimits = wilson(baseline);
  const estimate = now - before;
  return {
    measure: 'difference',
    estimate,
    low: Math.max(-1, estimate - Math.hypot(now - nowLimits.low, beforeLimits.high - before)),
    high: Math.min(1, estimate + Math.hypot(nowLimits.high - now, before - beforeLimits.low)),
    method: 'Newcombe 1998, method 10',
    relative: before === 0 ? null : estimate / before,
  };
}

/**
 * Wilson 1927, "Probable inference, the law of succession, and statistical inference", Journal of the
 * American Statistical Association 22; without continuity correction.
 */
function wilson({ hits, total }: Proportion): Interval {
  return {
    low: wilsonLow(hits, total),
    // By symmetry; rounding then cannot take the limit of n of n below 1.
    high: 1 - wilsonLow(total - hits, total),
    method: 'Wilson 1927',
  };
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
