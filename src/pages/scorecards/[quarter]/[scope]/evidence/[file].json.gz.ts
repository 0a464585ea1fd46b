import { gzipSync } from 'node:zlib';
import type { APIRoute, GetStaticPaths } from 'astro';
import { getEvidence, getLibrary } from '../../../../../views/content.ts';
import { evidencePages } from '../../../../../views/evidence/pages.ts';
import { cardsOf } from '../../../../../views/library.ts';

export const getStaticPaths = (async () => {
  const { quarters } = await getLibrary();
  const paths = [];
  for (const shelf of quarters) {
    const evidence = await getEvidence(shelf.id);
    for (const { scope, metrics } of cardsOf(shelf)) {
      const own = evidence.find((each) => each.scope === scope.id);
      for (const { name, content } of own ? evidencePages(own, metrics) : [])
        paths.push({
          params: { quarter: shelf.id, scope: scope.id, file: name },
          props: { bytes: new Uint8Array(gzipSync(JSON.stringify(content), { level: 9 })) },
        });
    }
  }
  return paths;
}) satisfies GetStaticPaths;

// A host that does not compress would send a large organisation's evidence at six times its size.
export const GET: APIRoute = ({ props }) =>
  new Response(props['bytes'], { headers: { 'content-type': 'application/gzip' } });
