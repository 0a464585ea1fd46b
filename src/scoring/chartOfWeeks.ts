import type { Definition } from '../handbook/definition.ts';
import { units } from '../handbook/units.ts';
import type { MetricResult } from '../scorecard/schema.ts';
import { processLimits, signals, tooRare } from '../stats/controlChart.ts';
import type { CountedPoint, Point } from '../stats/kind.ts';
import { type Kind, kinds } from '../stats/kinds.ts';

/** A week of a chart, with the point that stands for it. */
export interface ChartWeek {
  start: number;
  inQuarter: boolean;
  point: Point;
}

/**
 * @param weeks those of the baseline, then the quarter's
 * @returns the value of each week, with the limits that the weeks of the baseline give and what lies outside them
 */
export function chartOf(
  kind: Kind,
  unit: Definition['unit'],
  weeks: readonly ChartWeek[],
): NonNullable<MetricResult['chart']> {
  const points = weeks.map(({ start, point }) => ({ start: new Date(start).toISOString(), ...point }));
  const quarterFrom = weeks.filter(({ inQuarter }) => !inQuarter).length;
  const values = points.map(({ value }) => value);
  const { counts, highest, madeOfWeeks } = kinds[kind];
  const limits = counts(points.slice(0, quarterFrom).filter(isCounted)).some(tooRare)
    ? null
    : processLimits(values.slice(0, quarterFrom), {
        highest,
        ...(units[unit].isSigned ? { lowest: Number.NEGATIVE_INFINITY } : {}),
        dependent: madeOfWeeks,
      });
  const startOf = (index: number): string => points[quarterFrom + index]?.start ?? '';
  return {
    weeks: points,
    quarterFrom,
    limits:
      limits === null
        ? null
        : { centre: limits.centre, lower: limits.lower, upper: limits.upper, n: limits.n },
    signals:
      limits === null
        ? []
        : signals(values.slice(quarterFrom), limits).map(({ rule, side, from, to }) => ({
            rule,
            side,
            from: startOf(from),
            to: startOf(to),
          })),
  };
}

function isCounted<P extends Point>(point: P): point is P & CountedPoint {
  return point.value !== null && point.n !== null;
}
