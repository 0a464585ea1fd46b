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
  /** Whether successive points depend on each other: then a run on one side is not a signal. */
  dependent: boolean;
}

/** A reason to look for a cause. `from` and `to` are indexes of points; both ends belong to it. */
export interface Signal {
  rule: 'outside' | 'run-of-eight';
  side: 'above' | 'below';
  from: number;
  to: number;
}

const MINIMUM_POINTS = 12;
const RUN = 8;

/** 3 ÷ 1.128: three standard deviations, which a moving range of two points estimates with d₂ = 1.128. */
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
 * The signals among the points, by where they begin: each point outside a limit, and each run of eight
 * or more points on one side of the centre, at its full length. A point on a limit is inside; a point
 * on the centre is on no side and ends a run. A null is a gap: a run goes on beyond it, but does not
 * count it, begin with it or end with it. Points that depend on each other stay on one side for long, so that
 * their runs signal nothing.
 */
export function signals(points: readonly (number | null)[], limits: Limits): Signal[] {
  const found = limits.dependent ? [] : runs(points, limits.centre);
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

function runs(points: readonly (number | null)[], centre: number): Signal[] {
  const found: (Signal & { length: number })[] = [];
  let run: (Signal & { length: number }) | null = null;
  for (const [index, point] of points.entries()) {
    if (point === null) continue;
    const side = point > centre ? 'above' : point < centre ? 'below' : null;
    if (run !== null && run.side === side) {
      run.to = index;
      run.length += 1;
    } else {
      run = side === null ? null : { rule: 'run-of-eight', side, from: index, to: index, length: 1 };
      if (run !== null) found.push(run);
    }
  }
  return found.filter(({ length }) => length >= RUN).map(({ length: _, ...signal }) => signal);
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
