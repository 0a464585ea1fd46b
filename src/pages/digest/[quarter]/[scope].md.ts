import type { APIRoute, GetStaticPaths } from 'astro';
import { getDigest } from '../../../views/content.ts';
import { digestMarkdown } from '../../../views/digest.ts';
import { addressOf } from '../../../views/paths.ts';
import { scorecardPaths } from '../../../views/scorecardPaths.ts';

export const getStaticPaths = (() => scorecardPaths(({ closed }) => closed)) satisfies GetStaticPaths;

export const GET: APIRoute = async ({ props, site }) =>
  new Response(digestMarkdown(await getDigest(props['scorecard'], addressOf(site))), {
    headers: { 'content-type': 'text/markdown; charset=utf-8' },
  });
