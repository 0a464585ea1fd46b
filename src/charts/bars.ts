import { formatValue, type Scale, unitLabel } from '../scorecard/format.ts';
import { layRows, nameLayer, nameRows, rowChannel } from './rows.ts';
import {
  type ChartOptions,
  type ChartSpec,
  colour,
  type Layer,
  sideText,
  valueChannel,
  WIDE,
} from './theme.ts';
import { chartOn, cutMark, cutToAxis, valueAxis } from './valueAxis.ts';

/** A named amount from zero up. */
export interface Bar {
  label: string;
  value: number | null;
  interval: { low: number; high: number } | null;
  /** What is shown instead of a missing value. */
  absence: string;
}

/**
 * Named amounts in their order, each a bar with its 95 % interval where it has one.
 * @returns null when none has a value
 */
export function bars(
  given: readonly Bar[],
  { title, description, width = WIDE, unit, scale }: ChartOptions & { unit: string; scale: Scale },
): ChartSpec | null {
  const values = given.map(({ value }) => value).filter((value) => value !== null);
  if (values.length === 0) return null;

  const ends = given.flatMap(({ interval }) => interval?.high ?? []);
  const axis = valueAxis([0, ...values], scale, undefined, ends);
  const intervals = given.flatMap(({ interval }, row) =>
    interval === null ? [] : [{ row, ...cutToAxis(interval, axis) }],
  );
  const cuts = intervals.flatMap(({ row, cuts }) => cuts.map((cut) => ({ row, ...cut })));
  const laid = layRows(
    given.map(({ label }) => label),
    { width },
  );
  return chartOn(axis, unitLabel(unit, scale), {
    title,
    description,
    width,
    height: { step: laid.step },
    layer: layersOf(width, laid.middle),
    data: {
      names: nameRows(laid),
      bars: given.flatMap(({ value }, row) => (value === null ? [] : [{ row, value: axis.shown(value) }])),
      intervals: intervals.map(({ row, low, high }) => ({
        row,
        value: low,
        to: high,
      })),
      cuts,
      caps: intervals.flatMap(({ row, low, high, cuts }) => [
        { row, value: low },
        ...(cuts.length === 0 ? [{ row, value: high }] : []),
      ]),
      texts: given.map(({ value, absence }, row) => ({
        row,
        text: value === null ? absence : formatValue(value, unit, { scale }),
        weight: value === null ? 400 : 600,
        tint: value === null ? colour.muted : colour.ink,
      })),
    },
  });
}

function layersOf(width: number, middle: number): Layer[] {
  const x = valueChannel('value');
  const y = rowChannel(middle);
  const interval = { type: 'rule', stroke: colour.ink, strokeWidth: 1.5 } as const;
  const cap = { type: 'tick', orient: 'vertical', color: colour.ink, size: 8, thickness: 1.5 } as const;
  return [
    {
      data: { name: 'bars' },
      mark: { type: 'rule', stroke: colour.limit, strokeWidth: 12 },
      encoding: { x: { ...x, axis: { ...x.axis, grid: true } }, x2: { datum: 0 }, y },
    },
    { data: { name: 'intervals' }, mark: interval, encoding: { x, x2: { field: 'to' }, y } },
    { data: { name: 'caps' }, mark: cap, encoding: { x, y } },
    { data: { name: 'cuts' }, mark: cutMark('level'), encoding: { x, y } },
    nameLayer(width),
    {
      data: { name: 'texts' },
      mark: sideText,
      encoding: { x: { value: 'width' }, y, text: { field: 'text' } },
    },
  ];
}
