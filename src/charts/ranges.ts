import { formatValue, type Scale, scaleFor, unitLabel } from '../scorecard/format.ts';
import type { OwnTarget } from './quarterTrend.ts';
import { layRows, nameLayer, nameRows, rowChannel } from './rows.ts';
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
import { axisNote, chartOn, highestOf, valueAxis } from './valueAxis.ts';

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

interface Line {
  /** A place on the axis, from 0 to 1. */
  place: number;
}

/** Two lines that are this far apart have room for words between them. */
const APART = 0.4;

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
  const placed = [
    { value, text: formatValue(value, unit, { scale, avoid: bounds }), weight: 600, dash: [] },
    ...own.map((each) => ({
      value: each.value,
      text: `own target ${each.words}`,
      weight: 400,
      dash: [6, 3],
    })),
  ].map((line) => ({ ...line, place: (shown(line.value) - low) / (high - low) }));
  const lines = wordsBeside(placed);
  const laid = layRows(
    given.map(({ name }) => name),
    { width },
  );
  return chartOn(axis, unitLabel(unit, scale), {
    title,
    description: description + axisNote(axis),
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
      // Upright lines do not run through the names that stand above their rows.
      strokes: lines.flatMap(({ dash, ...line }, index) =>
        [
          { top: (index - lines.length) * LINE_HEIGHT, foot: 0 },
          ...given.map((_, row) => ({ top: row * laid.step + laid.above, foot: (row + 1) * laid.step })),
        ].map((stroke) => ({ ...stroke, dash, value: shown(line.value) })),
      ),
      lines: lines.map(({ isLeft, ...line }, index) => ({
        ...line,
        value: shown(line.value),
        y: (index - lines.length + 0.5) * LINE_HEIGHT,
        align: isLeft ? 'right' : 'left',
        dx: isLeft ? -5 : 5,
      })),
    },
  });
}

/** Up to two lines, the one whose words are above first, and on which side of it its words are, so that no line crosses words. */
function wordsBeside<Given extends Line>(lines: readonly Given[]): (Given & { isLeft: boolean })[] {
  const sorted = lines.toSorted((a, b) => a.place - b.place);
  const [first, last] = [sorted[0], sorted.at(-1)];
  if (first === undefined || last === undefined) return [];
  const isLeft = ({ place }: Line) => place > 0.5;
  const isClose = isLeft(first) !== isLeft(last) && last.place - first.place < APART;
  const sided = sorted.map((line) => ({ ...line, isLeft: isLeft(line) !== isClose }));
  return isLeft(first) && isLeft(last) ? sided.toReversed() : sided;
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
    {
      data: { name: 'lines' },
      mark: {
        type: 'text',
        align: { expr: 'datum.align' },
        dx: { expr: 'datum.dx' },
        fontWeight: { expr: 'datum.weight' },
      },
      encoding: { x, y: pixels('y'), text: { field: 'text' } },
    },
  ];
}
