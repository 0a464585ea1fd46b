import type { APIRoute } from 'astro';
import ical from 'ical-generator';
import { quartersBetween } from '../facts/quarter.ts';
import { DAY } from '../facts/time.ts';
import { getLibrary, getOrganisation } from '../views/content.ts';
import { addressOf, paths } from '../views/paths.ts';
import { quarterDates } from '../views/quarterDates.ts';

/** The days of the routine after the newest quarter and the three that follow it. */
const AHEAD = 300 * DAY;

export const GET: APIRoute = async ({ site }) => {
  const [library, organisation] = await Promise.all([getLibrary(), getOrganisation()]);
  const calendar = ical({ name: `${organisation.name}: scorecards` });
  const [newest] = library.quarters;
  const url = addressOf(site)(paths.chapter('the-maintainers-year'));
  if (newest !== undefined) {
    const from = Date.parse(newest.start);
    for (const { id, end } of quartersBetween(from, from + AHEAD, organisation))
      for (const { at, what } of quarterDates(
        { id, end: new Date(end).toISOString() },
        organisation.timeZone,
      ))
        calendar.createEvent({
          id: `${id}-${at}@plumbline`,
          start: new Date(at),
          allDay: true,
          stamp: new Date(newest.start),
          summary: what,
          ...(site ? { url } : {}),
        });
  }
  return new Response(calendar.toString(), { headers: { 'content-type': 'text/calendar; charset=utf-8' } });
};
