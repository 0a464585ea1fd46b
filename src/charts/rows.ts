import { textWidth, wrap } from './textWidth.ts';
import { isNarrow, type Layer, LINE_HEIGHT } from './theme.ts';

/** Pixels between a name and what is beside it. */
const GAP = 14;
/** The most of the width that names take beside their rows. */
const NAME_SHARE = 0.28;
/** The least height of what is drawn in a row, in pixels. */
const ROW = 30;
const SPACING = 12;

/** Named rows below each other: each name beside its row on a page, above it on a phone. */
export interface Rows {
  /** The lines of each name. */
  names: string[][];
  /** Pixels from the top of one row to that of the next. */
  step: number;
  /** How many of them the names take, above what is drawn. */
  above: number;
  /** Where in a row its marks lie: 0 at its top, 1 at its foot. */
  middle: number;
}

/**
 * Makes room for names.
 * @param options.beside texts that share a line with the names on a phone
 * @param options.tallest the most lines of a text within a row
 */
export function layRows(
  names: readonly string[],
  { width, beside = [], tallest = 1 }: { width: number; beside?: readonly string[]; tallest?: number },
): Rows {
  const narrow = isNarrow(width);
  const room = narrow
    ? width - Math.max(0, ...beside.map((text) => textWidth(text, 'bold'))) - 2 * GAP
    : width * NAME_SHARE;
  const wrapped = names.map((name) => wrap(name, room));
  const above = Math.max(1, ...wrapped.map(({ length }) => length)) * LINE_HEIGHT;
  const drawn = Math.max(ROW, tallest * LINE_HEIGHT);
  if (!narrow) return { names: wrapped, step: Math.max(above, drawn) + SPACING, above: 0, middle: 0.5 };
  const step = above + drawn + SPACING;
  return { names: wrapped, step, above, middle: (above + drawn / 2) / step };
}

/**
 * The channel of a row's number, which counts from 0.
 * @param bandPosition where in the row
 */
export function rowChannel(bandPosition: number) {
  return {
    field: 'row',
    type: 'ordinal' as const,
    bandPosition,
    scale: { type: 'band' as const, paddingInner: 0, paddingOuter: 0 },
    axis: null,
  };
}

/** The names of rows: above them on a phone, beside them elsewhere. Reads the data source `names`. */
export function nameLayer(width: number): Layer {
  const narrow = isNarrow(width);
  return {
    data: { name: 'names' },
    mark: narrow
      ? { type: 'text', align: 'left', dy: LINE_HEIGHT / 2 }
      : { type: 'text', align: 'right', dx: -GAP, dy: centred },
    encoding: { x: { value: 0 }, y: rowChannel(narrow ? 0 : 0.5), text: { field: 'text' } },
  };
}

/** The data source `names`. */
export function nameRows({ names }: Rows): { row: number; text: string; count: number }[] {
  return names.map((texts, row) => ({ row, text: texts.join('\n'), count: texts.length }));
}

/** Centres a text of `count` lines on its place, for the `dy` of its mark. */
export const centred = { expr: `(1 - datum.count) * ${LINE_HEIGHT / 2}` };
