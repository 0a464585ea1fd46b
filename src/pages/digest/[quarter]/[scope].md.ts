import type { APIRoute, GetStaticPaths } from 'astro';
import { closedScorecards } from '../../../views/closedScorecards.ts';
import { getDigest } from '../../../views/content.ts';
import { digestMarkdown } from '../../../views/digest.ts';
import { addressOf } from '../../../views/paths.ts';

export const getStaticPaths = closedScorecards satisfies GetStaticPaths;

export const GET: APIRoute = async ({ props, site }) =>
  new Response(digestMarkdown(await getDigest(props['scorecard'], addressOf(site))), {
    headers: { 'content-type': 'text/markdown; charset=utf-8' },
  });
