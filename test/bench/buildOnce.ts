import { build } from 'astro';

/** Builds a site: `node buildOnce.ts ROOT OUT CACHE`. */
const [root = '.', outDir = 'dist', cacheDir = '.cache/site'] = process.argv.slice(2);
await build({ root, outDir, cacheDir, logLevel: 'error' });
