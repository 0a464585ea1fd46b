import type { TopLevelSpec } from 'vega-lite';
import { config, WIDE } from '../charts/theme.ts';
import { type WeekChartOptions, type WeeklyResult, weekChart } from '../charts/weekChart.ts';
import type { Scorecard } from '../scorecard/schema.ts';

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
 * The weekly chart to explore: a pointer shows each week's numbers, the wheel zooms and dragging pans through time.
 * @returns null when there is no chart or no week has a value
 */
export function explorableWeeks(
  result: WeeklyResult,
  { quarter, timeZone }: { quarter: Pick<Scorecard['quarter'], 'id'>; timeZone: string },
  events: NonNullable<WeekChartOptions['events']> = [],
): TopLevelSpec | null {
  const names = { title: '', description: '' };
  const chart = weekChart(result, {
    ...names,
    quarter: quarter.id,
    timeZone,
    width: WIDE,
    interactive: true,
    events,
  });
  if (chart === null) return null;
  const { shape, data, params } = chart;
  return {
    ...shape,
    config: pointsAlone,
    width: 'container',
    datasets: Object.fromEntries(Object.entries(data).map(([name, rows]) => [name, [...rows]])),
    params: Object.entries(params ?? {}).map(([name, value]) => ({ name, value })),
  };
}
