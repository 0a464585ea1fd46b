import { weekdays } from '../facts/weekdays.ts';
import type { MetricResult, Scorecard } from '../scorecard/schema.ts';
import { listed } from './words.ts';

/** Whether two results count time by the same clock, so that their items have the same unit. */
export function countsAlike(a: MetricResult | undefined, b: MetricResult | undefined): boolean {
  return (a?.elapsed == null) === (b?.elapsed == null);
}

type Hours = Scorecard['clock']['hours'][number];

/** When a scope works, in words: `Monday to Friday, 09:00–17:00 (Europe/Berlin), without the public holidays of DE-BY`; null for one that counts by the calendar. */
export function clockWords({ kind, hours }: Scorecard['clock']): string | null {
  if (kind === 'calendar') return null;
  const own = hours.map(hoursWords).join('; ');
  return `working hours, ${own}${hours.length > 1 ? ': each item by those of its team' : ''}`;
}

function hoursWords({ timeZone, days, from, to, holidays }: Hours): string {
  const without = holidays === null ? '' : `, without the public holidays of ${holidays}`;
  return `${daysWords(days)}, ${from}–${to} (${timeZone})${without}`;
}

function daysWords(days: Hours['days']): string {
  const inOrder = weekdays.filter((day) => days.includes(day));
  const names = inOrder.map(nameOf);
  const isRun = weekdays.join().includes(inOrder.join());
  return names.length > 2 && isRun ? `${names[0]} to ${names.at(-1)}` : listed(names);
}

function nameOf(day: string): string {
  return day.charAt(0).toUpperCase() + day.slice(1);
}
