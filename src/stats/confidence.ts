import normalQuantile from '@stdlib/stats-base-dists-normal-quantile';

/** The probability left beyond each end of a two-sided 95 % interval. */
export const TAIL = 0.025;

/** The standard normal quantile that goes with `TAIL`: 1.95996… */
export const Z = normalQuantile(1 - TAIL, 0, 1);
