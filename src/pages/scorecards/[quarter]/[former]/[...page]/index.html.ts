import type { APIRoute, GetStaticPaths } from 'astro';
import { getLibrary, getOrganisation } from '../../../../../views/content.ts';
import { href } from '../../../../../views/paths.ts';
import { redirectPage, teamRedirects } from '../../../../../views/redirects.ts';

export const getStaticPaths = (async () =>
  teamRedirects(await getLibrary(), await getOrganisation()).map(({ quarter, name, page, title, to }) => ({
    params: { quarter, former: name, page },
    props: { page: redirectPage(title, href(to)) },
  }))) satisfies GetStaticPaths;

export const GET: APIRoute = ({ props }) =>
  new Response(props['page'], { headers: { 'content-type': 'text/html; charset=utf-8' } });
