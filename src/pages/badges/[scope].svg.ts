import type { APIRoute, GetStaticPaths } from 'astro';
import { badgeSvg } from '../../views/badge.ts';
import { getLibrary } from '../../views/content.ts';
import { cardsOf, latestClosed } from '../../views/library.ts';
import { countsOf } from '../../views/tally.ts';

export const getStaticPaths = (async () => {
  const library = await getLibrary();
  const shelf = latestClosed(library);
  return (shelf ? cardsOf(shelf) : []).map((card) => ({
    params: { scope: card.scope.id },
    props: { badge: badgeSvg(card.quarter.id, countsOf(library, [card])) },
  }));
}) satisfies GetStaticPaths;

export const GET: APIRoute = ({ props }) =>
  new Response(props['badge'], { headers: { 'content-type': 'image/svg+xml' } });
