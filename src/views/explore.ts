import type { TopLevelSpec } from 'vega-lite';
import { formatValue, scaleFor, unitLabel } from '../scorecard/format.ts';
import type { MetricResult } from '../scorecard/schema.ts';
import { day } from './words.ts';

/** The weekly chart to explore: each week tells its numbers, the wheel zooms and dragging pans through time. */
export function explorableWeeks(
  { chart, unit }: Pick<MetricResult, 'chart' | 'unit'>,
  timeZone: string,
): TopLevelSpec | null {
  if (chart === null) return null;
  const { weeks, limits, quarterFrom } = chart;
  const scale = scaleFor(
    unit,
    weeks.map(({ value }) => value),
  );
  const tell = (value: number): string => formatValue(value, unit, { scale });
  const points = weeks.map(({ start, value, n }, index) => ({
    start,
    value: value === null ? null : value * scale.factor,
    week: day(start, timeZone),
    told: value === null ? (n === null ? 'withheld' : 'no observation') : tell(value),
    n: n ?? '–',
    part: index < quarterFrom ? 'baseline' : 'quarter',
  }));
  const lines = limits
    ? [
        { at: limits.centre, name: 'average' },
        ...(limits.upper === null ? [] : [{ at: limits.upper, name: 'upper limit' }]),
        ...(limits.lower === null ? [] : [{ at: limits.lower, name: 'lower limit' }]),
      ].map(({ at, name }) => ({ at: at * scale.factor, name: `${name} ${tell(at)}` }))
    : [];
  const x = {
    field: 'start',
    type: 'temporal',
    title: null,
    axis: { format: '%b %Y', tickCount: 6 },
  } as const;
  const y = {
    field: 'value',
    type: 'quantitative',
    title: unitLabel(unit, scale),
    scale: { zero: true },
  } as const;
  return {
    $schema: 'https://vega.github.io/schema/vega-lite/v6.json',
    width: 'container',
    height: 260,
    background: 'transparent',
    data: { values: points },
    layer: [
      {
        data: { values: lines },
        mark: { type: 'rule', stroke: 'var(--chart-limit)', strokeDash: [4, 3] },
        encoding: { y: { field: 'at', type: 'quantitative' }, tooltip: { field: 'name', title: 'limit' } },
      },
      {
        mark: {
          type: 'line',
          stroke: 'var(--chart-series)',
          strokeWidth: 1.25,
          invalid: 'break-paths-show-domains',
        },
        encoding: { x, y },
      },
      {
        params: [{ name: 'view', select: { type: 'interval', encodings: ['x'] }, bind: 'scales' }],
        mark: { type: 'point', filled: true, size: 55, opacity: 1 },
        encoding: {
          x,
          y,
          color: {
            field: 'part',
            type: 'nominal',
            legend: null,
            scale: { domain: ['baseline', 'quarter'], range: ['var(--chart-muted)', 'var(--chart-series)'] },
          },
          tooltip: [
            { field: 'week', title: 'week of' },
            { field: 'told', title: 'value' },
            { field: 'n', title: 'n' },
            { field: 'part', title: 'part' },
          ],
        },
      },
    ],
    config: {
      font: 'inherit',
      view: { stroke: null },
      axis: {
        labelColor: 'var(--chart-muted)',
        titleColor: 'var(--chart-muted)',
        gridColor: 'var(--chart-grid)',
        domainColor: 'var(--chart-grid)',
        tickColor: 'var(--chart-grid)',
        labelFontSize: 12,
        titleFontWeight: 'normal',
      },
    },
  };
}
