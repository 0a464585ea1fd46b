import type { APIRoute, GetStaticPaths } from 'astro';
import { getLibrary, getOutline, getPageKey, getQuarterEvidence } from '../../../../../views/content.ts';

export const getStaticPaths = (async () => {
  const { quarters } = await getLibrary();
  const paths = [];
  for (const { id: quarter } of quarters) {
    const key = await getPageKey(quarter);
    const { files } = await getOutline(quarter);
    for (const [scope, names] of Object.entries(files))
      for (const file of names) paths.push({ params: { quarter, scope, file }, ...key });
  }
  return paths;
}) satisfies GetStaticPaths;

// A host that does not compress would send a large organisation's evidence at six times its size.
export const GET: APIRoute = async ({ params: { quarter = '', scope = '', file = '' } }) => {
  const bytes = (await getQuarterEvidence(quarter)).files.get(scope)?.get(file);
  if (bytes === undefined) throw new RangeError(`no file ${file} of ${scope} in ${quarter}`);
  return new Response(new Uint8Array(bytes), { headers: { 'content-type': 'application/gzip' } });
};
