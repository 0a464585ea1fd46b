import type { Change } from './summary.ts';

/** A value with the limits of its 95 % interval. */
export interface Estimate {
  value: number;
  low: number;
  high: number;
}

/** A change of which only the figures are known. */
type Difference = Pick<Change, 'measure' | 'estimate' | 'low' | 'high'>;

/**
 * The difference of two independent values, now − before, with the 95 % interval that the intervals of both give (Zou &
 * Donner 2008, "Construction of confidence limits about effect measures: a general approach", Statistics in Medicine 27).
 */
export function differenceBetween(now: Estimate, before: Estimate): Difference {
  const estimate = now.value - before.value;
  return {
    measure: 'difference',
    estimate,
    low: estimate - Math.hypot(now.value - now.low, before.high - before.value),
    high: estimate + Math.hypot(now.high - now.value, before.value - before.low),
  };
}

/**
 * The ratio of two independent values, now ÷ before, with the interval that `differenceBetween` gives for their
 * logarithms. Null unless all limits are above 0.
 */
export function ratioBetween(now: Estimate, before: Estimate): Difference | null {
  if (Math.min(now.low, before.low) <= 0) return null;
  const { low, high } = differenceBetween(logOf(now), logOf(before));
  return { measure: 'ratio', estimate: now.value / before.value, low: Math.exp(low), high: Math.exp(high) };
}

function logOf({ value, low, high }: Estimate): Estimate {
  return { value: Math.log(value), low: Math.log(low), high: Math.log(high) };
}
