import { existsSync } from 'node:fs';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import type { AstroIntegration } from 'astro';
import { unfinishedBuild } from './keptPages.ts';

/**
 * Pages with a `cacheKey` are kept in Astro's cache folder from build to build. What a build that failed or was killed
 * left there is forgotten: its pages may have replaced others under whose key they would be taken. Content is read
 * again each time, since Astro would take an entry with the same text from a build of other folders.
 */
export function keepPages(): AstroIntegration {
  let unfinished: URL | undefined;
  return {
    name: 'plumbline-keep-pages',
    hooks: {
      'astro:config:setup': async ({ command, config }) => {
        if (command !== 'build') return;
        unfinished = unfinishedBuild(config.cacheDir);
        const forgotten = [
          'data-store.json',
          ...(existsSync(unfinished) ? ['incremental-build.json', 'dist'] : []),
        ];
        for (const name of forgotten)
          await rm(new URL(name, config.cacheDir), { recursive: true, force: true });
        await mkdir(config.cacheDir, { recursive: true });
        await writeFile(unfinished, '');
      },
      'astro:build:done': async () => {
        if (unfinished !== undefined) await rm(unfinished);
      },
    },
  };
}
