import type { APIRoute, GetStaticPaths } from 'astro';
import { getLibrary, getOrganisation } from '../../../views/content.ts';
import { href } from '../../../views/paths.ts';
import { newestRedirects, redirectPage } from '../../../views/redirects.ts';

export const getStaticPaths = (async () =>
  newestRedirects(await getLibrary(), await getOrganisation()).map(({ name, title, to }) => ({
    params: { team: name },
    props: { page: redirectPage(title, href(to)) },
  }))) satisfies GetStaticPaths;

export const GET: APIRoute = ({ props }) =>
  new Response(props['page'], { headers: { 'content-type': 'text/html; charset=utf-8' } });
