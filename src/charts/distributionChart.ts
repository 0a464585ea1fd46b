import { bin } from 'd3-array';
import { formatCount, unitLabel } from '../scorecard/format.ts';
import type { MetricResult } from '../scorecard/schema.ts';
import { type Bounded, scaleOf, shownValue } from '../scorecard/shown.ts';
import {
  type ChartOptions,
  type ChartSpec,
  colour,
  type Layer,
  LINE_HEIGHT,
  pixels,
  valueChannel,
  WIDE,
} from './theme.ts';
import { besideLayer, besideUprights } from './uprights.ts';
import { chartOn, valueAxis } from './valueAxis.ts';

/** Pixels of the highest bar, and of the room for the names of percentiles above the bars, a line each. */
const STRIP = 56;
const ABOVE = 3 * LINE_HEIGHT + 4;
const HEIGHT = ABOVE + STRIP;
const BARS = 40;
/** The axis ends at so many times the 90th percentile: a few items may be a hundred times as long. */
const BEYOND = 1.3;

/**
 * How a duration or size is distributed: a strip of bars, as high as items are many there, with the values that half,
 * three quarters and nine tenths of the items do not exceed. The description says it in words, and how many items lie
 * beyond the chart.
 * @param values of the items, in the metric's unit
 * @returns null without the upper quartile: a median alone does not show a distribution
 */
export function distribution(
  result: Pick<MetricResult, 'summary' | 'unit' | 'importedFrom'>,
  values: readonly number[],
  {
    title,
    width = WIDE,
    definition,
  }: Omit<ChartOptions, 'description'> & { definition?: Bounded | undefined },
): ChartSpec | null {
  const { value, p75, p90 } = result.summary;
  if (value === null || p75 === null) return null;

  const percentiles = [
    { value, name: 'half' },
    { value: p75, name: 'three quarters' },
    ...(p90 === null ? [] : [{ value: p90, name: 'nine in ten' }]),
  ];
  const scale = scaleOf(result, [p75]);
  const end = (p90 ?? p75) * BEYOND;
  const axis = valueAxis(
    [0, ...percentiles.map((each) => each.value), ...values.filter((each) => each <= end)],
    scale,
  );
  const shown = values.map(axis.shown);
  const bins = bin().domain([axis.low, axis.high]).thresholds(BARS)(
    shown.filter((each) => each <= axis.high),
  );
  const most = Math.max(1, ...bins.map(({ length }) => length));
  const beyond = values.filter((each) => axis.shown(each) > axis.high);
  const words = (amount: number) => shownValue(amount, result, definition);
  return chartOn(axis, unitLabel(result.unit, scale), {
    title,
    description: [
      `Of ${formatCount(values.length, 'item', 'items')}, `,
      percentiles
        .map(
          (each) => `${each.name} ${each.name === 'half' ? 'are at most' : 'at most'} ${words(each.value)}`,
        )
        .join(', '),
      beyond.length === 0
        ? '.'
        : `. Not drawn: ${formatCount(beyond.length, 'item', 'items')} beyond, up to ${words(Math.max(...beyond))}.`,
    ].join(''),
    width,
    height: HEIGHT,
    layer: LAYERS,
    data: {
      bars: bins
        .filter(({ length }) => length > 0)
        .map(({ x0, x1, length }) => ({ value: x0, to: x1, top: HEIGHT - (length / most) * STRIP })),
      percentiles: besideUprights(
        percentiles.map((each, line) => ({
          value: each.value,
          text: `${each.name} ≤ ${words(each.value)}`,
          weight: line === 0 ? 600 : 400,
        })),
        axis,
        { width, foot: ABOVE - 4 },
      ),
    },
  });
}

const x = valueChannel('value');

const LAYERS: Layer[] = [
  {
    data: { name: 'bars' },
    mark: { type: 'rect', fill: colour.limit },
    encoding: { x, x2: { field: 'to' }, y: pixels('top'), y2: { value: 'height' } },
  },
  {
    data: { name: 'percentiles' },
    mark: { type: 'rule', stroke: colour.ink, strokeWidth: 1.25 },
    encoding: { x, y: pixels('top'), y2: { value: 'height' } },
  },
  besideLayer('percentiles'),
];
