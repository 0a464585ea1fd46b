import type { Label } from './drawing.ts';
import { LINE_HEIGHT, textWidth } from './textWidth.ts';

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
const GAP = 8;
const BELOW = 8;
const INDENT = 4;

interface CalendarDay {
  day: number;
  month: string;
  year: number;
  /** Months since year 0, so that every second or third can be kept. */
  number: number;
}

/** The first week that begins in a month. */
type MonthStart = CalendarDay & { index: number };

/**
 * Labels below an axis of weeks: the months, at the first week that begins in each, as many as have room, and
 * the year below the first of each.
 * @param starts instants at which the weeks begin, one a slot
 * @param slot width of a week in pixels
 * @param y the value at the foot of the plot
 */
export function monthLabels(starts: readonly string[], timeZone: string, slot: number, y: number): Label[] {
  const months = monthStarts(starts, timeZone);
  const every = [1, 2, 3, 6].find((step) => haveRoom(keep(step, months), slot, starts.length)) ?? 12;
  let year: number | null = null;
  return keep(every, months).map((start): Label => {
    const lines = start.year === year ? [start.month] : [start.month, String(start.year)];
    year = start.year;
    return { x: start.index, y, lines, dx: -INDENT, dy: BELOW + (lines.length * LINE_HEIGHT) / 2 };
  });
}

/** A month that the weeks enter when it is under way is left out, unless there is no other. */
function monthStarts(starts: readonly string[], timeZone: string): MonthStart[] {
  const days = calendarDays(starts, timeZone).map((day, index) => ({ ...day, index }));
  const begun = days.filter(({ number, day, index }) =>
    index === 0 ? day <= 7 : days[index - 1]?.number !== number,
  );
  return begun.length > 0 ? begun : days.slice(0, 1);
}

function keep(every: number, months: readonly MonthStart[]): readonly MonthStart[] {
  const kept = months.filter(({ number }) => number % every === 0);
  return kept.length > 0 ? kept : months.slice(0, 1);
}

/** Whether each label ends before the next begins; the last may stand farther left, to stay inside. */
function haveRoom(months: readonly MonthStart[], slot: number, weeks: number): boolean {
  const width = textWidth('2000');
  return months.every(({ index }, at) => {
    const next = months[at + 1];
    if (next === undefined) return true;
    const begins = Math.min(next.index * slot, (weeks - 0.5) * slot - width + INDENT);
    return begins - index * slot >= width + GAP;
  });
}

function calendarDays(starts: readonly string[], timeZone: string): CalendarDay[] {
  const format = new Intl.DateTimeFormat('en-GB', {
    timeZone,
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
  });
  return starts.map((start) => {
    const parts = format.formatToParts(new Date(start));
    const part = (wanted: string) => Number(parts.find(({ type }) => type === wanted)?.value);
    const month = part('month') - 1;
    const year = part('year');
    return { day: part('day'), month: MONTHS[month] ?? '', year, number: year * 12 + month };
  });
}
