/** The natural process limits of an XmR chart, in the unit of its points. */
export interface Limits {
  centre: number;
  /** Null when it would be below 0, where durations and counts cannot go: it is not drawn, nothing is below it. */
  lower: number | null;
  /** Null when it would be above the highest possible value, as a share's may be: nothing is above it. */
  upper: number | null;
  /** The mean moving range. */
  movingRange: number;
  /** The points that the limits rest on. */
  n: number;
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
 * @param highest the highest value that a point can have: 1 for a share
 */
export function processLimits(
  baseline: readonly (number | null)[],
  highest = Number.POSITIVE_INFINITY,
): Limits | null {
  const points = baseline.filter((point) => point !== null);
  const n = points.length;
  if (n < MINIMUM_POINTS) return null;

  const centre = mean(points);
  const movingRange = mean(points.slice(1).map((point, index) => Math.abs(point - (points[index] ?? point))));
  if (movingRange <= n * Number.EPSILON * Math.abs(centre)) return null;

  const lower = centre - RANGES_TO_LIMIT * movingRange;
  const upper = centre + RANGES_TO_LIMIT * movingRange;
  return {
    centre,
    lower: lower < 0 ? null : lower,
    upper: upper > highest ? null : upper,
    movingRange,
    n,
  };
}

/**
 * The signals among the points, by where they begin: each point outside a limit, and each run of eight
 * or more points on one side of the centre, at its full length. A point on a limit is inside; a point
 * on the centre is on no side and ends a run. A null is a gap: a run goes on beyond it, but neither
 * counts it nor begins or ends with it.
 */
export function signals(points: readonly (number | null)[], limits: Limits): Signal[] {
  return [...outside(points, limits), ...runs(points, limits.centre)].sort((a, b) => a.from - b.from);
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
