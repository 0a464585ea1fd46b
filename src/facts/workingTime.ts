import { bisectRight } from 'd3-array';
import memoize from 'memoize';
import { Temporal } from 'temporal-polyfill';
import { publicHolidays } from './holidays.ts';
import { numberAt } from './numberAt.ts';
import type { Window } from './quarter.ts';
import { type Weekday, weekdays } from './weekdays.ts';

/** When people work. */
export interface WorkingHours {
  /** IANA time zone. */
  timeZone: string;
  days: readonly Weekday[];
  /** Times of the day as `HH:MM`; `24:00` is the end of the day. */
  from: string;
  to: string;
  /** One of `holidayRegions`; null when holidays are worked through. */
  holidays: string | null;
}

/** The time between two moments, in milliseconds; negative where the first is the later one. */
export type TimeBetween = (from: number, to: number) => number;

/** @returns all of the time between two moments, in milliseconds */
export function elapsed(from: number, to: number): number {
  return to - from;
}

/**
 * @returns how to count the time between two moments in which people work. Parts add up to the whole, and none is longer
 * than the calendar says: where clocks are set forward in working hours, that day has an hour less.
 */
export const workingTime = memoize(
  (hours: WorkingHours): TimeBetween => {
    const yearOf = memoize((year: number) => workedIn(year, hours));
    const before = (at: number): number => workedBefore(yearOf(new Date(at).getUTCFullYear()), at);
    const between = (from: number, to: number): number => {
      let worked = before(to) - before(from);
      const last = new Date(to).getUTCFullYear();
      for (let year = new Date(from).getUTCFullYear(); year < last; year += 1) worked += yearOf(year).total;
      return worked;
    };
    return (from, to) => (from <= to ? between(from, to) : 0 - between(to, from));
  },
  { cacheKey: JSON.stringify },
);

/** The times of one year (UTC) in which people work, in order. */
interface WorkedYear {
  times: readonly Window[];
  starts: readonly number[];
  /** Milliseconds worked in the year before each of them. */
  sums: readonly number[];
  total: number;
}

function workedBefore({ times, starts, sums }: WorkedYear, at: number): number {
  const place = bisectRight(starts, at) - 1;
  const time = times[place];
  return time === undefined ? 0 : numberAt(sums, place) + Math.min(at, time.end) - time.start;
}

function workedIn(year: number, hours: WorkingHours): WorkedYear {
  const whole = { start: Date.UTC(year, 0), end: Date.UTC(year + 1, 0) };
  const { holidays, timeZone } = hours;
  // A holiday may last longer than a day.
  const free =
    holidays === null
      ? []
      : [year - 1, year, year + 1].flatMap((each) => publicHolidays(holidays, each, timeZone));
  const times = free
    .reduce(without, shiftsIn(year, hours))
    .flatMap(({ start, end }) => spanOf(Math.max(start, whole.start), Math.min(end, whole.end)));
  const sums: number[] = [];
  let total = 0;
  for (const { start, end } of times) {
    sums.push(total);
    total += end - start;
  }
  return { times, starts: times.map(({ start }) => start), sums, total };
}

/** The working hours of each day that begins in a year, in any zone. */
function shiftsIn(year: number, { timeZone, days, from, to }: WorkingHours): Window[] {
  const shifts: Window[] = [];
  const last = Temporal.PlainDate.from({ year: year + 1, month: 1, day: 1 });
  for (
    let day = Temporal.PlainDate.from({ year: year - 1, month: 12, day: 31 });
    Temporal.PlainDate.compare(day, last) <= 0;
    day = day.add({ days: 1 })
  ) {
    const name = weekdays[day.dayOfWeek - 1];
    if (name !== undefined && days.includes(name))
      shifts.push(...spanOf(moment(day, from, timeZone), moment(day, to, timeZone)));
  }
  return shifts;
}

function moment(day: Temporal.PlainDate, time: string, timeZone: string): number {
  const [date, plainTime] = time === '24:00' ? [day.add({ days: 1 }), '00:00'] : [day, time];
  return date.toZonedDateTime({ timeZone, plainTime }).epochMilliseconds;
}

function without(times: readonly Window[], free: Window): Window[] {
  return times.flatMap((time) =>
    time.end <= free.start || time.start >= free.end
      ? [time]
      : [
          ...spanOf(time.start, Math.min(time.end, free.start)),
          ...spanOf(Math.max(time.start, free.end), time.end),
        ],
  );
}

function spanOf(start: number, end: number): Window[] {
  return start < end ? [{ start, end }] : [];
}
