import * as vega from 'vega';
import { compile } from 'vega-lite';
import type { ChartSpec } from './drawing.ts';
import { FONT_SIZE } from './textWidth.ts';

/** Vega draws these for pointer events, which a still picture has none of. */
const INVISIBLE = /<path class="(?:background|foreground)"[^>]*\/>/g;

/** The picture has one name; roles inside of it would only repeat the numbers without their meaning. */
const ROLES = / (?:role|aria-[a-z]+|pointer-events|class)="[^"]*"/g;

/** What the root says for all, or what goes without saying. */
const REPEATED =
  / (?:font-family="inherit"|font-size="12px"|font-weight="400"|text-anchor="start"|opacity="1"|stroke-dasharray=""|transform="translate\(0,0\)")/g;

/** Digits below a hundredth of a pixel are not seen. */
const LONG_NUMBER = /-?\d+\.\d{3,}/g;

/**
 * Draws a chart without a browser.
 * @param options.id unique on its page; the ids of the title and description begin with it
 * @returns an `<svg>` as wide as its container, named by the title and description, whose colours are the
 *   page's custom properties; the same bytes for the same specification
 */
export async function renderChart(spec: ChartSpec, { id }: { id: string }): Promise<string> {
  const { title, description, ...picture } = spec;
  const view = new vega.View(vega.parse(compile(picture).spec), { renderer: 'none' });
  const svg = await view.toSVG();
  view.finalize();

  const [root = ''] = /^<svg[^>]*>/.exec(svg) ?? [];
  const [viewBox = ''] = /viewBox="[^"]*"/.exec(root) ?? [];
  const body = svg
    .slice(root.length)
    .replace(INVISIBLE, '')
    .replace(/<[^>]+>/g, slim);
  return (
    `<svg xmlns="http://www.w3.org/2000/svg" class="chart" ${viewBox} width="100%" ` +
    `font-family="inherit" font-size="${FONT_SIZE}px" font-weight="400" role="img" ` +
    `aria-labelledby="${id}-title ${id}-desc">` +
    `<title id="${id}-title">${escapeXml(title)}</title><desc id="${id}-desc">${escapeXml(description)}</desc>${body}`
  );
}

/** A tag without what a still picture does not need. */
function slim(tag: string): string {
  return tag
    .replace(ROLES, '')
    .replace(REPEATED, '')
    .replace(LONG_NUMBER, (number) => String(Number(Number(number).toFixed(2))));
}

function escapeXml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
