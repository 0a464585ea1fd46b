import { scaleFor } from '../scorecard/format.ts';
import type { QuarterPoint } from './quarterTrend.ts';
import { type ChartOptions, type ChartSpec, colour, parameters } from './theme.ts';
import { valueAxis } from './valueAxis.ts';

const WIDTH = 120;
const HEIGHT = 32;
const MARGIN = 5;

/**
 * A metric by quarter in the height of a table's row, without words: a line with gaps, a dash at the foot for a quarter
 * without a value, a dot for the last one.
 * @returns null when no quarter has a value
 */
export function sparkline(
  points: readonly Pick<QuarterPoint, 'quarter' | 'value'>[],
  { title, description, unit }: Omit<ChartOptions, 'width'> & { unit: string },
): ChartSpec | null {
  const values = points.map(({ value }) => value).filter((value) => value !== null);
  if (values.length === 0) return null;

  const axis = valueAxis(values, scaleFor(unit, values));
  const absent = (at: number) => (points[at]?.value ?? null) === null;
  const last = points.length - 1;
  return {
    title,
    description,
    shape: SHAPE,
    data: {
      quarters: points.map(({ value }, index) => ({
        index,
        value: value === null ? null : axis.shown(value),
      })),
      absences: points.flatMap(({ value }, index) => (value === null ? [{ index }] : [])),
      dots: points.flatMap(({ value }, index) =>
        value !== null && (index === last || (absent(index - 1) && absent(index + 1)))
          ? [{ index, value: axis.shown(value), size: index === last ? 34 : 10 }]
          : [],
      ),
    },
    params: { low: axis.low, high: axis.high, last: Math.max(1, last) },
  };
}

const x = {
  field: 'index',
  type: 'quantitative',
  axis: null,
  scale: { domainMin: 0, domainMax: { expr: 'last' }, nice: false },
} as const;
const y = {
  field: 'value',
  type: 'quantitative',
  axis: null,
  scale: { domainMin: { expr: 'low' }, domainMax: { expr: 'high' }, zero: false, nice: false },
} as const;

const SHAPE: ChartSpec['shape'] = {
  width: WIDTH - 2 * MARGIN,
  height: HEIGHT - 2 * MARGIN,
  padding: MARGIN,
  autosize: 'none',
  params: parameters('low', 'high', 'last'),
  layer: [
    {
      data: { name: 'absences' },
      mark: { type: 'point', shape: 'stroke', size: 30, stroke: colour.muted, strokeWidth: 1.25 },
      encoding: { x, y: { value: 'height' } },
    },
    {
      data: { name: 'quarters' },
      mark: { type: 'line', strokeWidth: 1.25, invalid: 'break-paths-show-domains' },
      encoding: { x, y },
    },
    {
      data: { name: 'dots' },
      mark: { type: 'point', fill: colour.series, strokeWidth: 0, size: { expr: 'datum.size' } },
      encoding: { x, y },
    },
  ],
};
