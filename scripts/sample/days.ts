import { Temporal } from 'temporal-polyfill';
import { DAY } from '../../src/facts/time.ts';

/** A local calendar day. */
export interface Day {
  /** Days since the first one of the calendar. */
  index: number;
  /** Local midnight, in milliseconds since the epoch. */
  start: number;
  /** 1 (Monday) to 7 (Sunday). */
  weekday: number;
  /** Month and day, `12-25`. */
  date: string;
  /** A weekend or a public holiday. */
  free: boolean;
}

const PUBLIC_HOLIDAYS = ['01-01', '04-27', '12-25', '12-26'];

/** The local days of a span of time. */
export class Days {
  readonly all: readonly Day[];

  constructor(timeZone: string, from: number, to: number) {
    const all: Day[] = [];
    let date = Temporal.Instant.fromEpochMilliseconds(from).toZonedDateTimeISO(timeZone).toPlainDate();
    for (;;) {
      const start = date.toZonedDateTime({ timeZone }).epochMilliseconds;
      if (start >= to) break;
      const monthAndDay = date.toString().slice(5);
      all.push({
        index: all.length,
        start,
        weekday: date.dayOfWeek,
        date: monthAndDay,
        free: date.dayOfWeek > 5 || PUBLIC_HOLIDAYS.includes(monthAndDay),
      });
      date = date.add({ days: 1 });
    }
    this.all = all;
  }

  /** @returns the day of a moment; undefined outside the span */
  at(at: number): Day | undefined {
    const first = this.all[0];
    if (first === undefined || at < first.start) return undefined;
    // Days of 23 and 25 hours shift the estimate by one at most.
    const estimate = Math.floor((at - first.start) / DAY);
    return [this.all[estimate + 1], this.all[estimate], this.all[estimate - 1]].find(
      (day) => day !== undefined && day.start <= at,
    );
  }
}
