import { studentQuantile } from './confidence.ts';
import { autocorrelation, type Deviations, varianceInflation } from './dependence.ts';
import { type Change, FLOORS, type Obstacle } from './summary.ts';

/** What a week adds: to a level the area under it and the time, to a rate its events and exposure. */
export interface WeekPart {
  numerator: number;
  denominator: number;
}

/** The weeks that a figure is made of, each run of successive ones by itself; null is a week that adds nothing. */
export type WeekRuns = readonly (readonly (WeekPart | null)[])[];

/** With fewer independent weeks nothing is known of how far a figure varies. */
const FEWEST_INDEPENDENT = 4;

/**
 * The difference of two levels or ratios, current − baseline, in their unit, with the 95 % interval of Zwiers &
 * von Storch 1995, "Taking serial correlation into account in tests of the mean", Journal of Climate 8: Student's
 * t with as many independent weeks as the successive, similar weeks are worth. The spread of a week is taken from
 * both sides together, for a ratio as the deviation (numerator − ratio × denominator) ÷ mean denominator (Cochran
 * 1977, Sampling Techniques, 6.3). That the two sides may follow one another is left out of account, which errs
 * towards a wider interval.
 *
 * The values compared are those of the weeks together: Σ numerators ÷ Σ denominators.
 *
 * Null with fewer than eight weeks on a side that have something to divide by, when all weeks together are worth
 * fewer than four independent ones, and when no week differs from its side's value.
 */
export function compareByWeeks(current: WeekRuns, baseline: WeekRuns): Change | null {
  const now = deviationsOf(current);
  const before = deviationsOf(baseline);
  if (Math.min(now.divisible, before.divisible) < FLOORS.verdict) return null;
  const rho = autocorrelation([...now.runs, ...before.runs], 2);
  if (rho === null) return null;

  const nowInflation = varianceInflation(now.n, rho);
  const beforeInflation = varianceInflation(before.n, rho);
  const independent = now.n / nowInflation + before.n / beforeInflation;
  if (independent < FEWEST_INDEPENDENT) return null;
  const squares = now.squares + before.squares;
  const variance = squares / (now.n + before.n - nowInflation - beforeInflation);
  if (Math.sqrt(variance) <= Number.EPSILON * (now.n + before.n) * Math.abs(before.value)) return null;

  const error = Math.sqrt(variance * (nowInflation / now.n + beforeInflation / before.n));
  const estimate = now.value - before.value;
  const reach = studentQuantile(independent - 2) * error;
  return {
    measure: 'difference',
    estimate,
    low: estimate - reach,
    high: estimate + reach,
    method: 'Zwiers & von Storch 1995',
    relative: before.value === 0 ? null : estimate / Math.abs(before.value),
  };
}

/** What stands in the way of a verdict on two levels or ratios; null when nothing does. */
export function obstacleInWeeks(current: WeekRuns, baseline: WeekRuns): Obstacle | null {
  const now = deviationsOf(current);
  const before = deviationsOf(baseline);
  if (Math.min(now.divisible, before.divisible) < FLOORS.verdict) return 'few-weeks';
  if (compareByWeeks(current, baseline) !== null) return null;
  return now.squares + before.squares === 0 ? 'alike' : 'dependent';
}

interface Side {
  value: number;
  runs: Deviations[];
  /** Weeks with a part. */
  n: number;
  /** Of these, those with a denominator. */
  divisible: number;
  squares: number;
}

function deviationsOf(weeks: WeekRuns): Side {
  const parts = weeks.flat().filter((part) => part !== null);
  const n = parts.length;
  const denominator = parts.reduce((sum, part) => sum + part.denominator, 0);
  const value = parts.reduce((sum, part) => sum + part.numerator, 0) / denominator;
  const deviation = (part: WeekPart): number =>
    (part.numerator - value * part.denominator) / (denominator / n);
  return {
    value,
    runs: weeks.map((run) => run.map((part) => (part === null ? null : deviation(part)))),
    n,
    divisible: parts.filter((part) => part.denominator !== 0).length,
    squares: parts.reduce((sum, part) => sum + deviation(part) ** 2, 0),
  };
}
