import { formatValue, type Scale, scaleFor, unitLabel } from '../scorecard/format.ts';
import type { OwnTarget } from './quarterTrend.ts';
import { layRows, nameLayer, nameRows, rowChannel } from './rows.ts';
import {
  type ChartOptions,
  type ChartSpec,
  colour,
  type Layer,
  pixels,
  valueChannel,
  WIDE,
} from './theme.ts';
import { besideLayer, besideUprights } from './uprights.ts';
import { chartOn, highestOf, valueAxis } from './valueAxis.ts';

/** A range that a source recommends; the bounds in the metric's unit, null for none. */
export interface NamedRange {
  /** With its source: `target below 15 %, CodePulse 2026`. */
  name: string;
  min: number | null;
  max: number | null;
}

export interface RangesOptions extends ChartOptions {
  unit: string;
  /** Default: that of the value. */
  scale?: Scale;
  target?: OwnTarget | null;
}

/** The least of a chart's width that its plot takes beside the names of rows. */
const PLOT_SHARE = 0.7;

/**
 * The ranges of sources on one axis, each a faint bar in a row that names it, with the value as an upright line
 * through all of them, and a dashed one for the team's own target.
 * @returns null without a range
 */
export function ranges(
  given: readonly NamedRange[],
  value: number,
  { title, description, width = WIDE, unit, scale = scaleFor(unit, [value]), target = null }: RangesOptions,
): ChartSpec | null {
  if (given.length === 0) return null;
  const bounds = given.flatMap(({ min, max }) => [min, max]).filter((bound) => bound !== null);
  const own = target === null ? [] : [target];
  const axis = valueAxis([value, ...bounds, ...own.map((each) => each.value)], scale, highestOf(unit));
  const { low, high, shown } = axis;
  const lines = besideUprights(
    [
      { value, text: formatValue(value, unit, { scale, avoid: bounds }), weight: 600, dash: [] },
      ...own.map((each) => ({
        value: each.value,
        text: `own target ${each.words}`,
        weight: 400 as const,
        dash: [6, 3],
      })),
    ],
    axis,
    { width: width * PLOT_SHARE, foot: 0 },
  );
  const laid = layRows(
    given.map(({ name }) => name),
    { width },
  );
  return chartOn(axis, unitLabel(unit, scale), {
    title,
    description,
    width,
    height: given.length * laid.step,
    layer: layersOf(width, laid.middle),
    data: {
      names: nameRows(laid),
      ranges: given.map(({ min, max }, row) => ({
        row,
        value: min === null ? low : Math.max(low, shown(min)),
        to: max === null ? high : Math.min(high, shown(max)),
      })),
      // Upright lines do not run through the names above their rows.
      strokes: lines.flatMap(({ top, ...line }) =>
        [
          { top, foot: 0 },
          ...given.map((_, row) => ({ top: row * laid.step + laid.above, foot: (row + 1) * laid.step })),
        ].map((stroke) => ({ ...line, ...stroke })),
      ),
      lines,
    },
  });
}

function layersOf(width: number, middle: number): Layer[] {
  const x = valueChannel('value');
  const y = rowChannel(middle);
  return [
    {
      data: { name: 'ranges' },
      mark: { type: 'rule', stroke: colour.limit, strokeWidth: 8 },
      encoding: { x: { ...x, axis: { ...x.axis, grid: true } }, x2: { field: 'to' }, y },
    },
    {
      data: { name: 'strokes' },
      mark: { type: 'rule', stroke: colour.ink, strokeWidth: 1.5, strokeDash: { expr: 'datum.dash' } },
      encoding: { x, y: pixels('top'), y2: pixels('foot') },
    },
    nameLayer(width),
    besideLayer('lines'),
  ];
}
