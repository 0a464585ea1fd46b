import * as vega from 'vega';
import embed from 'vega-embed';
import { expressionInterpreter } from 'vega-interpreter';
import { measured } from '../charts/textWidth.ts';
import { weekChart } from '../charts/weekChart.ts';
import { exploredIn } from './exploredData.ts';

vega.textMetrics.width = measured;

/** The chart for those who do not see it, and the address of its shape. */
interface Look {
  shape: string;
  description: string;
}

/**
 * Draws the weekly chart of a metric to explore. Expressions are interpreted, because the pages forbid `eval`.
 * @param explored what it is drawn from, as JSON
 * @returns what removes it again
 * @throws when `explored` is something else, the shape cannot be fetched or no week has a value
 */
export async function embedWeeks(
  place: HTMLElement,
  explored: string,
  { shape, description }: Look,
): Promise<() => void> {
  const { result, ...options } = exploredIn(explored);
  const drawn = weekChart(result, { ...options, title: '', description: '', width: place.clientWidth });
  if (drawn === null) throw new Error('no week has a value');
  const { view, finalize } = await embed(place, shape, {
    mode: 'vega',
    ast: true,
    expr: expressionInterpreter,
    renderer: 'svg',
    actions: false,
    // Style sheets that a script writes are forbidden; the site's own covers both.
    defaultStyle: false,
    tooltip: { disableDefaultStyle: true },
  });
  for (const [name, rows] of Object.entries(drawn.data)) view.data(name, [...rows]);
  for (const [name, value] of Object.entries(drawn.params ?? {})) view.signal(name, value);
  await view.description(description).runAsync();
  return () => {
    finalize();
    place.replaceChildren();
  };
}
