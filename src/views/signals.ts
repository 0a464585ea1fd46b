import { inPeriods, periodName } from '../facts/periodWords.ts';
import { WEEK } from '../facts/time.ts';
import { formatCount } from '../scorecard/format.ts';
import type { MetricResult, Scorecard } from '../scorecard/schema.ts';
import { day } from './words.ts';

/** What the weekly chart signals, each in a sentence; or that it signals nothing, or cannot. */
export function signalSentences(
  { chart }: Pick<MetricResult, 'chart'>,
  { quarter, timeZone }: Pick<Scorecard, 'quarter' | 'timeZone'>,
): string[] {
  if (chart === null) return [];
  if (chart.limits === null)
    return ['Too few weeks before, too few cases a week, or too little variation, for limits.'];
  if (chart.signals.length === 0)
    return [inPeriods('No week of the quarter signals a change.', periodName(quarter.id))];
  return chart.signals.map(({ rule, side, from, to }) => {
    if (rule === 'outside') return `The week of ${day(from, timeZone)} lies ${side} the limits.`;
    const weeks = Math.round((Date.parse(to) - Date.parse(from)) / WEEK) + 1;
    const higher = side === 'above' ? 'higher' : 'lower';
    return `${formatCount(weeks, 'week', 'weeks')} ${higher} on average than those before, from the week of ${day(from, timeZone)}.`;
  });
}
