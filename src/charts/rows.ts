import type { Domain, Label } from './drawing.ts';
import { colour } from './drawing.ts';
import { LINE_HEIGHT, widestOf, wrap } from './textWidth.ts';

/** Where a named row stands: beside its name on a page, below it on a phone. */
export interface RowPlace {
  /** Pixels from the plot's top to the line on which its values are drawn. */
  centre: number;
  name: Label;
}

export interface RowLayout {
  places: readonly RowPlace[];
  /** Pixels to the left of the plot. */
  left: number;
  height: number;
  /** Pixels are values here: 0 at the top. */
  y: Domain;
  /** Where a grid may cross the rows without crossing a name. */
  grid: readonly Domain[];
}

const GAP = 14;
const EDGE = 8;
const HALF_ROW = 13;
/** The most of the width that names take beside their rows. */
const NAME_SHARE = 0.28;

/**
 * Places named rows below each other, each as high as its name needs.
 * @param start the value at the plot's left edge
 */
export function layRows(
  names: readonly string[],
  { width, narrow, start }: { width: number; narrow: boolean; start: number },
): RowLayout {
  const room = narrow ? width - 2 * EDGE : width * NAME_SHARE;
  const wrapped = names.map((name) => wrap(name, room));
  const left = narrow ? EDGE : Math.ceil(widestOf(wrapped.flat())) + GAP + 2;
  let top = 0;
  const places = wrapped.map((lines): RowPlace => {
    const block = lines.length * LINE_HEIGHT;
    const height = narrow ? block + 38 : Math.max(42, block + 12);
    const centre = narrow ? top + block + 18 : top + height / 2;
    const name: Label = narrow
      ? { x: start, y: top + block / 2 + 2, lines, colour: colour.ink }
      : { x: start, y: centre, lines, dx: -GAP, align: 'right', colour: colour.ink };
    top += height;
    return { centre, name };
  });
  const grid = narrow
    ? places.map(({ centre }): Domain => [centre - HALF_ROW, centre + HALF_ROW])
    : [[0, top] as const];
  return { places, left, height: top, y: [top, 0], grid };
}
