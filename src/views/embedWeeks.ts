import { transforms } from 'vega-dataflow';
import * as encode from 'vega-encode';
import { expressionInterpreter } from 'vega-interpreter';
import { parse } from 'vega-parser';
import { textMetrics } from 'vega-scenegraph';
import { Handler } from 'vega-tooltip';
import * as data from 'vega-transforms';
import { View } from 'vega-view';
import * as views from 'vega-view-transforms';
import { z } from 'zod';
import { measured } from '../charts/textWidth.ts';
import { weekChart } from '../charts/weekChart.ts';
import { resultOf } from '../scorecard/resultOf.ts';
import { scorecardSchema } from '../scorecard/schema.ts';

// Vega’s parts that the chart uses: all of them would be a third more.
Object.assign(transforms, data, encode, views);
textMetrics.width = measured;

const eventsSchema = z.array(z.strictObject({ letter: z.string(), name: z.string(), from: z.string() }));

/** The weekly chart of a metric. */
interface Explored {
  /** The addresses of the chart's shape and of the scorecard. */
  chart: string;
  scorecard: string;
  metric: string;
  /** What to mark, as JSON. */
  events: string;
  /** What the chart is and says, for those who do not see it. */
  description: string;
}

/**
 * Draws a scorecard's weekly chart of a metric to explore. Expressions are interpreted, because the pages forbid `eval`.
 * @returns what removes it again
 * @throws when the scorecard cannot be fetched or holds no such chart
 */
export async function embedWeeks(
  place: HTMLElement,
  { chart, scorecard, metric, events, description }: Explored,
): Promise<() => void> {
  const [shape, card] = await Promise.all([answerFrom(chart), answerFrom(scorecard)]);
  const { quarter, timeZone, ...rest } = scorecardSchema.parse(await card.json());
  const result = resultOf(rest, metric);
  const drawn =
    result &&
    weekChart(result, {
      title: '',
      description: '',
      width: place.clientWidth,
      quarter: quarter.id,
      timeZone,
      events: eventsSchema.parse(JSON.parse(events)),
    });
  if (!drawn) throw new Error(`the scorecard has no weekly chart of ${metric}`);
  const view = new View(parse(await shape.json(), undefined, { ast: true }), {
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

async function answerFrom(address: string): Promise<Response> {
  const response = await fetch(address);
  if (!response.ok) throw new Error(`${address} answered ${response.status}`);
  return response;
}
