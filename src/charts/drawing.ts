import type { TopLevelSpec } from 'vega-lite';
import { FONT_SIZE, LINE_HEIGHT, widestOf } from './textWidth.ts';

/** The site's style sheet gives these their values, for light and dark. A chart holds no colour of its own. */
export const colour = {
  ink: 'var(--chart-ink)',
  muted: 'var(--chart-muted)',
  grid: 'var(--chart-grid)',
  series: 'var(--chart-series)',
  band: 'var(--chart-band)',
  limit: 'var(--chart-limit)',
  signal: 'var(--chart-signal)',
  better: 'var(--chart-better)',
  worse: 'var(--chart-worse)',
  baseline: 'var(--chart-baseline)',
} as const;

export type Colour = (typeof colour)[keyof typeof colour];

/** Total width in pixels for a page column; text stays readable down to about 0.8 of it. */
export const WIDE = 720;
/** Total width in pixels for a phone. */
export const NARROW = 340;
/** No text comes nearer to the picture's edge, in pixels. */
const EDGE = 1;
/** Below this width a chart uses its narrow layout. */
const NARROW_BELOW = 500;

export interface ChartOptions {
  /** Names the chart for those who do not see it; the page shows a heading of its own. */
  title: string;
  /** What the chart shows and what it tells, in a sentence or two. */
  description: string;
  /** Total width in pixels; default `WIDE`. */
  width?: number;
}

/** A Vega-Lite specification whose title and description name the picture. */
export type ChartSpec = TopLevelSpec & { title: string; description: string };

export interface Area {
  x: number;
  x2: number;
  y: number;
  y2: number;
  colour: Colour;
}

export interface Rule extends Area {
  width: number;
  dash?: readonly number[];
}

export interface LinePoint {
  x: number;
  y: number;
  /** Points of the same line are joined; no line crosses a gap because it ends there. */
  line: string;
  colour: Colour;
  width: number;
}

export interface Point {
  x: number;
  y: number;
  shape: 'circle' | 'diamond' | 'square' | 'triangle-up' | 'triangle-down';
  /** Area in square pixels. */
  size: number;
  colour: Colour;
  hollow?: boolean;
}

export interface Label {
  x: number;
  y: number;
  lines: readonly string[];
  /** Pixels to the right of x and below y. */
  dx?: number;
  dy?: number;
  align?: 'left' | 'center' | 'right';
  colour?: Colour;
  bold?: boolean;
  /** Reads upwards, from its start at the point. */
  upright?: boolean;
}

export interface Padding {
  top: number;
  right: number;
  bottom: number;
  left: number;
}

/** A span of values, laid over the plot's width or height. */
export type Domain = readonly [number, number];

/** The plot: its size inside the padding and the values that its edges stand for. */
export interface Frame {
  width: number;
  height: number;
  padding: Padding;
  x: Domain;
  y: Domain;
}

/** What is drawn, back to front; positions in values, outside of the domain too. */
export interface Marks {
  areas?: readonly Area[];
  rules?: readonly Rule[];
  lines?: readonly LinePoint[];
  points?: readonly Point[];
  labels?: readonly Label[];
}

/** Whether a chart of this width uses its narrow layout. */
export function isNarrow(width: number): boolean {
  return width < NARROW_BELOW;
}

/** The value at a distance in pixels from the plot's top; negative above it. */
export function yAt({ y: [low, high], height }: Pick<Frame, 'y' | 'height'>, pixels: number): number {
  return high - (pixels / height) * (high - low);
}

/** Pixels from the plot's top to a value. */
export function pixelsTo({ y: [low, high], height }: Pick<Frame, 'y' | 'height'>, value: number): number {
  return ((high - value) / (high - low)) * height;
}

/**
 * The Vega-Lite specification of a picture. All charts are the same five layers whose look comes with the
 * data: a layer costs more time than a hundred marks.
 */
export function draw(
  { title, description }: Pick<ChartOptions, 'title' | 'description'>,
  frame: Frame,
  { areas = [], rules = [], lines = [], points = [], labels = [] }: Marks,
): ChartSpec {
  const { width, height, padding } = frame;
  const at = { x: position('x', frame.x), y: position('y', frame.y) };
  const to = { x2: { field: 'x2' }, y2: { field: 'y2' } };
  const layers: [readonly unknown[], Layer][] = [
    [
      areas,
      { data: { values: [...areas] }, mark: 'rect', encoding: { ...at, ...to, fill: given('colour') } },
    ],
    [
      rules,
      {
        data: { values: rules.map((rule) => ({ dash: [], ...rule })) },
        mark: 'rule',
        encoding: {
          ...at,
          ...to,
          stroke: given('colour'),
          strokeWidth: size('width'),
          strokeDash: given('dash'),
        },
      },
    ],
    [
      lines,
      {
        data: { values: [...lines] },
        mark: { type: 'line', strokeJoin: 'round', strokeCap: 'round' },
        encoding: { ...at, detail: { field: 'line' }, stroke: given('colour'), strokeWidth: size('width') },
      },
    ],
    [
      points,
      {
        data: {
          values: points.map((point) => ({ ...point, fill: point.hollow ? colour.band : point.colour })),
        },
        mark: { type: 'point', opacity: 1, strokeWidth: 1.5 },
        encoding: {
          ...at,
          fill: given('fill'),
          stroke: given('colour'),
          shape: given('shape'),
          size: size('size'),
        },
      },
    ],
    [
      labels,
      {
        data: { values: labels.map((label) => textOf(insideOf(label, frame))) },
        mark: {
          type: 'text',
          fontSize: FONT_SIZE,
          lineHeight: LINE_HEIGHT,
          lineBreak: '\n',
          baseline: 'middle',
          align: { expr: 'datum.align' },
          dx: { expr: 'datum.dx' },
          dy: { expr: 'datum.dy' },
          angle: { expr: 'datum.angle' },
          fontWeight: { expr: 'datum.weight' },
        },
        encoding: { ...at, text: { field: 'text', type: 'nominal' }, fill: given('colour') },
      },
    ],
  ];

  return {
    title,
    description,
    width,
    height,
    padding: { ...padding },
    autosize: { type: 'none' },
    background: 'transparent',
    config: { font: 'inherit', aria: false, view: { stroke: null } },
    layer: layers.filter(([marks]) => marks.length > 0).map(([, layer]) => layer),
  };
}

type Layer = Extract<TopLevelSpec, { layer: unknown[] }>['layer'][number];

function position(field: 'x' | 'y', [low, high]: Domain) {
  const scale = { domain: [low, high], nice: false, zero: false };
  return { field, type: 'quantitative' as const, scale, axis: null };
}

/** A field that holds the look itself: a colour, a shape, dashes. */
function given(field: string) {
  return { field, type: 'nominal' as const, scale: null, legend: null };
}

function size(field: string) {
  return { field, type: 'quantitative' as const, scale: null, legend: null };
}

/** The label, moved sideways as far as it would stand out of the picture. */
function insideOf(label: Label, { x: [low, high], width, padding }: Frame): Label {
  if (label.upright === true) return label;
  const { align = 'left', dx = 0 } = label;
  const room = widestOf(label.lines, label.bold === true ? 'bold' : 'normal');
  const at = ((label.x - low) / (high - low)) * width + dx;
  const left = at - (align === 'left' ? 0 : align === 'right' ? room : room / 2);
  const over = left + room - (width + padding.right - EDGE);
  const under = -padding.left + EDGE - left;
  return { ...label, dx: dx - Math.max(0, over) + Math.max(0, under) };
}

function textOf({ lines, dy = 0, ...label }: Label) {
  // Vega sets the first line at the place given; the block is centred on it.
  const above = ((lines.length - 1) * LINE_HEIGHT) / 2;
  return {
    x: label.x,
    y: label.y,
    text: lines.join('\n'),
    dx: label.dx ?? 0,
    dy: dy - above,
    align: label.align ?? 'left',
    colour: label.colour ?? colour.muted,
    weight: label.bold ? 600 : 400,
    angle: label.upright ? 270 : 0,
  };
}
