import betaQuantile from '@stdlib/stats-base-dists-beta-quantile';
import normalQuantile from '@stdlib/stats-base-dists-normal-quantile';

/** The probability left beyond each end of a two-sided 95 % interval. */
export const TAIL = 0.025;

/** The standard normal quantile that goes with `TAIL`: 1.95996… */
export const Z = normalQuantile(1 - TAIL, 0, 1);

/**
 * The quantile of Student's t that goes with a tail, by default `TAIL`, for degrees of freedom above 0, whole or not: t² is
 * df (1 − x) ÷ x, where x is beta (df ÷ 2, ½) (Abramowitz & Stegun 1964, 26.7.1).
 */
export function studentQuantile(degreesOfFreedom: number, tail = TAIL): number {
  const x = betaQuantile(2 * tail, degreesOfFreedom / 2, 0.5);
  return Math.sqrt((degreesOfFreedom * (1 - x)) / x);
}
