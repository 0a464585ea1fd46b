import type { APIRoute, GetStaticPaths } from 'astro';
import { getHandbook } from '../../../views/content.ts';
import { href } from '../../../views/paths.ts';
import { metricRedirects, redirectPage } from '../../../views/redirects.ts';

export const getStaticPaths = (async () =>
  metricRedirects(await getHandbook()).map(({ name, title, to }) => ({
    params: { name },
    props: { page: redirectPage(title, href(to)) },
  }))) satisfies GetStaticPaths;

export const GET: APIRoute = ({ props }) =>
  new Response(props['page'], { headers: { 'content-type': 'text/html; charset=utf-8' } });
