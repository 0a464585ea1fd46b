import type { Config, TopLevelSpec } from 'vega-lite';

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
/** Below this width a chart uses its narrow layout. */
const NARROW_BELOW = 500;

export const FONT_SIZE = 12;
export const LINE_HEIGHT = 15;
/** No text comes nearer to the picture's edge, in pixels. */
const PADDING = 4;

export interface ChartOptions {
  /** Names the chart for those who do not see it; the page shows a heading of its own. */
  title: string;
  /** What the chart shows and what it says, in a sentence or two. */
  description: string;
  /** Total width in pixels; default `WIDE`. */
  width?: number;
}

/** The rows of a data source. */
export type Rows = readonly object[];

/** A chart: its specification, and apart from it what differs between charts of the same shape. */
export interface ChartSpec {
  title: string;
  description: string;
  /** A Vega-Lite specification that names its data and parameters without giving them values. */
  shape: TopLevelSpec;
  /** The rows of each named data source of the shape. */
  data: Record<string, Rows>;
  /** The values of the shape's parameters. */
  params?: Record<string, unknown>;
}

/** The look that all charts share. Nothing is ever cut short: no label has a limit. */
export const config: Config = {
  font: 'inherit',
  background: 'transparent',
  padding: PADDING,
  mark: { color: colour.series },
  view: { stroke: null },
  style: {
    'guide-label': { fontSize: FONT_SIZE, fill: colour.muted },
    'guide-title': { fontSize: FONT_SIZE, fontWeight: 400, fill: colour.muted },
  },
  axis: {
    labelLimit: 0,
    labelLineHeight: LINE_HEIGHT,
    titleLimit: 0,
    titleLineHeight: LINE_HEIGHT,
    gridColor: colour.grid,
    domain: false,
    ticks: false,
    labelPadding: 6,
  },
  axisX: { grid: false },
  legend: {
    labelLimit: 0,
    title: null,
    orient: 'bottom',
    offset: 10,
    rowPadding: 4,
    columnPadding: 16,
    symbolStrokeWidth: 1.5,
  },
  line: { strokeJoin: 'round', strokeCap: 'round', stroke: colour.series },
  point: { opacity: 1, strokeWidth: 1.5 },
  rule: { stroke: colour.muted },
  rect: { fill: colour.band },
  bar: { fill: colour.limit },
  text: {
    fontSize: FONT_SIZE,
    lineHeight: LINE_HEIGHT,
    lineBreak: '\n',
    fill: colour.ink,
    baseline: 'middle',
  },
};

/** Whether a chart of this width uses its narrow layout. */
export function isNarrow(width: number): boolean {
  return width < NARROW_BELOW;
}

/** A layer of a Vega-Lite specification. */
export type Layer = Extract<TopLevelSpec, { layer: unknown[] }>['layer'][number];

/** The size of a chart whose total width is given; it is as high as its plot, axes and legend need. */
export function sized(width: number): Pick<TopLevelSpec, 'autosize'> & { width: number } {
  return { width, autosize: { type: 'fit-x', contains: 'padding' } };
}

/** A field that holds the look itself: a colour, dashes, a place in pixels. */
export function given<Field extends string>(field: Field) {
  return { field, type: 'nominal', scale: null, legend: null } as const;
}

/** A place in pixels from the plot's left or top edge. */
export function pixels<Field extends string>(field: Field) {
  return { field, type: 'quantitative', scale: null } as const;
}

/**
 * How far a centred text moves sideways to stay within the plot, for the `dx` of its mark.
 * @param at an expression: where the text wants its centre, in pixels
 * @param half a field: half of the text's width
 * @param shift an expression: how far from there it is better placed
 */
export function keptInside(at: string, half: string, shift = '0') {
  return {
    expr: `clamp(${at} + ${shift}, datum.${half}, max(datum.${half}, width - datum.${half})) - ${at}`,
  };
}

/** How a point is drawn. */
export interface Look {
  colour: Colour;
  shape: string;
  /** Area in square pixels. */
  size: number;
  hollow?: boolean;
}

/**
 * The channels of a point whose look a field names, with one legend for them all. The parameter `looks` lists the
 * names that the legend shows.
 */
export function lookedUp(
  field: string,
  looks: Record<string, Look>,
  legend: { columns?: number | { signal: string }; labelExpr?: string } = {},
) {
  const channel = <Value extends string | number>(range: (look: Look) => Value) => ({
    field,
    type: 'ordinal' as const,
    scale: { type: 'ordinal' as const, domain: Object.keys(looks), range: Object.values(looks).map(range) },
    legend: { ...legend, values: { expr: 'looks' } },
  });
  return {
    fill: channel(({ colour: tint, hollow }) => (hollow === true ? colour.band : tint)),
    stroke: channel((look) => look.colour),
    shape: channel(({ shape }) => shape),
    size: channel(({ size }) => size),
  };
}

/** Lines of text with their height in pixels; a text mark is placed by the middle of the first. */
export function lines(texts: readonly string[]): { text: string; height: number } {
  return { text: texts.join('\n'), height: texts.length * LINE_HEIGHT };
}

/** The axis of values that `valueAxis` computes, in the parameters `low`, `high` and `unitName`. */
export function valueChannel(field: string) {
  return {
    field,
    type: 'quantitative' as const,
    scale: { domainMin: { expr: 'low' }, domainMax: { expr: 'high' }, zero: false, nice: false },
    axis: { title: { signal: 'unitName' }, tickCount: 5 },
  };
}

/** Declares parameters whose values come with each chart. */
export function parameters(...names: string[]): { name: string }[] {
  return names.map((name) => ({ name }));
}

/** A text beside a chart, in the weight and colour of its row. */
export const sideText = {
  type: 'text',
  align: 'left',
  dx: 8,
  fontWeight: { expr: 'datum.weight' },
  fill: { expr: 'datum.tint' },
} as const;
