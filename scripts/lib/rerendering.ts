import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { rerenderSite } from './rerenderSite.ts';

/**
 * Builds a site without Astro where that is possible, in a process of its own: `node rerendering.ts ROOT OUT CACHE`. Exit
 * code 3 means that Astro must build. It reports what is wrong with the content or the facts, too.
 */
const [root = '.', out = 'dist', cache = '.cache/site'] = process.argv.slice(2);
const folder = (path: string) => pathToFileURL(`${resolve(root, path)}/`);
try {
  const done = await rerenderSite({ root, site: folder(out), cache: folder(cache) });
  if (done === null) process.exitCode = 3;
  else
    console.log(
      `Only facts changed since the last build: ${done.rendered} pages and files rendered, ${done.kept} kept.`,
    );
} catch (error) {
  console.error(`The site is built from the start: ${error instanceof Error ? error.message : error}`);
  process.exitCode = 3;
}
