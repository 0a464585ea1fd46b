import type { APIRoute } from 'astro';
import ical from 'ical-generator';
import { getLibrary, getOrganisation } from '../views/content.ts';
import { addressOf, paths } from '../views/paths.ts';
import { datesAhead } from '../views/quarterDates.ts';

export const GET: APIRoute = async ({ site }) => {
  const [library, organisation] = await Promise.all([getLibrary(), getOrganisation()]);
  const calendar = ical({ name: `${organisation.name}: scorecards` });
  const [newest] = library.quarters;
  const url = addressOf(site)(paths.chapter('the-maintainers-year'));
  if (newest !== undefined) {
    for (const { id, at, what } of datesAhead(Date.parse(newest.start), organisation))
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
