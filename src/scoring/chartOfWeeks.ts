import type { Window } from '../facts/quarter.ts';
import type { Definition } from '../handbook/definition.ts';
import { units } from '../handbook/units.ts';
import type { MetricResult } from '../scorecard/schema.ts';
import { processLimits, signals, tooRare } from '../stats/controlChart.ts';
import type { CountedPoint, Point } from '../stats/kind.ts';
import { kinds } from '../stats/kinds.ts';
import { pointOf } from '../stats/summarise.ts';
import { fewBehind } from './fewBehind.ts';
import { type Exposure, type Series, sampleOf } from './series.ts';

/** A week that a chart shows, or leaves out where its figure is withheld. */
export type ChartWeek = Window & { inQuarter: boolean; shown: boolean };

/**
 * @param weeks those of the baseline, then the quarter's
 * @returns the value of each week, with the limits that the weeks of the baseline give and what lies outside them
 */
export function chartOf(
  series: Series,
  unit: Definition['unit'],
  weeks: readonly ChartWeek[],
  exposure: Exposure,
): NonNullable<MetricResult['chart']> {
  const points = weeks.map((week) => ({
    start: new Date(week.start).toISOString(),
    ...(week.shown ? weekPoint(series, week, exposure) : WITHHELD),
  }));
  const quarterFrom = weeks.filter(({ inQuarter }) => !inQuarter).length;
  const values = points.map(({ value }) => value);
  const { counts, highest, madeOfWeeks } = kinds[series.kind];
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

const WITHHELD: Point = { value: null, n: null };

function weekPoint(series: Series, week: Window, exposure: Exposure): Point {
  const { points } = series.memo;
  const stored =
    points.get(week.start) ??
    (fewBehind(series, [week]) ? WITHHELD : pointOf(sampleOf(series, [week], exposure)));
  points.set(week.start, stored);
  return stored;
}
