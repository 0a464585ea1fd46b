import { z } from 'zod';
import type { ExtensionPoint } from '../facts/extensionPoint.ts';
import type { Scale } from '../scorecard/format.ts';
import { flatAxis, tickRoom, uprightAxis, type ValueAxis } from './axis.ts';
import {
  type ChartSpec,
  colour,
  type Domain,
  type Frame,
  isNarrow,
  type Label,
  type Rule,
} from './drawing.ts';
import { LINE_HEIGHT, widestOf, wrap } from './textWidth.ts';

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

/** A frame with its axes drawn. */
export interface Plot {
  frame: Frame;
  rules: Rule[];
  labels: Label[];
}

/** From a plot's foot to the middle of the first line below its tick labels. */
const NAME_BELOW = 32;
const NAME_ABOVE = 30;
const EDGE = 12;
const NAME_GAP = 12;
const ROW = 30;

/** An axis that starts at zero; its values are told with a suffix, its name says what they are. */
export function axisFromZero(
  highest: number,
  ticks: readonly number[],
  { name, suffix = '', factor = 1 }: { name: string; suffix?: string; factor?: number },
): ValueAxis {
  const scale: Scale = { factor, suffix, label: name, decimals: 1 };
  return { domain: [0, highest], ticks, scale, fromZero: true };
}

/** A plot of one value against another. */
export function plot({
  width,
  x,
  y,
  right = EDGE,
}: {
  width: number;
  x: ValueAxis;
  y: ValueAxis;
  /** Pixels to the right of the plot. */
  right?: number;
}): Plot {
  const left = tickRoom(y);
  const names = wrap(x.scale.label, width - 2 * EDGE);
  const frame: Frame = {
    width: width - left - right,
    height: isNarrow(width) ? 210 : 240,
    padding: { top: NAME_ABOVE, right, bottom: roomBelow(names), left },
    x: x.domain,
    y: y.domain,
  };
  const upright = uprightAxis(y, '', frame);
  return {
    frame,
    rules: upright.rules,
    labels: [...upright.labels, ...flatAxis(x, frame, []).labels, nameBelow(names, frame)],
  };
}

/** Named rows along one axis; a row's place is `rowAt`. */
export function rowPlot({
  width,
  names,
  x,
  right,
}: {
  width: number;
  names: readonly string[];
  x: ValueAxis;
  right: number;
}): Plot {
  const left = Math.ceil(widestOf(names)) + NAME_GAP + 2;
  const axisName = wrap(x.scale.label, width - 2 * EDGE);
  const height = names.length * ROW;
  const frame: Frame = {
    width: width - left - right,
    height,
    padding: { top: 4, right, bottom: roomBelow(axisName), left },
    x: x.domain,
    y: [height, 0],
  };
  const flat = flatAxis(x, frame, [frame.y]);
  return {
    frame,
    rules: flat.rules,
    labels: [
      ...flat.labels,
      nameBelow(axisName, frame),
      ...names.map(
        (name, row): Label => ({
          x: 0,
          y: rowAt(row),
          lines: [name],
          dx: -NAME_GAP,
          align: 'right',
          colour: colour.ink,
        }),
      ),
    ],
  };
}

/** The value on which a row of `rowPlot` is centred. */
export function rowAt(row: number): number {
  return (row + 0.5) * ROW;
}

/** What the axis below shows, under its ticks. */
export function nameBelow(names: readonly string[], { x: [low, high], y: [foot] }: Frame): Label {
  return {
    x: (low + high) / 2,
    y: foot,
    lines: names,
    dy: NAME_BELOW + ((names.length - 1) * LINE_HEIGHT) / 2,
    align: 'center',
  };
}

/** Pixels that ticks and a name need below a plot. */
export function roomBelow(names: readonly string[]): number {
  return NAME_BELOW + (names.length - 0.5) * LINE_HEIGHT + 4;
}

/** A thin line from one place to another. */
export function line([x, y]: Domain, [x2, y2]: Domain, look: Partial<Rule> = {}): Rule {
  return { x, y, x2, y2, colour: colour.muted, width: 1, ...look };
}
