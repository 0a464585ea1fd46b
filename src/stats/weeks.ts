import { studentQuantile, Z } from './confidence.ts';
import { autocorrelation, type Deviations, driftOf, varianceInflation } from './dependence.ts';
import { type Change, FLOORS, type Obstacle } from './summary.ts';

/** What a week adds: to a level the area under it and the time, to a rate its events and exposure. */
export interface WeekPart {
  numerator: number;
  denominator: number;
}

/** The weeks that a figure is made of, each run of successive ones by itself; null is a week that adds nothing. */
export type WeekRuns = readonly (readonly (WeekPart | null)[])[];

/** What is known of two sides beside their weeks. */
interface Known {
  /** The values where the weeks are not all of them; those of the weeks together when left out. */
  current?: number;
  baseline?: number;
  /** What each item that comes and goes by itself adds to the difference of two levels. */
  items?: readonly number[];
}

/** With fewer independent weeks nothing is known of how far a figure varies, unless several quarters show it. */
const FEWEST_INDEPENDENT = 4;

/** Above this autocorrelation the variance of weeks says less of periods than a few periods themselves. */
const ALIKE = 0.6;

/** How alike weeks are taken to be at least where periods stand for themselves. */
const LEAST_ALIKE = 0.4;

/**
 * Above this autocorrelation neighbouring periods are alike, too, as those of a random walk; chosen by simulation: at 0.9
 * levels of items that stay for two weeks lose a tenth of their power.
 */
const DRIFTING = 0.98;

/** So nearly a random walk that means of some periods show no difference from one. */
const WALK = 0.999;

/** With fewer periods before, how far one lies from another is not known. */
const FEWEST_PERIODS = 3;

/**
 * So many points before show how far single ones vary where a quarter has few, such as one a month (Provost & Murray 2011,
 * The Health Care Data Guide, ch. 4).
 */
const FEWEST_POINTS_BEFORE = 12;

/** An error whose fourth power is too small for a number: degrees of freedom cannot be computed from it. */
const FAINTEST = 1e-75;

/**
 * The difference of two levels or ratios, current − baseline, in their unit, with a 95 % interval. Two things make a
 * quarter differ from others without a change:
 * - its weeks vary. Each period has a mean of its own, so that a level that moved from quarter to quarter is not mistaken
 *   for one that varies from week to week. A week's deviation is (numerator − value × denominator) ÷ mean denominator
 *   (Cochran 1977, Sampling Techniques, 6.3). Successive, similar weeks count for fewer independent ones (Zwiers & von
 *   Storch 1995, "Taking serial correlation into account in tests of the mean", Journal of Climate 8);
 * - the baseline's periods lie farther apart than their weeks explain, as those of a level that drifts do. What they vary
 *   more is added to the variance of a period (DerSimonian & Laird 1986, "Meta-analysis in clinical trials", Controlled
 *   Clinical Trials 7), given three of them. Where weeks resemble each other, the periods before stand for themselves:
 *   one more would come from them as Student's t says.
 * The quantile is Student's t, with the degrees of freedom of Satterthwaite 1946, Biometrics Bulletin 2.
 *
 * A few items that stay for quarters beside many short ones make quarters alike, and neither weeks nor four quarters show
 * it. Where the items of a level are known, its difference varies by Σ (what each adds to it)² at least, as if they came
 * independently of each other (Campbell 1909, "The study of discontinuous phenomena", Proceedings of the Cambridge
 * Philosophical Society 15); the quantile is then the normal one, as a sum ÷ the root of its squares lies beyond it no more
 * often (Efron 1969, "Student's t-test under symmetry conditions", Journal of the American Statistical Association 64).
 *
 * With fewer than eight weeks on a side that have something to divide by, as with figures of a month or a sprint, twelve
 * weeks before in three periods or more show how far a quarter varies: by those weeks or by their periods, whichever is
 * more.
 *
 * Null with fewer than these, when no week differs from its period's value and no period from another, and when with fewer
 * than three periods before all weeks together are worth fewer than four independent ones.
 */
export function compareByWeeks(current: WeekRuns, baseline: WeekRuns, known: Known = {}): Change | null {
  const now = sideOf(current, known.current);
  const before = sideOf(baseline, known.baseline);
  const spread = shownSpread(now, before);
  if (spread === null) return null;
  const estimate = now.value - before.value;
  const ofWeeks = studentQuantile(spread.degreesOfFreedom) * spread.error;
  const ofItems = Z * Math.sqrt(sum((known.items ?? []).map((item) => item ** 2)));
  const reach = Math.max(ofWeeks, ofItems);
  return {
    measure: 'difference',
    estimate,
    low: estimate - reach,
    high: estimate + reach,
    method: ofItems > ofWeeks ? 'Campbell 1909 for items' : spread.method,
    relative: before.value === 0 ? null : estimate / Math.abs(before.value),
  };
}

/** What prevents a verdict on two levels or ratios; null when nothing does. */
export function obstacleInWeeks(current: WeekRuns, baseline: WeekRuns): Obstacle | null {
  const scarcity = scarcityOfWeeks(current, baseline);
  if (scarcity !== null) return scarcity;
  const now = sideOf(current);
  const before = sideOf(baseline);
  if (shownSpread(now, before) !== null) return null;
  return [...now.periods, ...before.periods].every(({ squares }) => squares === 0) ? 'alike' : 'dependent';
}

/** @returns whether two sides have too few weeks with a value, or no more than one a quarter; null with enough of them */
export function scarcityOfWeeks(current: WeekRuns, baseline: WeekRuns): 'few-weeks' | 'seldom' | null {
  const now = sideOf(current);
  const before = sideOf(baseline);
  if (areMany(now, before) || areManyBefore(now, before)) return null;
  return isOnceAPeriod(current) && isOnceAPeriod(baseline) ? 'seldom' : 'few-weeks';
}

/** Whether each period has weeks enough for a comparison, and something to divide by in one of them at most. */
function isOnceAPeriod(runs: WeekRuns): boolean {
  return runs.every(
    (run) =>
      run.length >= FLOORS.verdict &&
      run.filter((part) => part !== null && part.denominator !== 0).length <= 1,
  );
}

/**
 * The difference of a number of a whole quarter, which has no weeks, from the mean of such numbers of the quarters before,
 * with a 95 % interval: one more would come from them as Student's t says. Whole numbers hide how they vary below one
 * step: they are taken to vary by rounding, whose variance is 1/12, or by a tenth, if they show less. Without the tenth
 * one in fourteen quarters of large teams would differ without a change.
 *
 * Null with fewer than four quarters before.
 */
export function compareWholeNumbers(current: number, baseline: readonly number[]): Change | null {
  const { length } = baseline;
  if (length < FEWEST_QUARTERS) return null;
  const before = mean(baseline);
  const variance = sum(baseline.map((value) => (value - before) ** 2)) / (length - 1);
  const error = (square: number) => Math.sqrt(square * (1 + 1 / length));
  const estimate = current - before;
  const least = Math.max(1 / 12, (before / 10) ** 2);
  const reach = Math.max(Z * error(least), studentQuantile(length - 1) * error(variance));
  return {
    measure: 'difference',
    estimate,
    low: estimate - reach,
    high: estimate + reach,
    method: 'Student’s t of quarters',
    relative: before === 0 ? null : estimate / before,
  };
}

/** With three equal numbers before, one in ten quarters would differ without a change. */
const FEWEST_QUARTERS = 4;

interface Side {
  value: number;
  periods: readonly Period[];
  /** Weeks with a part. */
  weeks: number;
  /** Of these, those with a denominator. */
  divisible: number;
  /** In order, how far each lies from the value of all of them. */
  deviations: Deviations;
  /** Σ of these, squared. */
  squares: number;
  /** Their mean denominator. */
  usual: number;
}

/** A period, such as a quarter, with its weeks' deviations from its own value. */
interface Period {
  value: number;
  deviations: Deviations;
  n: number;
  squares: number;
}

function sideOf(runs: WeekRuns, value?: number): Side {
  const parts = runs.flat().filter((part) => part !== null);
  const denominator = sum(parts.map((part) => part.denominator));
  const usual = denominator / parts.length;
  const own = sum(parts.map((part) => part.numerator)) / denominator;
  const deviations = parts.map((part) => (part.numerator - own * part.denominator) / usual);
  return {
    value: value ?? own,
    periods: runs.flatMap((run) => periodOf(run, usual) ?? []),
    weeks: parts.length,
    divisible: parts.filter((part) => part.denominator !== 0).length,
    usual,
    deviations,
    squares: sum(deviations.map((deviation) => deviation ** 2)),
  };
}

/** @returns null for a period in which there is nothing to divide by */
function periodOf(run: WeekRuns[number], usualDenominator: number): Period | null {
  const parts = run.filter((part) => part !== null);
  const denominator = sum(parts.map((part) => part.denominator));
  if (denominator === 0) return null;
  const value = sum(parts.map((part) => part.numerator)) / denominator;
  const deviations = run.map((part) =>
    part === null ? null : (part.numerator - value * part.denominator) / usualDenominator,
  );
  const known = deviations.filter((deviation) => deviation !== null);
  return { value, deviations, n: known.length, squares: sum(known.map((deviation) => deviation ** 2)) };
}

/** The standard error of a difference, and how well it is known. */
interface Spread {
  error: number;
  degreesOfFreedom: number;
  method: string;
}

/** The spread of two sides; null where it cannot be told from the noise of arithmetic, too. */
function shownSpread(now: Side, before: Side): Spread | null {
  const spread = spreadOf(now, before);
  const faintest = Math.max(FAINTEST, Number.EPSILON * (now.weeks + before.weeks) * Math.abs(before.value));
  return spread === null || spread.error <= faintest ? null : spread;
}

function spreadOf(now: Side, before: Side): Spread | null {
  if (areMany(now, before)) return spreadOfWeeks(now, before) ?? spreadOfPeriods(now, before);
  return areManyBefore(now, before) ? spreadOfPoints(now, before) : null;
}

/** Whether both sides have weeks enough for a comparison. */
function areMany(now: Side, before: Side): boolean {
  return Math.min(now.divisible, before.divisible) >= FLOORS.verdict;
}

/** Whether the side before has points enough for any number of them on the other. */
function areManyBefore(now: Side, before: Side): boolean {
  return (
    now.divisible > 0 && before.divisible >= FEWEST_POINTS_BEFORE && before.periods.length >= FEWEST_PERIODS
  );
}

/**
 * From the points before, or from their periods where these vary more than independent points would let them. Points with
 * less to divide by vary more, by the square of how much less (Cochran 1977, Sampling Techniques, 6.3).
 *
 * So few points cannot tell a series that drifts from a random walk: where each resembles the one before by more than two
 * standard errors of none (1 ÷ √n, Bartlett 1946, Supplement to the Journal of the Royal Statistical Society 8), they are
 * taken for one.
 */
function spreadOfPoints(now: Side, before: Side): Spread {
  const { length } = before.periods;
  const smaller = Math.max(1, before.usual / now.usual) ** 2;
  const ofPoints = (before.squares / (before.weeks - 1)) * (smaller / now.weeks + 1 / before.weeks);
  const variance = varianceOf(before.periods);
  const rho = autocorrelation([before.deviations], 1) ?? 0;
  const drift = rho > 2 / Math.sqrt(before.weeks) ? driftOf(WALK, before.weeks / length, length) : 1;
  const ofPeriods = variance * drift * (1 / now.periods.length + 1 / length);
  return ofPeriods > ofPoints
    ? { error: Math.sqrt(ofPeriods), degreesOfFreedom: length - 1, method: 'Student’s t of quarters' }
    : {
        error: Math.sqrt(ofPoints),
        degreesOfFreedom: before.weeks - 1,
        method: 'Student’s t of single values',
      };
}

/** From the weeks; null where they say too little, or resemble each other more than periods before could make good. */
function spreadOfWeeks(now: Side, before: Side): Spread | null {
  const periods = [...now.periods, ...before.periods];
  const isAlike = periods.every(({ squares }) => squares === 0);
  const rho = isAlike ? 0 : alikeIn(periods);
  if (rho === null) return null;
  if (rho > ALIKE && before.periods.length >= FEWEST_PERIODS) return null;
  const inflation = ({ n }: Period) => varianceInflation(n, rho);
  const independent = sum(periods.map((period) => period.n / inflation(period)));
  if (independent < FEWEST_INDEPENDENT) return null;
  const variance =
    sum(periods.map(({ squares }) => squares)) /
    (sum(periods.map(({ n }) => n)) - sum(periods.map(inflation)));
  const ofMean = (period: Period) => (variance * inflation(period)) / period.n;
  const own =
    mean(now.periods.map(ofMean)) / now.periods.length +
    mean(before.periods.map(ofMean)) / before.periods.length;
  const between = Math.max(0, varianceOf(before.periods) - mean(before.periods.map(ofMean)));
  const drift = between * (1 / now.periods.length + 1 / before.periods.length);
  return {
    error: Math.sqrt(own + drift),
    degreesOfFreedom:
      (own + drift) ** 2 /
      (own ** 2 / Math.max(1, independent - periods.length) +
        (drift === 0 ? 0 : drift ** 2 / (before.periods.length - 1))),
    method: `Zwiers & von Storch 1995${drift === 0 ? '' : ', DerSimonian & Laird 1986'}`,
  };
}

function alikeIn(periods: readonly Period[]): number | null {
  return autocorrelation(
    periods.map(({ deviations }) => deviations),
    periods.length,
  );
}

/** From the values of the periods before, as those of a sample from which one more comes; null with too few of them. */
function spreadOfPeriods(now: Side, before: Side): Spread | null {
  const { length } = before.periods;
  if (length < FEWEST_PERIODS) return null;
  const periods = [...now.periods, ...before.periods];
  const freedom = sum(periods.map(({ n }) => n)) - periods.length;
  // Quarters that lie close together by chance do not vary less than weeks let them.
  const ofWeeks = sum(periods.map(({ squares }) => squares)) / freedom;
  const usual = freedom / periods.length + 1;
  const ofPeriods = varianceOf(before.periods);
  const least = (ofWeeks * varianceInflation(usual, LEAST_ALIKE)) / usual;
  const rho = alikeIn(periods) ?? 0;
  const drift = rho > DRIFTING ? driftOf(rho, usual, length) : 1;
  const variance = Math.max(least, ofPeriods) * drift;
  return {
    error: Math.sqrt(variance * (1 / now.periods.length + 1 / length)),
    degreesOfFreedom: length - 1,
    method: 'Student’s t of quarters',
  };
}

/** How far the values of periods vary; 0 with too few of them to tell. */
function varianceOf(periods: readonly Period[]): number {
  if (periods.length < FEWEST_PERIODS) return 0;
  const centre = mean(periods.map(({ value }) => value));
  return sum(periods.map(({ value }) => (value - centre) ** 2)) / (periods.length - 1);
}

function mean(numbers: readonly number[]): number {
  return sum(numbers) / numbers.length;
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
