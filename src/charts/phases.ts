import { formatValue, type Scale, scaleFor } from '../scorecard/format.ts';
import type { MetricResult } from '../scorecard/schema.ts';
import { bars } from './bars.ts';
import type { ChartOptions, ChartSpec } from './theme.ts';

/** A part of a duration, with the median of its own sample. */
export type Phase = MetricResult['phases'][number];

export interface PhasesOptions extends ChartOptions {
  unit: string;
}

/** Each phase is its own sample: half of the items take less in it, but not the same half in each. */
const NOT_ADDITIVE = ' Each bar is a median of its own; medians do not add up to the median of the whole.';

/** Why a phase has no bar; empty when it has one. */
export function phaseAbsence({ summary }: Phase): string {
  if (summary.value !== null) return '';
  return summary.size.n === 0 ? 'no data' : `too few (n ${summary.size.n})`;
}

/** The one unit of all phases, in the chart and beside it: that of the longest one. */
export function phasesScale(parts: readonly Phase[], unit: string): Scale {
  return scaleFor(unit, [Math.max(...parts.map(({ summary }) => summary.value ?? 0))]);
}

/** Which phase takes longest, and which take no time for half of the items; empty when no phase has a value. */
export function phasesSentence(parts: readonly Phase[], unit: string): string {
  const valued = parts.flatMap(({ label, summary }) =>
    summary.value === null ? [] : [{ label, value: summary.value }],
  );
  const [longest] = valued.toSorted((a, b) => b.value - a.value);
  if (longest === undefined || longest.value === 0) return '';
  const value = formatValue(longest.value, unit);
  const none = valued.filter((each) => each.value === 0).map(({ label }) => `“${label}”`);
  const most = `The longest phase is “${longest.label}”: half take ${value} or less.`;
  return none.length === 0 ? most : `${most} At least half spend no time in ${none.join(' and ')}.`;
}

/**
 * The medians of the phases of a duration in their order, each a bar with its 95 % interval. They are not stacked,
 * because medians do not add up; the description says so.
 * @returns null when no phase has a value
 */
export function phases(
  parts: readonly Phase[],
  { description, unit, ...options }: PhasesOptions,
): ChartSpec | null {
  return bars(
    parts.map((phase) => ({ ...phase.summary, label: phase.label, absence: phaseAbsence(phase) })),
    { ...options, description: description + NOT_ADDITIVE, unit, scale: phasesScale(parts, unit) },
  );
}
