import { renderChart } from './render.ts';
import type { ChartSpec } from './theme.ts';

/** The latest drawings by what they show. */
const drawn = new Map<string, string>();
const MOST = 100;

/**
 * Draws a chart as `renderChart` does, but for the latest ones, which it keeps: during development each save renders a page
 * with all of its charts again.
 */
export async function keptChart(spec: ChartSpec, options: { id: string }): Promise<string> {
  const key = JSON.stringify([spec, options]);
  const svg = drawn.get(key) ?? (await renderChart(spec, options));
  drawn.delete(key);
  drawn.set(key, svg);
  const [oldest] = drawn.keys();
  if (drawn.size > MOST && oldest !== undefined) drawn.delete(oldest);
  return svg;
}
