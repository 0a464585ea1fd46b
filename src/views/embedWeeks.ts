import { transforms } from 'vega-dataflow';
import * as encode from 'vega-encode';
import { expressionInterpreter } from 'vega-interpreter';
import { parse } from 'vega-parser';
import { textMetrics } from 'vega-scenegraph';
import { Handler } from 'vega-tooltip';
import * as data from 'vega-transforms';
import { View } from 'vega-view';
import * as views from 'vega-view-transforms';
import { measured } from '../charts/textWidth.ts';
import { type WeekChartOptions, type WeeklyResult, weekChart } from '../charts/weekChart.ts';

// Vega’s parts that the chart uses: all of them would be a third more.
Object.assign(transforms, data, encode, views);
textMetrics.width = measured;

/** What the weekly chart of a metric is drawn from. */
export interface Explored extends Pick<WeekChartOptions, 'quarter' | 'timeZone' | 'events'> {
  result: WeeklyResult;
}

/** The chart for those who do not see it, and the address of its shape. */
interface Look {
  shape: string;
  description: string;
}

/**
 * Draws the weekly chart of a metric to explore. Expressions are interpreted, because the pages forbid `eval`.
 * @returns what removes it again
 * @throws when the shape cannot be fetched or no week has a value
 */
export async function embedWeeks(
  place: HTMLElement,
  { result, ...options }: Explored,
  { shape, description }: Look,
): Promise<() => void> {
  const response = await fetch(shape);
  if (!response.ok) throw new Error(`${shape} answered ${response.status}`);
  const drawn = weekChart(result, { ...options, title: '', description: '', width: place.clientWidth });
  if (drawn === null) throw new Error('no week has a value');
  const view = new View(parse(await response.json(), undefined, { ast: true }), {
    container: place,
    expr: expressionInterpreter,
    hover: true,
    renderer: 'svg',
    // Style sheets that a script writes are forbidden; the site's own covers it.
    tooltip: new Handler({ disableDefaultStyle: true }).call,
  });
  for (const [name, rows] of Object.entries(drawn.data)) view.data(name, [...rows]);
  for (const [name, value] of Object.entries(drawn.params ?? {})) view.signal(name, value);
  await view.description(description).runAsync();
  return () => {
    view.finalize();
    place.replaceChildren();
  };
}
