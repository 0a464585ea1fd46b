/** Deviations of successive points from the mean of their period; null where a point is missing. */
export type Deviations = readonly (number | null)[];

/** Just below 1, where a mean of such points would say nothing at all. */
const STRONGEST = 0.99;

/**
 * How much each point is like the one before: the lag-1 autocorrelation of an AR(1) process, 0…0.99, over
 * several runs of points. Deviations from an estimated mean make it too small, by (1 + 3ρ) ÷ n for each mean
 * (Kendall 1954, "Note on bias in the estimation of autocorrelation", Biometrika 41); that is put right.
 * A negative one counts as 0, which errs towards wider intervals.
 * @param means how many means were estimated from the points
 * @returns null without two neighbours, and where no point deviates
 */
export function autocorrelation(runs: readonly Deviations[], means: number): number | null {
  const sums = { points: 0, squares: 0, pairs: 0, products: 0 };
  for (const run of runs) {
    for (const [index, here] of run.entries()) {
      if (here === null) continue;
      sums.points += 1;
      sums.squares += here * here;
      const before = run[index - 1] ?? null;
      if (before === null) continue;
      sums.pairs += 1;
      sums.products += here * before;
    }
  }
  return autocorrelationFrom(sums, means);
}

/** Sums over points and over pairs of neighbours. */
export interface SerialSums {
  points: number;
  squares: number;
  pairs: number;
  products: number;
}

/** @returns the same as `autocorrelation`, given the sums over all runs */
export function autocorrelationFrom(
  { points, squares, pairs, products }: SerialSums,
  means: number,
): number | null {
  if (pairs === 0 || squares === 0 || points <= 3 * means) return null;
  const raw = products / pairs / (squares / points);
  const corrected = (raw + means / points) / (1 - (3 * means) / points);
  return Math.min(STRONGEST, Math.max(0, corrected));
}

/**
 * By how much the variance of a mean of `n` successive points exceeds that of `n` independent ones:
 * 1 + 2 Σ (1 − k ÷ n) ρᵏ. Then `n` ÷ this is the equivalent number of independent points (Zwiers & von Storch
 * 1995, "Taking serial correlation into account in tests of the mean", Journal of Climate 8).
 */
export function varianceInflation(n: number, rho: number): number {
  let inflation = 1;
  for (let lag = 1, power = rho; lag < n; lag += 1, power *= rho) inflation += 2 * (1 - lag / n) * power;
  return inflation;
}

/**
 * By how much the variance of a period beside the mean of those before exceeds the one that these show among themselves,
 * where they are means of an AR(1) process: then neighbours are alike, and the period that is compared is a neighbour of
 * one end alone.
 */
export function driftOf(rho: number, weeks: number, before: number): number {
  const own = varianceInflation(weeks, rho) / weeks;
  const between = (lag: number) =>
    rho ** (weeks * (lag - 1) + 1) * ((1 - rho ** weeks) / (1 - rho) / weeks) ** 2;
  let [pairs, toNow] = [0, 0];
  for (let lag = 1; lag <= before; lag += 1) {
    pairs += (before - lag) * between(lag);
    toNow += between(lag);
  }
  const apart = own * (1 + 1 / before) + (2 * pairs) / before ** 2 - (2 * toNow) / before;
  const shown = own - (2 * pairs) / before / (before - 1);
  return apart / shown / (1 + 1 / before);
}
