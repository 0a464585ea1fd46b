import { formatInterval, formatValue, scaleFor } from '../scorecard/format.ts';
import { holds, limitValues, shownValues, type WeeklyChart } from './controlChart.ts';
import { type Phase, phaseAbsence, phasesScale } from './phases.ts';
import { boundsOf, type GuideRange, type QuarterPoint, trendScale } from './quarterTrend.ts';
import { byName, MISSING, type TeamRow, teamsScale } from './teamsAgainstBaseline.ts';
import { stateWords, verdictLook } from './verdict.ts';
import { weekNames } from './weekAxis.ts';

/** The numbers of a chart as text, in the chart's order and scale; as many cells in each row as in the header. */
export interface ChartTable {
  header: string[];
  rows: string[][];
}

const NONE = 'none';

/** The numbers of `controlChart`: a row a week, then the mean and the limits where there are any. */
export function controlChartTable(
  { unit, chart }: { unit: string; chart: WeeklyChart | null },
  { quarter, timeZone }: { quarter: string; timeZone: string },
): ChartTable {
  const header = ['Week of', 'Part', 'Value', 'Observations', 'Signal'];
  if (chart === null) return { header, rows: [] };
  const { weeks, quarterFrom, limits, signals } = chart;
  const scale = scaleFor(unit, shownValues(chart));
  const tell = (value: number) => formatValue(value, unit, { scale, avoid: limitValues(limits) });
  const names = weekNames(
    weeks.map(({ start }) => start),
    timeZone,
  );
  const weekRows = weeks.map(({ start, value, n }, index) => [
    names[index] ?? start,
    index < quarterFrom ? 'baseline' : quarter,
    value === null ? 'no observations' : tell(value),
    String(n),
    value === null ? NONE : signalWords(signals, Date.parse(start)),
  ]);
  const limitRow = (name: string, value: number) => [name, 'baseline', tell(value), String(limits?.n), NONE];
  return {
    header,
    rows: [
      ...weekRows,
      ...(limits === null
        ? []
        : [
            ...(limits.upper === null ? [] : [limitRow('Upper limit', limits.upper)]),
            limitRow('Mean', limits.centre),
          ]),
      ...(limits === null || limits.lower === null ? [] : [limitRow('Lower limit', limits.lower)]),
    ],
  };
}

function signalWords(signals: WeeklyChart['signals'], start: number): string {
  const words = signals
    .filter((signal) => holds(signal, start))
    .map(({ rule, side }) => (rule === 'outside' ? `${side} the limit` : `in a run ${side} the mean`));
  return words.join(', ') || NONE;
}

/** The numbers of `quarterTrend` and of `sparkline`: a row a quarter, oldest first. */
export function quarterTrendTable(
  points: readonly QuarterPoint[],
  {
    unit,
    baselineQuarters,
    ranges = [],
  }: { unit: string; baselineQuarters: readonly string[]; ranges?: readonly GuideRange[] },
): ChartTable {
  const options = { scale: trendScale(points, unit), avoid: boundsOf(ranges) };
  return {
    header: ['Quarter', 'Value', '95 % interval', 'Verdict', 'Note'],
    rows: points.map(({ quarter, value, low, high, state, verdict = null, breakBefore }) => {
      const notes = [
        ...(baselineQuarters.includes(quarter) ? ['baseline'] : []),
        ...(state === 'partial' ? [stateWords(state)] : []),
        ...(breakBefore === undefined ? [] : [`not comparable with earlier quarters: ${breakBefore}`]),
      ];
      return [
        quarter,
        value === null ? stateWords(state) || MISSING : formatValue(value, unit, options),
        intervalText(low, high, unit, options),
        verdictLook(verdict).word || NONE,
        notes.join('; ') || NONE,
      ];
    }),
  };
}

/** The numbers of `teamsAgainstBaseline`, by the teams' names. */
export function teamsTable(
  rows: readonly TeamRow[],
  { unit, avoid = [] }: { unit: string; avoid?: readonly number[] },
): ChartTable {
  const options = { scale: teamsScale(rows, unit), avoid };
  return {
    header: ['Team', 'This quarter', '95 % interval', 'Own baseline', 'Verdict'],
    rows: byName(rows).map(({ team, now, low, high, baseline, verdict, reason }) => [
      team,
      now === null ? (reason ?? MISSING) : formatValue(now, unit, options),
      intervalText(low, high, unit, options),
      baseline === null ? NONE : formatValue(baseline, unit, options),
      verdictLook(verdict).word || NONE,
    ]),
  };
}

/** The numbers of `phases`, in their order. */
export function phasesTable(parts: readonly Phase[], { unit }: { unit: string }): ChartTable {
  const options = { scale: phasesScale(parts, unit) };
  return {
    header: ['Phase', 'Median', '95 % interval', 'Observations'],
    rows: parts.map((phase) => {
      const { value, interval, size } = phase.summary;
      return [
        phase.label,
        value === null ? phaseAbsence(phase) : formatValue(value, unit, options),
        intervalText(interval?.low ?? null, interval?.high ?? null, unit, options),
        String(size.n),
      ];
    }),
  };
}

function intervalText(
  low: number | null,
  high: number | null,
  unit: string,
  options: Parameters<typeof formatInterval>[2],
): string {
  return low === null || high === null ? NONE : formatInterval({ low, high }, unit, options);
}
