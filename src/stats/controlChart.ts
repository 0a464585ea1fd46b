import { autocorrelation } from './dependence.ts';

/** The natural process limits of an XmR chart, in the unit of its points. */
export interface Limits {
  centre: number;
  /** Null when it would be below the lowest possible value: it is not drawn, nothing is below it. */
  lower: number | null;
  /** Null when it would be above the highest possible value, as a share's may be: nothing is above it. */
  upper: number | null;
  /** The mean moving range. */
  movingRange: number;
  /** The points that the limits rest on. */
  n: number;
  /** Whether successive points depend on each other: then a shift is not a signal. */
  dependent: boolean;
}

/** A reason to look for a cause. `from` and `to` are indexes of points; both ends belong to it. */
export interface Signal {
  rule: 'outside' | 'shift';
  side: 'above' | 'below';
  from: number;
  to: number;
}

const MINIMUM_POINTS = 12;
/** Of a shift. */
const FEWEST_SHIFTED = 4;

/** Of a mean beyond which a shift is a signal, as a point is beyond a limit. */
const STANDARD_ERRORS = 3;

/** A moving range of two points estimates their standard deviation with d₂ = 1.128. */
const RANGE_OF_TWO = 1.128;

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
  const reach = (RANGES_TO_LIMIT * movingRange) / Math.sqrt(alike ? 1 - rho : 1);
  const lower = centre - reach;
  const upper = centre + reach;
  return {
    centre,
    lower: lower < lowest ? null : lower,
    upper: upper > highest ? null : upper,
    movingRange,
    n,
    dependent: alike,
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
 * inside. A null is a gap and never signals. Points that depend on each other move away for long, so that a shift of
 * them signals nothing.
 */
export function signals(points: readonly (number | null)[], limits: Limits): Signal[] {
  const found = limits.dependent ? [] : shift(points, limits);
  return [...outside(points, limits), ...found].sort((a, b) => a.from - b.from);
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
 * The points from one on to the last, four or more, whose mean lies farthest from that of those before it, in standard
 * errors; nothing up to three (Hawkins 1977, "Testing a sequence of observations for a shift in location", Journal of the
 * American Statistical Association 72, with the standard deviation that the moving range of the baseline gives).
 */
function shift(points: readonly (number | null)[], { centre, movingRange, n }: Limits): Signal[] {
  const known = [...points.entries()].flatMap(([index, value]) => (value === null ? [] : [{ index, value }]));
  const deviation = movingRange / RANGE_OF_TWO;
  let farthest = { errors: STANDARD_ERRORS, from: -1, isAbove: false };
  for (let first = 0; first <= known.length - FEWEST_SHIFTED; first += 1) {
    const after = known.slice(first).map(({ value }) => value);
    const before = known.slice(0, first).reduce((sum, { value }) => sum + value, n * centre) / (n + first);
    const step = mean(after) - before;
    const errors = Math.abs(step) / (deviation * Math.sqrt(1 / after.length + 1 / (n + first)));
    if (errors > farthest.errors) farthest = { errors, from: known[first]?.index ?? -1, isAbove: step > 0 };
  }
  if (farthest.from === -1) return [];
  const to = known.at(-1)?.index ?? farthest.from;
  return [{ rule: 'shift', side: farthest.isAbove ? 'above' : 'below', from: farthest.from, to }];
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
