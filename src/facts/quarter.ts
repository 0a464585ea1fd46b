import { Temporal } from 'temporal-polyfill';
import { z } from 'zod';
import { weekdays } from './weekdays.ts';

/** How an organisation cuts time: the edges of its periods and of weeks fall at midnight in its zone. */
export interface Calendar {
  /** IANA time zone. */
  timeZone: string;
  /** Month (1–12) in which the fiscal year starts. */
  fiscalYearStart: number;
  /** Default: quarters of three months. */
  calendar?: Periods | undefined;
  /** How time was cut before. */
  calendars?: readonly FormerCalendar[] | undefined;
}

/** How time was cut up to a day; what it leaves out was as it is now. */
export interface FormerCalendar {
  /** The first day of the calendar that followed, as YYYY-MM-DD. */
  until: string;
  fiscalYearStart?: number | undefined;
  calendar?: Periods | undefined;
}

export const periodsSchema = z.discriminatedUnion(
  'kind',
  [
    z.strictObject({ kind: z.literal('quarters') }),
    z.strictObject({ kind: z.literal('half-years') }),
    z.strictObject({
      kind: z.literal('4-4-5'),
      lastDay: z
        .enum(weekdays, `one of: ${weekdays.join(', ')}`)
        .describe('The day of the week on which the fiscal year ends.'),
      yearEnd: z
        .enum(['last', 'nearest'], 'one of: last, nearest')
        .describe(
          'Which of these days it is: the last one in the month before `fiscalYearStart`, or the one nearest to the end of that month.',
        ),
    }),
  ],
  'one of: quarters, half-years, 4-4-5',
);

/** The periods that scorecards are of. */
export type Periods = z.infer<typeof periodsSchema>;

/** A half-open span of time [start, end), in milliseconds since the epoch. */
export interface Window {
  start: number;
  end: number;
}

/**
 * One period of a fiscal year. `id` is `2026-Q1`, or `FY2026-Q1` when the fiscal year does not start on 1 January; half a
 * year is `2026-H1`.
 */
export interface Quarter extends Window {
  id: string;
}

/** @returns whether a moment lies in a window: the start is inside, the end is not */
export function inWindow(at: number, window: Window): boolean {
  return at >= window.start && at < window.end;
}

/** @returns the part of a window that lies before a moment */
export function upTo({ start, end }: Window, moment: number): Window {
  return { start, end: Math.min(end, moment) };
}

/**
 * @returns the quarter that holds a moment; a fiscal year is named after the calendar year in which it ends. Where the
 * calendar changed, the last quarter of the former one ends and the first of the new one begins on that day
 */
export function quarterAt(at: number, calendar: Calendar): Quarter {
  const { id, start, end } = periodAt(at, calendarAt(at, calendar));
  const changes = (calendar.calendars ?? []).map(({ until }) => startOf(until, calendar));
  return {
    id,
    start: Math.max(start, ...changes.filter((change) => change <= at)),
    end: Math.min(end, ...changes.filter((change) => change > at)),
  };
}

/** @returns how time is cut at a moment */
export function calendarAt(at: number, { calendars = [], ...present }: Calendar): Calendar {
  const [next] = calendars
    .filter(({ until }) => at < startOf(until, present))
    .sort((a, b) => (a.until < b.until ? -1 : 1));
  return next === undefined ? present : withPeriods(present, next);
}

function withPeriods(
  present: Calendar,
  { fiscalYearStart, calendar }: Omit<FormerCalendar, 'until'>,
): Calendar {
  return {
    ...present,
    fiscalYearStart: fiscalYearStart ?? present.fiscalYearStart,
    calendar: calendar ?? present.calendar,
  };
}

function periodAt(at: number, calendar: Calendar): Quarter {
  const date = Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(calendar.timeZone).toPlainDate();
  const isBefore = (edge: Temporal.PlainDate) => Temporal.PlainDate.compare(date, edge) < 0;
  // A year of 52 or 53 weeks ends up to a week outside the months that it is named after.
  const guess =
    calendar.fiscalYearStart !== 1 && date.month >= calendar.fiscalYearStart ? date.year + 1 : date.year;
  for (const year of [guess, guess + 1, guess - 1]) {
    const number = edgesOf(year, calendar).findIndex(isBefore);
    if (number > 0) return periodOf(year, number, calendar);
  }
  throw new RangeError(`no period holds ${date.toString()}`);
}

/** @returns the quarter of an id such as `2026-Q1`; null for a name of another kind, `FY2026-Q1` where years are calendar years */
export function quarterOf(id: string, calendar: Calendar): Quarter | null {
  const { calendars = [], ...present } = calendar;
  if (calendars.length === 0) return periodOfId(id, present);
  for (const then of [{}, ...calendars]) {
    const period = periodOfId(id, withPeriods(present, then));
    // A quarter that was cut on the day of the change begins, or ends, within the one of its calendar.
    const found = period && [period.start, period.end - 1].map((at) => quarterAt(at, calendar));
    const same = found?.find((quarter) => quarter.id === id);
    if (same !== undefined) return same;
  }
  return null;
}

function periodOfId(id: string, calendar: Calendar): Quarter | null {
  const { year, number } = /^(?:FY)?(?<year>\d{4})-[QH](?<number>[1-4])$/.exec(id)?.groups ?? {};
  if (year === undefined || Number(number) > edgesOf(Number(year), calendar).length - 1) return null;
  const period = periodOf(Number(year), Number(number), calendar);
  return period.id === id ? period : null;
}

/** @returns how quarters follow one another by their ids, oldest first; those of two calendars by their part of the year */
export function byQuarter(a: string, b: string): number {
  return placeInYears(a) - placeInYears(b);
}

function placeInYears(id: string): number {
  const { year, kind, number } = /(?<year>\d{4})-(?<kind>[QH])(?<number>[1-4])$/.exec(id)?.groups ?? {};
  return Number(year) + Number(number) / (kind === 'H' ? 2 : 4);
}

/** @param number from 1 on */
function periodOf(year: number, number: number, calendar: Calendar): Quarter {
  const { fiscalYearStart, calendar: { kind } = { kind: 'quarters' } } = calendar;
  const [start, end] = edgesOf(year, calendar).slice(number - 1);
  if (start === undefined || end === undefined) throw new RangeError(`no period ${number} in ${year}`);
  const prefix = fiscalYearStart === 1 && kind !== '4-4-5' ? '' : 'FY';
  return {
    id: `${prefix}${year}-${kind === 'half-years' ? 'H' : 'Q'}${number}`,
    start: midnight(start, calendar),
    end: midnight(end, calendar),
  };
}

/** The first days of a fiscal year's periods, and of the next year. */
function edgesOf(year: number, { fiscalYearStart, calendar }: Calendar): Temporal.PlainDate[] {
  if (calendar?.kind === '4-4-5') {
    const start = dayAfterYear(year - 1, fiscalYearStart, calendar);
    // The 53rd week of a long year belongs to its last period.
    return [
      ...[0, 13, 26, 39].map((weeks) => start.add({ weeks })),
      dayAfterYear(year, fiscalYearStart, calendar),
    ];
  }
  const start = Temporal.PlainDate.from({
    year: fiscalYearStart === 1 ? year : year - 1,
    month: fiscalYearStart,
    day: 1,
  });
  const months = calendar?.kind === 'half-years' ? [0, 6, 12] : [0, 3, 6, 9, 12];
  return months.map((each) => start.add({ months: each }));
}

/**
 * The day after a fiscal year of 52 or 53 weeks (26 CFR 1.441-2): that ends on a day of the week, the last one in a
 * month or the one nearest to its end.
 */
function dayAfterYear(
  year: number,
  fiscalYearStart: number,
  { lastDay, yearEnd }: Extract<Periods, { kind: '4-4-5' }>,
): Temporal.PlainDate {
  const next = Temporal.PlainDate.from({ year, month: fiscalYearStart, day: 1 });
  const endOfMonth = (fiscalYearStart === 1 ? next.add({ years: 1 }) : next).subtract({ days: 1 });
  const latest = yearEnd === 'last' ? endOfMonth : endOfMonth.add({ days: 3 });
  const after = (latest.dayOfWeek - 1 - weekdays.indexOf(lastDay) + 7) % 7;
  return latest.subtract({ days: after }).add({ days: 1 });
}

/** @returns the span of whole days, as YYYY-MM-DD, from the first through the last */
export function windowOfDays(first: string, last: string, calendar: Pick<Calendar, 'timeZone'>): Window {
  const end = Temporal.PlainDate.from(last).add({ days: 1 });
  return { start: midnight(Temporal.PlainDate.from(first), calendar), end: midnight(end, calendar) };
}

/** @returns all quarters that overlap [from, to), oldest first */
export function quartersBetween(from: number, to: number, calendar: Calendar): Quarter[] {
  const quarters: Quarter[] = [];
  for (let at = from; at < to; ) {
    const quarter = quarterAt(at, calendar);
    quarters.push(quarter);
    at = quarter.end;
  }
  return quarters;
}

/** @returns the weeks (Monday to Monday) that begin in a window; one that crosses a quarter's end counts once, where it began */
export function weeksBeginningIn(window: Window, calendar: Calendar): Window[] {
  const first = Temporal.Instant.fromEpochMilliseconds(window.start).toZonedDateTimeISO(calendar.timeZone);
  let monday = first.toPlainDate();
  if (first.dayOfWeek !== 1 || midnight(monday, calendar) < window.start) {
    monday = monday.add({ days: 8 - first.dayOfWeek });
  }
  const weeks: Window[] = [];
  for (let start = midnight(monday, calendar); start < window.end; ) {
    const next = monday.add({ days: 7 });
    const end = midnight(next, calendar);
    weeks.push({ start, end });
    monday = next;
    start = end;
  }
  return weeks;
}

/** @returns when a day (YYYY-MM-DD) begins in an organisation's zone, in milliseconds since the epoch */
export function startOf(day: string, { timeZone }: Pick<Calendar, 'timeZone'>): number {
  return Temporal.PlainDate.from(day).toZonedDateTime({ timeZone }).epochMilliseconds;
}

/** @returns the day (YYYY-MM-DD) of a moment in an organisation's zone */
export function dayOf(at: number, { timeZone }: Pick<Calendar, 'timeZone'>): string {
  return Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(timeZone).toPlainDate().toString();
}

function midnight(date: Temporal.PlainDate, calendar: Pick<Calendar, 'timeZone'>): number {
  return date.toZonedDateTime({ timeZone: calendar.timeZone }).epochMilliseconds;
}
