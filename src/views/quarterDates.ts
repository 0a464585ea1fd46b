import { type Calendar, quartersBetween } from '../facts/quarter.ts';
import { DAY } from '../facts/time.ts';
import type { Scorecard } from '../scorecard/schema.ts';
import { isoDay } from './words.ts';

/** What is done on a day after a quarter has ended. */
export interface QuarterDate {
  /** YYYY-MM-DD. */
  at: string;
  what: string;
}

/** Days after the quarter's end, as the chapter “The maintainer’s year” has them. */
const ROUTINE = [
  { after: 0, what: (id: string) => `${id} has ended: ask each lead what changed hands, and renew the KPIs` },
  { after: 6, what: (id: string) => `Score and check ${id}, and tell the leads` },
  { after: 13, what: (id: string) => `The reviews of ${id} are due` },
  { after: 20, what: (id: string) => `Seal ${id} and publish it` },
] as const;

/** The days on which the routine of a quarter falls, from the day after its end. */
export function quarterDates(
  { id, end }: Pick<Scorecard['quarter'], 'id' | 'end'>,
  timeZone: string,
): QuarterDate[] {
  const first = Date.parse(isoDay(end, timeZone));
  return ROUTINE.map(({ after, what }) => ({
    at: new Date(first + after * DAY).toISOString().slice(0, 10),
    what: what(id),
  }));
}

/** Enough for four periods of any kind. */
const AHEAD = 4 * 190 * DAY;

/** @returns the days of the routine after the quarter that began at a moment and the three that follow it */
export function datesAhead(from: number, calendar: Calendar): (QuarterDate & { id: string })[] {
  return quartersBetween(from, from + AHEAD, calendar)
    .slice(0, 4)
    .flatMap(({ id, end }) =>
      quarterDates({ id, end: new Date(end).toISOString() }, calendar.timeZone).map((date) => ({
        id,
        ...date,
      })),
    );
}
