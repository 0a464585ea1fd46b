import type { APIRoute, GetStaticPaths } from 'astro';
import { getLibrary } from '../../../../views/content.ts';
import { cardsOf } from '../../../../views/library.ts';

export const getStaticPaths = (async () => {
  const { quarters } = await getLibrary();
  return quarters.flatMap((shelf) =>
    cardsOf(shelf).map((scorecard) => ({
      params: { quarter: shelf.id, scope: scorecard.scope.id },
      props: { scorecard },
    })),
  );
}) satisfies GetStaticPaths;

export const GET: APIRoute = ({ props }) => Response.json(props['scorecard']);
