import * as vega from 'vega';
import { compile } from 'vega-lite';
import { type DrawnText, measured } from './textWidth.ts';
import { type ChartSpec, config, FONT_SIZE } from './theme.ts';

/** What Vega has and its own types leave out. */
declare module 'vega' {
  const textMetrics: { width: (item: DrawnText, text: unknown) => number };
}
declare module 'vega-typings' {
  interface Scene {
    root: { bounds: { x1: number; y1: number; x2: number; y2: number } };
  }
}

vega.textMetrics.width = measured;

/** Labels of an axis that would overlap others, and empty ones: Vega keeps them where nobody sees them. */
const HIDDEN_LABEL = /<text[^>]*\/>|<text[^>]* opacity="0"[^>]*(?<!\/)>.*?<\/text>/g;

/** What a still picture with one name has no use for, and what its root says for all. */
const NEEDLESS =
  / (?:class|role|aria-[a-z]+|pointer-events|font-family)="[^"]*"| (?:opacity|fill-opacity|stroke-width)="1"| text-anchor="start"| font-size="12px"/g;

/** Digits below a hundredth of a pixel are not seen. */
const LONG_NUMBER = /-?\d+\.\d{3,}/g;

/** Vega-Lite warns of each scale of sizes for parts that have no order. */
export const logger = vega.logger(vega.Error);

const compiled = new Map<string, vega.Runtime>();

/**
 * Draws a chart without a browser. Charts of the same shape are compiled once.
 * @param options.id unique on its page; the ids of the title and description begin with it
 * @returns an `<svg>` as wide as its container, named by the title and description, whose colours are the
 *   page's custom properties; the same bytes for the same specification
 */
export async function renderChart(
  { title, description, shape, data, params = {} }: ChartSpec,
  { id }: { id: string },
): Promise<string> {
  const view = new vega.View(runtimeOf(shape), { renderer: 'none' });
  for (const [name, rows] of Object.entries(data)) view.data(name, [...rows]);
  for (const [name, value] of Object.entries(params)) view.signal(name, value);
  const svg = await view.toSVG();
  const viewBox = viewBoxOf(svg, view);
  view.finalize();

  const body = svg
    .slice(svg.indexOf('>') + 1)
    .replace(HIDDEN_LABEL, '')
    .replace(/<[^>]+>/g, (tag) =>
      tag.replace(NEEDLESS, '').replace(LONG_NUMBER, (digits) => `${+(+digits).toFixed(2)}`),
    );
  return (
    `<svg xmlns="http://www.w3.org/2000/svg" class="chart" viewBox="${viewBox}" width="100%" ` +
    `font-family="inherit" font-size="${FONT_SIZE}px" role="img" ` +
    `aria-labelledby="${id}-title ${id}-desc">` +
    `<title id="${id}-title">${escapeXml(title)}</title><desc id="${id}-desc">${escapeXml(description)}</desc>${body}`
  );
}

function runtimeOf(shape: ChartSpec['shape']): vega.Runtime {
  const key = JSON.stringify(shape);
  const known = compiled.get(key);
  if (known !== undefined) return known;
  // The picture has one name; roles inside of it would only repeat the numbers without their meaning.
  const runtime = vega.parse(compile(shape, { config: { ...config, aria: false }, logger }).spec);
  compiled.set(key, runtime);
  return runtime;
}

/** The size that Vega gives the picture, and more where something is drawn beyond it: no label is ever clipped. */
function viewBoxOf(svg: string, view: vega.View): string {
  const [, givenWidth, givenHeight, left, top] =
    /viewBox="0 0 (\d+) (\d+)".*?translate\((\d+),(\d+)\)/.exec(svg)?.map(Number) ?? [];
  if (givenWidth === undefined || givenHeight === undefined || left === undefined || top === undefined)
    throw new TypeError(`a drawing without a size: ${svg.slice(0, 200)}`);
  const { x1, y1, x2, y2 } = view.scenegraph().root.bounds;
  const x = Math.min(0, Math.floor(x1 + left));
  const y = Math.min(0, Math.floor(y1 + top));
  const width = Math.max(givenWidth, Math.ceil(x2 + left)) - x;
  const height = Math.max(givenHeight, Math.ceil(y2 + top)) - y;
  return `${x} ${y} ${width} ${height}`;
}

function escapeXml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
