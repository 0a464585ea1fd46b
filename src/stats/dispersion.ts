import { studentQuantile, Z } from './confidence.ts';
import { autocorrelation, type Deviations, varianceInflation } from './dependence.ts';
import { FLOORS } from './summary.ts';
import type { WeekPart, WeekRuns } from './weeks.ts';

/** In fewer weeks than two quarters have, autocorrelation cannot be distinguished from a trend. */
const FEWEST_FOR_AUTOCORRELATION = 26;

const NORMAL_KURTOSIS = 3;

/**
 * By how much the events of weeks vary more than independent ones would, as an interval must allow for it: the dispersion
 * that weeks show, and how badly they show it. What exceeds that of independent events is raised by the square of the
 * quantile of Student's t ÷ that of the normal distribution.
 * @param runs of weeks, a quarter each, whose numerators are events and whose denominators are exposure; a week without
 * exposure shows nothing
 * @returns null with fewer than eight degrees of freedom
 */
export function dispersionOf(runs: WeekRuns): number | null {
  const shown = dispersionIn(runs.map((run) => run.map((week) => (week?.denominator === 0 ? null : week))));
  return shown && 1 + (shown.dispersion - 1) * (studentQuantile(shown.degreesOfFreedom) / Z) ** 2;
}

/**
 * The dispersion that weeks show: their variance ÷ Poisson's, from 1 up. It
 * is Pearson's χ² ÷ degrees of freedom (McCullagh & Nelder 1989, Generalized Linear Models, 2nd ed., ch. 9), with a
 * mean rate for each run of weeks, so that a rate which rose from quarter to quarter is not mistaken for bursts.
 * Weeks that vary less than chance count as independent, which errs towards wider intervals.
 *
 * Bursts that outlast a week make neighbouring weeks alike. From 26 weeks up, where the autocorrelation exceeds two
 * standard errors of none (1 ÷ √weeks, Bartlett 1946, Supplement to the Journal of the Royal Statistical Society 8),
 * it adds to the variance as it does for levels.
 *
 * A run without events is left out, since its rate is not known.
 * @returns with the degrees of freedom that show it; null with fewer than eight weeks more than runs
 */
export function dispersionIn(runs: WeekRuns): { dispersion: number; degreesOfFreedom: number } | null {
  const informative = runs.filter((run) => sumOf(run, ({ numerator }) => numerator) > 0);
  const deviations = informative.map(residualsOf);
  const residuals = deviations.flat().filter((residual) => residual !== null);
  const degreesOfFreedom = residuals.length - informative.length;
  if (degreesOfFreedom < FLOORS.verdict) return null;
  const pearson = powers(residuals, 2) / degreesOfFreedom;
  return {
    dispersion: Math.max(1, pearson * inflation(deviations, residuals.length)),
    degreesOfFreedom: worthOf(residuals, degreesOfFreedom),
  };
}

/**
 * The degrees of freedom of normal residuals that would show a variance as well as these do (Satterthwaite 1946, Biometrics
 * Bulletin 2): fewer where a few weeks have most of it, by their kurtosis.
 */
function worthOf(residuals: readonly number[], degreesOfFreedom: number): number {
  const squares = powers(residuals, 2);
  const kurtosis = squares === 0 ? 0 : (residuals.length * powers(residuals, 4)) / squares ** 2;
  return (2 * degreesOfFreedom) / (Math.max(NORMAL_KURTOSIS, kurtosis) - 1);
}

function powers(numbers: readonly number[], exponent: number): number {
  return numbers.reduce((sum, number) => sum + number ** exponent, 0);
}

/** The factor by which similar neighbouring weeks raise the variance. */
function inflation(runs: readonly Deviations[], weeks: number): number {
  if (weeks < FEWEST_FOR_AUTOCORRELATION) return 1;
  const rho = autocorrelation(runs, runs.length) ?? 0;
  return rho > 2 / Math.sqrt(weeks) ? varianceInflation(weeks, rho) : 1;
}

/** Each week's events less those expected at the run's rate, in Poisson standard deviations. */
function residualsOf(run: WeekRuns[number]): Deviations {
  const rate = sumOf(run, ({ numerator }) => numerator) / sumOf(run, ({ denominator }) => denominator);
  return run.map((week) => {
    if (week === null) return null;
    const expected = rate * week.denominator;
    return (week.numerator - expected) / Math.sqrt(expected);
  });
}

function sumOf(run: WeekRuns[number], pick: (week: WeekPart) => number): number {
  return run.reduce((sum, week) => sum + (week === null ? 0 : pick(week)), 0);
}
