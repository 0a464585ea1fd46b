import { existsSync } from 'node:fs';
import { copyFile, cp, mkdir, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import {
  type PathWithRoute,
  StaticPaths,
  type StaticPathsApp,
} from 'astro/runtime/prerender/static-paths.js';
import * as pagefind from 'pagefind';
import { z } from 'zod';
import { finishPages } from '../../src/views/finishPages.ts';
import { keptPagesIn, unfinishedBuild } from '../../src/views/keptPages.ts';
import {
  addressOf,
  fileOf,
  type KeptRenderer,
  pagesIn,
  readKeptRenderer,
  rendererKey,
  rendererPlaces,
} from '../../src/views/keptRenderer.ts';
import { beside, putInPlace } from '../../src/views/replaceSite.ts';

/** Astro's application in the program that renders pages. */
interface RenderingApp extends StaticPathsApp {
  setInternals(internals: unknown): void;
  setOptions(options: unknown): void;
  render(request: Request, options: { routeData: PathWithRoute['route'] }): Promise<Response>;
}

const METHODS = ['setInternals', 'setOptions', 'render'] as const satisfies readonly (keyof RenderingApp)[];
const programSchema = z.object({
  app: z.custom<RenderingApp>(
    (app) =>
      app instanceof Object &&
      'manifest' in app &&
      METHODS.every((name) => typeof Reflect.get(app, name) === 'function'),
    `an application with a manifest and ${METHODS.join(', ')}`,
  ),
});

/** The script that Astro puts into each page, by its name in the program. */
const PAGE_SCRIPT = 'astro:scripts/page.js';

/** Where a site is built. */
export interface SitePlaces {
  /** The project's folder. */
  root: string;
  site: URL;
  /** Astro's cache folder. */
  cache: URL;
}

/** How many pages and files were rendered, and how many were taken from an earlier build. */
export interface Rerendered {
  rendered: number;
  kept: number;
}

/**
 * Builds a site with the program that rendered the last one, where nothing but facts changed since: without reading the
 * handbook, without making the program again. The folders are those that the environment of this process names.
 * @returns null where Astro must build: after any other change, for other pages than last time, and after a build that was
 *   stopped
 */
export async function rerenderSite({ root, site, cache }: SitePlaces): Promise<Rerendered | null> {
  const renderer = await readKeptRenderer(cache);
  if (renderer === undefined || renderer.key !== (await rendererKey(root, process.env))) return null;
  const pages = await keptPagesIn(cache);
  if (pages === undefined) return null;
  const app = await appOf(renderer, cache);
  const paths = await new StaticPaths(app).getAll();
  if (JSON.stringify(pagesIn(paths)) !== JSON.stringify(renderer.pages)) return null;

  const previous = beside(site, 'previous');
  if (!existsSync(site) && existsSync(previous)) await rename(previous, site);
  const written = beside(site, 'writing');
  const dir = fileURLToPath(written);
  const { assets, sitemap } = rendererPlaces(cache);
  await rm(dir, { recursive: true, force: true });
  await cp(assets, new URL('_astro/', written), { recursive: true });
  if (existsSync(join(root, 'public'))) await cp(join(root, 'public'), dir, { recursive: true });

  await writeFile(unfinishedBuild(cache), '');
  let kept = 0;
  for (const path of paths) {
    const file = join(dir, fileOf(path));
    await mkdir(dirname(file), { recursive: true });
    const former = pages.find(path);
    if (former === undefined) {
      const body = await bodyOf(app, path, renderer);
      await writeFile(file, body);
      await pages.add(path, fileOf(path), body);
    } else {
      await copyFile(former, file);
      pages.keep(path);
      kept += 1;
    }
  }
  await pages.save();
  await finishPages(dir, renderer.base);
  await makeSearchIndex(dir);
  for (const name of await readdir(sitemap)) await copyFile(new URL(name, sitemap), join(dir, name));
  await putInPlace(written, site);
  await rm(unfinishedBuild(cache));
  return { rendered: paths.length - kept, kept };
}

/** Loads the program and gives it what Astro gives it: the style sheets of each page and the script of all. */
async function appOf({ styles, scripts }: KeptRenderer, cache: URL): Promise<RenderingApp> {
  const { program } = rendererPlaces(cache);
  const entry = (await readdir(program)).find((name) => /^prerender-entry\..*mjs$/.test(name));
  if (entry === undefined) throw new Error(`${fileURLToPath(program)} has no program.`);
  const loaded: unknown = await import(new URL(entry, program).href);
  const { app } = programSchema.parse(loaded);
  app.setInternals({
    pagesByKeys: new Map(styles.map((page) => [page.key, page])),
    entrySpecifierToBundleMap: new Map([[PAGE_SCRIPT, app.manifest.entryModules[PAGE_SCRIPT]]]),
  });
  // Warnings were shown when the program was made.
  const destination = {
    write: ({ level, message }: { level: string; message: string }) => {
      if (level === 'error') console.error(message);
    },
  };
  app.setOptions({ settings: { scripts }, logger: { options: { destination } } });
  return app;
}

async function bodyOf(app: RenderingApp, path: PathWithRoute, renderer: KeptRenderer): Promise<Uint8Array> {
  const response = await app.render(new Request(addressOf(path, renderer)), { routeData: path.route });
  if (response.status !== (path.pathname === '/404' ? 404 : 200))
    throw new Error(`${path.pathname}: rendering ended with ${response.status}`);
  return new Uint8Array(await response.arrayBuffer());
}

/** The same index that Starlight makes. */
async function makeSearchIndex(dir: string): Promise<void> {
  try {
    const { index, errors } = await pagefind.createIndex();
    if (index === undefined) throw new Error(errors.join('\n'));
    for (const { errors } of [
      await index.addDirectory({ path: dir }),
      await index.writeFiles({ outputPath: join(dir, 'pagefind') }),
    ])
      if (errors.length > 0) throw new Error(errors.join('\n'));
  } finally {
    await pagefind.close();
  }
}
