import type { APIRoute, GetStaticPaths } from 'astro';
import { getErrata, getLibrary, getReviews } from '../views/content.ts';
import { atomFeed, newsOf } from '../views/feed.ts';
import { addressOf } from '../views/paths.ts';

// A feed needs whole addresses: there is none where the site's address is not known.
export const getStaticPaths = (() =>
  import.meta.env.SITE ? [{ params: { feed: 'feed' } }] : []) satisfies GetStaticPaths;

export const GET: APIRoute = async ({ site }) => {
  const library = await getLibrary();
  const news = newsOf(library, await getReviews(), await getErrata());
  const organisation = library.quarters[0]?.organisation?.organisation ?? 'Plumbline';
  return new Response(atomFeed(news, `${organisation}: scorecards`, addressOf(site)), {
    headers: { 'content-type': 'application/atom+xml; charset=utf-8' },
  });
};
