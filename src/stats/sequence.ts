import { autocorrelation } from './dependence.ts';

type Values = readonly number[] | Float64Array;

/** By how much the share of so many successive values above their median varies more than that of independent ones. */
export type Inflation = (n: number) => number;

/** Among fewer values, resemblance cannot be distinguished from a trend. */
const FEWEST = 26;

/** A run is a quarter: values so far apart in it are a week apart. */
const WEEKS = 13;

/**
 * How much successive values resemble each other, by their ranks in each run: neither outliers nor a median that moves
 * from run to run matter then. They may resemble
 * - the one before: an AR(1) process with their lag-1 autocorrelation;
 * - those of the same week: as much as values resemble each other, on average, up to a thirteenth of a run apart.
 *
 * Either counts where it exceeds two standard errors of none (1 ÷ √pairs, Bartlett 1946, Supplement to the Journal of the
 * Royal Statistical Society 8), and the larger one where both do. A rank correlation r belongs to normal values that correlate by
 * ρ = 2 sin (π r ÷ 6) (Pearson 1907, On Further Methods of Determining Correlation), and whether these are above their
 * median correlates by (2 ÷ π) arcsin ρ (Sheppard 1899, Philosophical Transactions of the Royal Society A 192).
 * @param runs of values in order of time
 */
export function inflationOf(runs: readonly Values[]): Inflation {
  const ranked = runs.filter(({ length }) => length > 0).map(ranksOf);
  const values = ranked.reduce((sum, run) => sum + run.length, 0);
  if (values < FEWEST) return () => 1;
  const neighbours = autocorrelation(ranked, ranked.length) ?? 0;
  const lags = Math.round(values / ranked.length / WEEKS);
  const week = lags < 2 ? 0 : meanCorrelation(ranked, lags);
  const latent = neighbours > 2 / Math.sqrt(values) ? normalCorrelation(neighbours) : 0;
  const common = week > 2 / Math.sqrt(values * lags) ? ofHalves(normalCorrelation(week)) : 0;
  return (n) =>
    Math.max(
      inflated(n, n - 1, (lag) => ofHalves(latent ** lag)),
      inflated(n, lags, () => common),
    );
}

/** 1 + 2 Σ (1 − k ÷ n) ρ(k) up to a lag (Zwiers & von Storch 1995, Journal of Climate 8). */
function inflated(n: number, lags: number, correlation: (lag: number) => number): number {
  let inflation = 1;
  for (let lag = 1; lag <= Math.min(lags, n - 1); lag += 1) {
    const here = correlation(lag);
    if (here < 1e-6) break;
    inflation += 2 * (1 - lag / n) * here;
  }
  return inflation;
}

function normalCorrelation(ofRanks: number): number {
  return 2 * Math.sin((Math.PI * ofRanks) / 6);
}

function ofHalves(ofNormals: number): number {
  return (2 / Math.PI) * Math.asin(ofNormals);
}

/** The mean correlation of values up to some lag apart; deviations from an estimated mean make it smaller by 1 ÷ n. */
function meanCorrelation(runs: readonly (readonly number[])[], lags: number): number {
  let [points, squares, pairs, products] = [0, 0, 0, 0];
  for (const run of runs) {
    // The sum of the values up to that lag before.
    let before = 0;
    for (const [index, here] of run.entries()) {
      points += 1;
      squares += here ** 2;
      pairs += Math.min(index, lags);
      products += here * before;
      before += here - (run[index - lags] ?? 0);
    }
  }
  return squares === 0 || pairs === 0 ? 0 : products / pairs / (squares / points) + runs.length / points;
}

/** A quarter is compared again and again. */
const known = new WeakMap<Values, number[]>();

/** Ranks, the mean one for values that tie, less their mean. */
function ranksOf(values: Values): number[] {
  const ranks = known.get(values) ?? rank(values);
  known.set(values, ranks);
  return ranks;
}

function rank(values: Values): number[] {
  const sorted = new Float64Array(values).sort();
  const middle = (values.length - 1) / 2;
  const ranks = new Map<number, number>();
  for (let from = 0, to = 0; from < sorted.length; from = to) {
    const value = sorted[from] ?? Number.NaN;
    do to += 1;
    while (sorted[to] === value);
    ranks.set(value, (from + to - 1) / 2 - middle);
  }
  return Array.from(values, (value) => ranks.get(value) ?? 0);
}
