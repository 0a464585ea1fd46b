import type { OwnTarget } from '../charts/quarterTrend.ts';
import { ranges } from '../charts/rangesChart.ts';
import type { ChartSpec } from '../charts/theme.ts';
import type { Definition } from '../handbook/definition.ts';
import { formatValue } from '../scorecard/format.ts';
import type { MetricResult } from '../scorecard/schema.ts';
import { writtenAs } from '../scorecard/shown.ts';
import { rangeWords, standingsOf } from './rangeStandings.ts';
import { listed } from './words.ts';

/**
 * Where a number is among the ranges that sources recommend: the figure by the calendar, where the number is in
 * working time, since sources mean that. A target in working time is then left out.
 * @returns null without a value or a range
 */
export function amongRanges(
  result: MetricResult,
  definition: Definition | undefined,
  target: OwnTarget | null,
  width: number,
): ChartSpec | null {
  const { elapsed } = result;
  const { value } = elapsed ?? result.summary;
  const standings = standingsOf(result, definition);
  if (value === null || definition === undefined) return null;
  const { unit } = definition;
  const shown = elapsed === null ? result : { ...result, unit, summary: elapsed, baseline: null };
  const written = writtenAs(shown, definition);
  const named = standings.map(({ range, position, source }) => {
    const words = rangeWords(range, unit, written.scale);
    return { ...range, position, name: `${range.label} ${words} (${source})` };
  });
  const places = named.map(({ position, name }) => `${position} “${name}”`);
  return ranges(named, value, {
    title: `${definition.title} beside ranges`,
    description: `${formatValue(value, unit, written)} lies ${listed(places)}.`,
    width,
    unit,
    target: elapsed === null ? target : null,
    ...written,
  });
}
