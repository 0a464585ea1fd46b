import { type FormatOptions, scaleFor } from '../scorecard/format.ts';
import type { MetricResult } from '../scorecard/schema.ts';
import { bars } from './bars.ts';
import type { ChartOptions, ChartSpec } from './theme.ts';

/**
 * How a duration or size is distributed: how far half, three quarters and nine tenths of the items go.
 * @returns null without the upper quartile: a median alone does not show a distribution
 */
export function percentiles(
  result: Pick<MetricResult, 'summary' | 'unit'>,
  options: ChartOptions & FormatOptions,
): ChartSpec | null {
  const { summary, unit } = result;
  if (summary.p75 === null) return null;
  const absence = 'too few items';
  return bars(
    [
      { label: 'Half, at most', value: summary.value, interval: summary.interval, absence },
      { label: 'Three quarters, at most', value: summary.p75, interval: null, absence },
      { label: 'Nine in ten, at most', value: summary.p90, interval: null, absence },
    ],
    { scale: scaleFor(unit, [summary.value]), ...options, unit },
  );
}
