import embed from 'vega-embed';
import { expressionInterpreter } from 'vega-interpreter';
import { z } from 'zod';
import { resultOf } from '../scorecard/resultOf.ts';
import { scorecardSchema } from '../scorecard/schema.ts';
import { explorableWeeks } from './explore.ts';

const eventsSchema = z.array(z.strictObject({ letter: z.string(), name: z.string(), from: z.string() }));

/**
 * Draws a scorecard's weekly chart of a metric to explore. Expressions are interpreted, because the pages forbid `eval`.
 * @param events what to mark, as JSON
 * @returns what removes it again
 * @throws when the scorecard cannot be fetched or holds no such chart
 */
export async function embedWeeks(
  place: HTMLElement,
  address: string,
  metric: string,
  events: string,
): Promise<() => void> {
  const response = await fetch(address);
  if (!response.ok) throw new Error(`${address} answered ${response.status}`);
  const scorecard = scorecardSchema.parse(await response.json());
  const result = resultOf(scorecard, metric);
  const spec = result && explorableWeeks(result, scorecard, eventsSchema.parse(JSON.parse(events)));
  if (!spec) throw new Error(`the scorecard has no weekly chart of ${metric}`);
  const { finalize } = await embed(place, spec, {
    ast: true,
    expr: expressionInterpreter,
    renderer: 'svg',
    actions: false,
    // Style sheets that a script writes are forbidden; the site's own covers both.
    defaultStyle: false,
    tooltip: { disableDefaultStyle: true },
  });
  return () => {
    finalize();
    place.replaceChildren();
  };
}
