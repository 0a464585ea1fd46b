import normalQuantile from '@stdlib/stats-base-dists-normal-quantile';
import { bisectLeft } from 'd3-array';
import { numberAt } from '../facts/numberAt.ts';
import { studentQuantile, Z } from './confidence.ts';
import { autocorrelationFrom, type SerialSums } from './dependence.ts';

type Values = readonly number[] | Float64Array;

/** By how much a share of so many successive values varies more than that of independent ones. */
export type Inflation = (n: number) => number;

/** How the correlation of what a share counts follows from that of ranks, by way of values that are normal. */
interface Counted {
  ofNormals: (ofRanks: number) => number;
  ofCases: (ofNormals: number) => number;
}

/** Of Simpson's rule, an even number: with t = sin α below, the root goes away and so few are exact to many digits. */
const STEPS = 16;

/**
 * Values above a quantile. A rank correlation r belongs to normal values that correlate by ρ = 2 sin (π r ÷ 6) (Pearson 1907,
 * On Further Methods of Determining Correlation). Whether two of them are above the quantile z of a share p correlates by
 * ∫ exp (−z² ÷ (1 + t)) ÷ √(1 − t²) dt from 0 to ρ, ÷ 2π p (1 − p) (Plackett 1954, "A reduction formula for normal
 * multivariate integrals", Biometrika 41); for the median that is (2 ÷ π) arcsin ρ (Sheppard 1899, Philosophical
 * Transactions of the Royal Society A 192).
 */
export function above(share: number): Counted {
  const z = normalQuantile(share, 0, 1);
  const density = (angle: number): number => Math.exp(-(z ** 2) / (1 + Math.sin(angle)));
  const ofCases = (rho: number): number => {
    const step = Math.asin(rho) / STEPS;
    let sum = 0;
    for (let index = 0; index <= STEPS; index += 1)
      sum += density(index * step) * (index === 0 || index === STEPS ? 1 : index % 2 === 0 ? 2 : 4);
    return (sum * step) / 3 / (2 * Math.PI * share * (1 - share));
  };
  return { ofNormals: (ofRanks) => 2 * Math.sin((Math.PI * ofRanks) / 6), ofCases };
}

/** Hits, values of 0 and 1, whose ranks correlate as they do. */
export const hits: Counted = { ofNormals: (rho) => rho, ofCases: (rho) => rho };

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
 * Royal Statistical Society 8), and the larger one where both do. What weeks share is known as well as their number lets it
 * be: it counts more by the square of the quantile of Student's t ÷ that of the normal distribution.
 * @param runs of values in order of time
 */
export function inflationOf(runs: readonly Values[], { ofNormals, ofCases }: Counted): Inflation {
  const filled = runs.filter(({ length }) => length > 0);
  const values = filled.reduce((sum, run) => sum + run.length, 0);
  if (values < FEWEST) return () => 1;
  const all = filled.map(ranked);
  const neighbours = autocorrelationFrom(serialSums(all), all.length) ?? 0;
  const lags = Math.round(values / all.length / WEEKS);
  const week = lags < 2 ? 0 : meanCorrelation(all, lags);
  const latent = neighbours > 2 / Math.sqrt(values) ? ofNormals(neighbours) : 0;
  const common = week > 2 / Math.sqrt(values * lags) ? ofCases(ofNormals(week)) : 0;
  // So many weeks, less a mean for each run, show it only so well.
  const doubt = common === 0 ? 1 : (studentQuantile((WEEKS - 1) * all.length) / Z) ** 2;
  return (n) =>
    Math.max(
      inflated(n, n, (lag) => ofCases(latent ** lag)),
      inflated(n, lags, () => common) * doubt,
    );
}

function serialSums(runs: readonly Ranked[]): SerialSums {
  const sums = { points: 0, squares: 0, pairs: 0, products: 0 };
  for (const { ranks, squares, neighbours } of runs) {
    sums.points += ranks.length;
    sums.squares += squares;
    sums.pairs += ranks.length - 1;
    sums.products += neighbours;
  }
  return sums;
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

/**
 * The mean correlation ρ of values up to some lag apart. Deviations from an estimated mean make it smaller by (1 + 2 lags ρ) ÷ n
 * (as in Kendall 1954, "Note on bias in the estimation of autocorrelation", Biometrika 41); that is put right.
 */
function meanCorrelation(runs: readonly Ranked[], lags: number): number {
  let [points, squares, pairs, products] = [0, 0, 0, 0];
  for (const run of runs) {
    const { length } = run.ranks;
    points += length;
    squares += run.squares;
    const most = Math.min(length, lags);
    pairs += (most * (most - 1)) / 2 + (length - most) * lags;
    products += productsUpTo(run, lags);
  }
  if (squares === 0 || pairs === 0) return 0;
  const ofMean = runs.length / points;
  return Math.min(1, (products / pairs / (squares / points) + ofMean) / (1 - 2 * lags * ofMean));
}

/** The ranks of a run, the mean one for values that tie, less their mean. They are halves: sums of them are exact. */
interface Ranked {
  ranks: Float64Array;
  squares: number;
  /** The sum of the products of neighbours. */
  neighbours: number;
  /** By lag, the sum of the products of values up to that far apart. */
  upTo: Map<number, number>;
}

/** A quarter is compared again and again. */
const known = new WeakMap<Values, Ranked>();

function ranked(values: Values): Ranked {
  const stored = known.get(values);
  if (stored !== undefined) return stored;
  const ranks = ranksOf(values);
  let [squares, neighbours, before] = [0, 0, 0];
  for (const here of ranks) {
    squares += here * here;
    neighbours += here * before;
    before = here;
  }
  const made = { ranks, squares, neighbours, upTo: new Map<number, number>() };
  known.set(values, made);
  return made;
}

function productsUpTo({ ranks, upTo }: Ranked, lags: number): number {
  const stored = upTo.get(lags);
  if (stored !== undefined) return stored;
  let products = 0;
  // The sum of the values up to that lag before.
  let before = 0;
  for (let index = 0; index < ranks.length; index += 1) {
    const here = numberAt(ranks, index);
    products += here * before;
    before += here - (index < lags ? 0 : numberAt(ranks, index - lags));
  }
  upTo.set(lags, products);
  return products;
}

function ranksOf(values: Values): Float64Array {
  const sorted = new Float64Array(values).sort();
  const middle = (values.length - 1) / 2;
  /** Of the sorted values. */
  const ranks = new Float64Array(values.length);
  for (let from = 0, to = 0; from < sorted.length; from = to) {
    do to += 1;
    while (sorted[to] === sorted[from]);
    ranks.fill((from + to - 1) / 2 - middle, from, to);
  }
  return new Float64Array(values).map((value) => numberAt(ranks, bisectLeft(sorted, value)));
}
