import { absent } from './absent.ts';
import { Z } from './confidence.ts';
import { type Change, FLOORS, type Interval, type Summary } from './sample.ts';

/** So many hits among so many cases, both whole numbers. */
export interface Proportion {
  hits: number;
  total: number;
}

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
