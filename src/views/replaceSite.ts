import { existsSync } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import type { AstroIntegration } from 'astro';

/**
 * A build replaces the former site as a whole: it writes in a folder beside it, and takes its place when it is done. A
 * build that fails or is killed leaves the former site, if need be as `dist.previous`, which the next one puts back.
 */
export function replaceSite(): AstroIntegration {
  let site: URL | undefined;
  return {
    name: 'plumbline-replace-site',
    hooks: {
      'astro:config:setup': async ({ command, config, updateConfig }) => {
        if (command !== 'build') return;
        site = config.outDir;
        const previous = beside(site, 'previous');
        if (!existsSync(site) && existsSync(previous)) await rename(previous, site);
        updateConfig({ outDir: beside(site, 'writing') });
      },
      'astro:build:done': async ({ dir }) => {
        if (site === undefined) return;
        await putInPlace(dir, site);
      },
    },
  };
}

/** Replaces a site, as a whole, by what was written in a folder beside it. */
export async function putInPlace(written: URL, site: URL): Promise<void> {
  const previous = beside(site, 'previous');
  await rm(previous, { recursive: true, force: true });
  if (existsSync(site)) await rename(site, previous);
  await rename(written, site);
  await rm(previous, { recursive: true, force: true });
}

/** @returns `…/dist.previous/` of `…/dist/` */
export function beside({ href }: URL, suffix: string): URL {
  return new URL(href.replace(/\/?$/, `.${suffix}/`));
}
