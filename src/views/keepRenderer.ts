import { existsSync } from 'node:fs';
import { cp, glob, mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { AstroIntegration, AstroPrerenderer } from 'astro';
import { z } from 'zod';
import {
  addressOf,
  type KeptRenderer,
  pageStylesSchema,
  pagesIn,
  rendererKey,
  rendererPlaces,
  scriptSchema,
} from './keptRenderer.ts';

/** What Astro's own prerenderer knows of the build: the part that the program is given with it. */
const prerendererSchema = z.object({
  app: z.custom<{ getOptions: () => unknown }>(
    (app) => app instanceof Object && 'getOptions' in app && typeof app.getOptions === 'function',
  ),
});
const optionsSchema = z.object({
  origin: z.string(),
  allPages: z.record(z.string(), pageStylesSchema),
  settings: z.object({ scripts: z.array(scriptSchema) }),
});

/**
 * Keeps the program that rendered the pages in Astro's cache folder, for `rerenderSite`. Nothing is kept of a build during
 * which somebody wrote, or which requests other addresses than `addressOf` says.
 */
export function keepRenderer(): AstroIntegration {
  let started: { key: string; root: string; base: string; cache: URL } | undefined;
  let found: Found | undefined;
  return {
    name: 'plumbline-keep-renderer',
    hooks: {
      'astro:config:setup': async ({ command, config }) => {
        if (command !== 'build') return;
        const root = fileURLToPath(config.root);
        await rm(rendererPlaces(config.cacheDir).folder, { recursive: true, force: true });
        const key = await rendererKey(root, process.env);
        started = { key, root, base: config.base, cache: config.cacheDir };
      },
      'astro:build:start': ({ setPrerenderer }) => {
        const base = started?.base ?? '/';
        setPrerenderer((standard) =>
          observed(standard, base, (observedNow) => {
            found = observedNow;
          }),
        );
      },
      // The program is removed when all pages are rendered. That of a site outside of the project lies elsewhere.
      'astro:build:generated': async ({ dir }) => {
        const made = new URL('.prerender/', dir);
        if (!existsSync(made)) found = undefined;
        if (started === undefined || found === undefined) return;
        const { program, assets } = rendererPlaces(started.cache);
        await cp(made, program, { recursive: true });
        await cp(new URL('_astro/', dir), assets, { recursive: true });
      },
      'astro:build:done': async ({ dir }) => {
        if (started === undefined || found === undefined) return;
        const { key, root, base, cache } = started;
        if ((await rendererKey(root, process.env)) !== key) return;
        const { sitemap, notes } = rendererPlaces(cache);
        await mkdir(sitemap, { recursive: true });
        for await (const name of glob('sitemap-*.xml', { cwd: dir }))
          await cp(new URL(name, dir), join(fileURLToPath(sitemap), name));
        const kept: KeptRenderer = { key, base, ...found };
        await writeFile(notes, JSON.stringify(kept));
      },
    },
  };
}

type Found = Omit<KeptRenderer, 'key' | 'base'>;

/** Astro's own prerenderer. Tells what the program needs to render without Astro, or that it renders at other addresses. */
function observed(
  standard: AstroPrerenderer,
  base: string,
  report: (found: Found | undefined) => void,
): AstroPrerenderer {
  let addresses = new Set<string>();
  return {
    name: standard.name,
    setup: async () => {
      await standard.setup?.();
    },
    getStaticPaths: async () => {
      const all = await standard.getStaticPaths();
      const { origin, allPages, settings } = optionsSchema.parse(
        prerendererSchema.parse(standard).app.getOptions(),
      );
      addresses = new Set(all.map((path) => addressOf(path, { origin, base })));
      report({ origin, styles: Object.values(allPages), scripts: settings.scripts, pages: pagesIn(all) });
      return all;
    },
    render: (request, options) => {
      if (!addresses.has(request.url)) report(undefined);
      return standard.render(request, options);
    },
    teardown: async () => {
      await standard.teardown?.();
    },
  };
}
