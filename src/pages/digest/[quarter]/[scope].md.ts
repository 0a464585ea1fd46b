import type { APIRoute, GetStaticPaths } from 'astro';
import { getDigest, getLibrary } from '../../../views/content.ts';
import { digestMarkdown } from '../../../views/digest.ts';
import { cardsOf } from '../../../views/library.ts';
import { addressOf } from '../../../views/paths.ts';

export const getStaticPaths = (async () => {
  const { quarters } = await getLibrary();
  return quarters
    .filter(({ closed }) => closed)
    .flatMap((shelf) =>
      cardsOf(shelf).map((scorecard) => ({
        params: { quarter: shelf.id, scope: scorecard.scope.id },
        props: { scorecard },
      })),
    );
}) satisfies GetStaticPaths;

export const GET: APIRoute = async ({ props, site }) =>
  new Response(digestMarkdown(await getDigest(props['scorecard'], addressOf(site))), {
    headers: { 'content-type': 'text/markdown; charset=utf-8' },
  });
