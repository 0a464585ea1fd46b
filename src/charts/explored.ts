import type { Spec } from 'vega';
import { compile } from 'vega-lite';
import { logger } from './render.ts';
import { config } from './theme.ts';
import { HEIGHT, weekShape } from './weekChart.ts';

const unnamed = { aria: false };
/** The points tell assistive technology their numbers; the other marks have no name of their own. */
const pointsAlone = {
  ...config,
  rule: { ...config.rule, ...unnamed },
  rect: { ...config.rect, ...unnamed },
  line: { ...config.line, ...unnamed },
  text: { ...config.text, ...unnamed },
};

/**
 * The weekly chart to explore, compiled once for all of them, so that no reader loads the compiler: a pointer shows each
 * week's numbers, the wheel zooms and dragging pans through time.
 * @returns a specification of Vega whose data and signals `weekChart` has
 */
export function exploredWeeks(): Spec {
  const shape = weekShape(HEIGHT, { width: 'container' }, true);
  return compile(
    { ...shape, autosize: { type: 'fit-x', contains: 'padding' } },
    { config: pointsAlone, logger },
  ).spec;
}
