import type { APIRoute, GetStaticPaths } from 'astro';
import { getDigest } from '../../../views/content.ts';
import { digestHtml } from '../../../views/digest.ts';
import { addressOf } from '../../../views/paths.ts';
import { scorecardPaths } from '../../../views/scorecardPaths.ts';

export const getStaticPaths = (() => scorecardPaths(({ closed }) => closed)) satisfies GetStaticPaths;

export const GET: APIRoute = async ({ props, site }) =>
  new Response(digestHtml(await getDigest(props['scorecard'], addressOf(site))), {
    headers: { 'content-type': 'text/html; charset=utf-8' },
  });
