import type { APIRoute } from 'astro';
import { inPeriods, periodName } from '../../../facts/periodWords.ts';
import { getLibrary } from '../../../views/content.ts';
import { latestClosed } from '../../../views/library.ts';
import { href, paths } from '../../../views/paths.ts';
import { redirectPage } from '../../../views/redirects.ts';

/** The latest closed quarter; the list of quarters while there is none. */
export const GET: APIRoute = async () => {
  const shelf = latestClosed(await getLibrary());
  const page = shelf
    ? redirectPage(`${inPeriods('Quarter', periodName(shelf.id))} ${shelf.id}`, href(paths.quarter(shelf.id)))
    : redirectPage('Scorecards', href(paths.scorecards));
  return new Response(page, { headers: { 'content-type': 'text/html; charset=utf-8' } });
};
