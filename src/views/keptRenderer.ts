import { readFile } from 'node:fs/promises';
import { relative } from 'node:path';
import type { PathWithRoute } from 'astro/runtime/prerender/static-paths.js';
import { z } from 'zod';
import { sha256 } from '../facts/sha256.ts';
import { foldersGivenBy, organisationFolders } from '../handbook/organisationFolder.ts';
import { changesIn } from './lastChanges.ts';
import { writtenDigest } from './writtenDigest.ts';

/** The style sheets of a page, as Astro notes them. */
export const pageStylesSchema = z.object({
  key: z.string(),
  styles: z.array(
    z.object({
      depth: z.number(),
      order: z.number(),
      sheet: z.union([
        z.object({ type: z.literal('inline'), content: z.string() }),
        z.object({ type: z.literal('external'), src: z.string() }),
      ]),
    }),
  ),
});

export const scriptSchema = z.object({ stage: z.string(), content: z.string() });

/**
 * What a build keeps of the program that rendered its pages: while nothing but facts changes, the next build renders with
 * it and does not make it again.
 */
export const keptRendererSchema = z.strictObject({
  /** The digest of what the program was made from: `rendererKey`. */
  key: z.string(),
  /** Where the site's pages were while they were rendered: `http://localhost:4321`. */
  origin: z.string(),
  base: z.string(),
  styles: z.array(pageStylesSchema),
  scripts: z.array(scriptSchema),
  /** The paths of all pages, in order. Endpoints are not pages. */
  pages: z.array(z.string()),
});

export type KeptRenderer = z.infer<typeof keptRendererSchema>;

/** @returns where a cache folder keeps the program (`program`), the site's style sheets and scripts (`assets`), its sitemap and the notes */
export function rendererPlaces(cache: URL) {
  const folder = new URL('renderer/', cache);
  const within = (name: string) => new URL(name, folder);
  return {
    folder,
    program: within('program/'),
    assets: within('assets/'),
    sitemap: within('sitemap/'),
    notes: within('renderer.json'),
  };
}

/** @returns what the last build kept; undefined where it kept nothing */
export async function readKeptRenderer(cache: URL): Promise<KeptRenderer | undefined> {
  const text = await readFile(rendererPlaces(cache).notes, 'utf8').catch(() => undefined);
  return text === undefined ? undefined : keptRendererSchema.safeParse(JSON.parse(text)).data;
}

/** @returns a digest of everything that a program which renders pages is made from: all but the facts */
export async function rendererKey(
  root: string,
  env: Readonly<Record<string, string | undefined>>,
): Promise<string> {
  const folders = organisationFolders(foldersGivenBy(env));
  const changes = await changesIn(folders.content);
  const places = [folders.content, folders.organisation].map((folder) => relative(root, folder));
  return sha256(JSON.stringify([places, await writtenDigest({ root, folders, env, changes })]));
}

/** @returns the address at which Astro renders a path */
export function addressOf(
  { pathname, route }: PathWithRoute,
  { origin, base }: Pick<KeptRenderer, 'origin' | 'base'>,
): string {
  const path = `${base.replace(/\/*$/, '')}/${pathname.replace(/^\/|\/$/g, '')}`;
  return new URL(route.type === 'page' ? path.replace(/\/?$/, '/') : path, origin).href;
}

/** @returns the file of a path, below the site's folder */
export function fileOf({ pathname, route }: PathWithRoute): string {
  const path = pathname.replace(/^\/|\/$/g, '');
  if (route.type !== 'page') return path;
  return path === '404' ? '404.html' : `${path}/index.html`.replace(/^\//, '');
}

/** @returns the paths of all pages, in the order in which they are rendered */
export function pagesIn(paths: readonly PathWithRoute[]): string[] {
  return paths.filter(({ route }) => route.type === 'page').map(({ pathname }) => pathname);
}
