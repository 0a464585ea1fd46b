import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'astro';
import { rerenderSite } from '../../scripts/lib/rerenderSite.ts';

/** Builds a site as `npm run build` does, without printing: `node buildOnce.ts ROOT OUT CACHE`. */
const [root = '.', outDir = 'dist', cacheDir = '.cache/site'] = process.argv.slice(2);
const folder = (path: string) => pathToFileURL(`${resolve(root, path)}/`);
const done = await rerenderSite({ root: resolve(root), site: folder(outDir), cache: folder(cacheDir) });
if (done === null) await build({ root, outDir, cacheDir, logLevel: 'error' });
