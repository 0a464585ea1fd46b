import { z } from 'zod';
import type { ExtensionPoint } from '../facts/extensionPoint.ts';
import { wrap } from './textWidth.ts';
import { type ChartSpec, type Colour, colour, isNarrow, type Layer, sized } from './theme.ts';

/** How a picture of the handbook is asked for. */
export interface PictureOptions {
  /** Total width in pixels. */
  width: number;
  /** The caption of the page that shows it. */
  description: string;
}

/** What each file of `src/charts/pictures` exports by default, made by `definePicture`. Pure. */
export type Picture = (options: PictureOptions) => ChartSpec;

/**
 * Declares a picture of the handbook: the default export of each file in `src/charts/pictures`.
 * @returns the picture as it was given
 */
export function definePicture(picture: Picture): Picture {
  return picture;
}

const pictureSchema = z.custom<Picture>((value) => typeof value === 'function', 'a function');

/** The files of `src/charts/pictures`. */
export const pictureFiles: ExtensionPoint<Picture> = {
  folder: 'src/charts/pictures',
  define: 'definePicture',
  schemaOf: () => pictureSchema,
};

const HEIGHT = 240;
const NARROW_HEIGHT = 210;
/** Pixels beside the plot, where the name of its axis may not go. */
const BESIDE_PLOT = 60;

/** A picture with the layers given, whose data are part of them. */
export function pictureOf(
  title: string,
  { width, description }: PictureOptions,
  layer: Layer[],
  height: number | { step: number } = heightFor(width),
): ChartSpec {
  return { title, description, shape: { ...sized(width), height, layer }, data: {} };
}

function heightFor(width: number): number {
  return isNarrow(width) ? NARROW_HEIGHT : HEIGHT;
}

/**
 * The channel of the field `x` or `y`, with values from one to another, on an axis with a name.
 * @param options.values where the ticks are
 * @param options.format of the ticks, as d3 has it
 * @param options.labelExpr what the ticks are called, as an expression of Vega
 */
export function axis(
  field: 'x' | 'y',
  name: string,
  [from, to]: readonly [number, number],
  { width, ...look }: { width: number; values?: number[]; format?: string; labelExpr?: string },
) {
  return {
    field,
    type: 'quantitative' as const,
    scale: { domain: [from, to], nice: false },
    axis: {
      title: wrap(name, field === 'x' ? width - BESIDE_PLOT : heightFor(width)),
      ...look,
    },
  };
}

/** Words at a place of the plot. */
export interface Note {
  x: number;
  y: number | string;
  text: string;
  dx?: number;
  dy?: number;
  align?: 'left' | 'center' | 'right';
  colour?: Colour;
  bold?: boolean;
}

/** A layer of words. */
export function notes(rows: readonly Note[], x: object, y: object): Layer {
  return {
    data: {
      values: rows.map(({ bold = false, ...row }) => ({
        dx: 0,
        dy: 0,
        align: 'left',
        colour: bold ? colour.ink : colour.muted,
        ...row,
        weight: bold ? 600 : 400,
      })),
    },
    mark: {
      type: 'text',
      align: { expr: 'datum.align' },
      dx: { expr: 'datum.dx' },
      dy: { expr: 'datum.dy' },
      fontWeight: { expr: 'datum.weight' },
      fill: { expr: 'datum.colour' },
    },
    encoding: { x: { ...x, field: 'x' }, y: { ...y, field: 'y' }, text: { field: 'text' } },
  };
}
