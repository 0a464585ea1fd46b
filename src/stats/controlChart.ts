import { studentQuantile } from './confidence.ts';
import { autocorrelation } from './dependence.ts';

/** The natural process limits of an XmR chart, in the unit of its points. */
export interface Limits {
  centre: number;
  /** Null when it would be below the lowest possible value: it is not drawn, nothing is below it. */
  lower: number | null;
  /** Null when it would be above the highest possible value, as a share's may be: nothing is above it. */
  upper: number | null;
  /** The points that the limits rest on. */
  n: number;
  /** How far from the centre the average of a shift lies at least. */
  shifted: number;
}

/**
 * What is unusual: a single point outside the limits, which is a reason to ask; or a shift, which says that the level has
 * changed. `from` and `to` are indexes of points; both ends belong to it.
 */
export interface Signal {
  rule: 'outside' | 'shift';
  side: 'above' | 'below';
  from: number;
  to: number;
}

const MINIMUM_POINTS = 12;
/** Of a shift. */
const FEWEST_SHIFTED = 3;

/** The probability beyond three standard deviations, on one side. */
const BEYOND_THREE = 0.00135;

/** Three standard deviations: 3 ÷ 1.128. */
const RANGES_TO_LIMIT = 2.66;

/**
 * The limits of an XmR chart: mean ± 2.66 × mean moving range (Wheeler 1993, Understanding Variation).
 * A null is a period without a point; the moving range then spans it, from one point to the next.
 * Null under 12 points, and when no point differs from the one before: limits without width would
 * call the least change a signal.
 *
 * Points that depend on each other move in small steps, so that the moving range is too small for their spread by
 * √(1 − ρ), with ρ the lag-1 autocorrelation; the limits are widened by as much (Maragah & Woodall 1992, "The
 * effect of autocorrelation on the retrospective X-chart", Journal of Statistical Computation and Simulation 40). Points
 * depend on each other where ρ exceeds two standard errors of none (1 ÷ √n, Bartlett 1946, Supplement to the Journal of
 * the Royal Statistical Society 8), and where they are known to.
 * @param options.lowest the lowest value that a point can have: 0 for durations and counts
 * @param options.highest the highest value that a point can have: 1 for a share
 * @param options.dependent whether successive points are known to depend on each other, as those of a level do
 */
export function processLimits(
  baseline: readonly (number | null)[],
  {
    lowest = 0,
    highest = Number.POSITIVE_INFINITY,
    dependent = false,
  }: { lowest?: number; highest?: number; dependent?: boolean } = {},
): Limits | null {
  const points = baseline.filter((point) => point !== null);
  const n = points.length;
  if (n < MINIMUM_POINTS) return null;

  const centre = mean(points);
  const movingRange = mean(points.slice(1).map((point, index) => Math.abs(point - (points[index] ?? point))));
  if (movingRange <= n * Number.EPSILON * Math.abs(centre)) return null;

  const rho = autocorrelation([points.map((point) => point - centre)], 1) ?? 0;
  const alike = dependent || rho > 2 / Math.sqrt(n);
  const variance = points.reduce((sum, point) => sum + (point - centre) ** 2, 0) / (n - 1);
  const reach = (RANGES_TO_LIMIT * movingRange) / Math.sqrt(alike ? 1 - rho : 1);
  const lower = centre - reach;
  const upper = centre + reach;
  return {
    centre,
    lower: lower < lowest ? null : lower,
    upper: upper > highest ? null : upper,
    n,
    shifted: studentQuantile(n - 1, BEYOND_THREE) * Math.sqrt(variance * (1 + 1 / n)),
  };
}

/**
 * Whether what is counted comes less than once a point on average. Most points are then 0, one case is already
 * outside, and a run of 0 says nothing: limits would say nothing (Wheeler 2011, "Working with rare events", Quality
 * Digest).
 * @param counts of the baseline's points
 */
export function tooRare(counts: readonly number[]): boolean {
  return counts.length > 0 && mean(counts) < 1;
}

/**
 * The signals among the points, by where they begin: each point outside a limit, and one shift. A point on a limit is
 * inside. A null is a gap and never signals.
 */
export function signals(points: readonly (number | null)[], limits: Limits): Signal[] {
  const single = outside(points, limits);
  return [...single, ...shift(points, single, limits)].sort((a, b) => a.from - b.from);
}

function outside(points: readonly (number | null)[], { lower, upper }: Limits): Signal[] {
  return points.flatMap((point, index): Signal[] => {
    if (point === null) return [];
    if (upper !== null && point > upper) return [{ rule: 'outside', side: 'above', from: index, to: index }];
    if (lower !== null && point < lower) return [{ rule: 'outside', side: 'below', from: index, to: index }];
    return [];
  });
}

/**
 * The points from the first one outside the limits from which on three or more lie, on average, as far from the centre as a
 * single further point would hardly ever lie: beyond the prediction interval of Student's t, with the probability of three
 * standard deviations (Hahn 1969, "Factors for calculating two-sided prediction intervals for samples from a normal
 * distribution", Journal of the American Statistical Association 64). The average of independent points lies closer; but
 * points that depend on each other vary together, and a jump that passes within a few points is not a new level.
 */
function shift(
  points: readonly (number | null)[],
  outside: readonly Signal[],
  { centre, shifted }: Limits,
): Signal[] {
  const to = points.findLastIndex((point) => point !== null);
  const first = outside.find(({ side, from }) => {
    const lasting = points.slice(from).filter((point) => point !== null);
    const step = (mean(lasting) - centre) * (side === 'above' ? 1 : -1);
    return lasting.length >= FEWEST_SHIFTED && step > shifted;
  });
  return first === undefined ? [] : [{ ...first, rule: 'shift', to }];
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
