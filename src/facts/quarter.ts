import { Temporal } from 'temporal-polyfill';

/** How an organisation cuts time: quarter and week edges fall at midnight in its zone. */
export interface Calendar {
  /** IANA time zone. */
  timeZone: string;
  /** Month (1–12) in which the fiscal year starts. */
  fiscalYearStart: number;
}

/** A half-open span of time [start, end), in milliseconds since the epoch. */
export interface Window {
  start: number;
  end: number;
}

/** One quarter of a fiscal year. `id` is `2026-Q1`, or `FY2026-Q1` when the fiscal year does not start in January. */
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

/** @returns the quarter that holds a moment; a fiscal year is named after the calendar year in which it ends */
export function quarterAt(at: number, calendar: Calendar): Quarter {
  const date = Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(calendar.timeZone);
  const monthsIn = (date.month - calendar.fiscalYearStart + 12) % 12;
  const first = date
    .toPlainDate()
    .with({ day: 1 })
    .subtract({ months: monthsIn % 3 });
  const yearStart = date.toPlainDate().with({ day: 1 }).subtract({ months: monthsIn });
  const number = Math.floor(monthsIn / 3) + 1;
  const id =
    calendar.fiscalYearStart === 1 ? `${yearStart.year}-Q${number}` : `FY${yearStart.year + 1}-Q${number}`;
  return { id, start: midnight(first, calendar), end: midnight(first.add({ months: 3 }), calendar) };
}

/** @returns the quarter of an id such as `2026-Q1`; null for a name of the other kind, `FY2026-Q1` where years are calendar years */
export function quarterOf(id: string, calendar: Calendar): Quarter | null {
  const { fiscal, year, number } = /^(?<fiscal>FY)?(?<year>\d{4})-Q(?<number>[1-4])$/.exec(id)?.groups ?? {};
  const isFiscal = calendar.fiscalYearStart !== 1;
  if (year === undefined || number === undefined || (fiscal !== undefined) !== isFiscal) return null;
  const yearStart = Temporal.PlainDate.from({
    year: isFiscal ? Number(year) - 1 : Number(year),
    month: calendar.fiscalYearStart,
    day: 1,
  });
  const first = yearStart.add({ months: 3 * (Number(number) - 1) });
  return { id, start: midnight(first, calendar), end: midnight(first.add({ months: 3 }), calendar) };
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
