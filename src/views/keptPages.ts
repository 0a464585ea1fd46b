import { existsSync } from 'node:fs';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { PathWithRoute } from 'astro/runtime/prerender/static-paths.js';
import { z } from 'zod';

/** Of Astro's notes on pages with a `cacheKey`, what decides whether a page can be taken. */
const notesSchema = z.looseObject({
  routes: z.record(
    z.string(),
    z.looseObject({
      dependencyHash: z.string(),
      paths: z.record(z.string(), z.looseObject({ cacheKey: z.string(), outputFile: z.string() })),
    }),
  ),
});

/** Pages that Astro keeps from build to build, for a build without Astro. */
export interface KeptPages {
  /** @returns the file of a page that was kept under the key that it has now */
  find(path: PathWithRoute): string | undefined;
  /** Keeps a page once more that was kept under its key. */
  keep(path: PathWithRoute): void;
  /** Keeps a page that has a key. */
  add(path: PathWithRoute, file: string, body: Uint8Array): Promise<void>;
  /** Writes down what is kept, and forgets all other pages. */
  save(): Promise<void>;
}

/** @returns the file that says that a build has begun and not ended */
export const unfinishedBuild = (cache: URL): URL => new URL('begun', cache);

/** @returns what Astro kept; undefined where a build was stopped or nothing was kept */
export async function keptPagesIn(cache: URL): Promise<KeptPages | undefined> {
  const file = new URL('incremental-build.json', cache);
  if (existsSync(unfinishedBuild(cache)) || !existsSync(file)) return undefined;
  const notes = notesSchema.parse(JSON.parse(await readFile(file, 'utf8')));
  const folder = fileURLToPath(new URL('dist/', cache));
  const routes: typeof notes.routes = {};
  const former = ({ route, pathname }: PathWithRoute) => notes.routes[route.component]?.paths[pathname];
  const note = (path: PathWithRoute, page: NonNullable<ReturnType<typeof former>>) => {
    const { component } = path.route;
    // Of a route of which nothing was kept before, Astro's digest is not known: Astro itself renders its pages again.
    const { dependencyHash } = notes.routes[component] ?? { dependencyHash: '' };
    routes[component] ??= { dependencyHash, paths: {} };
    routes[component].paths[path.pathname] = page;
  };
  return {
    find(path) {
      const page = former(path);
      if (page === undefined || page.cacheKey !== path.cacheKey) return undefined;
      const kept = join(folder, page.outputFile);
      return existsSync(kept) ? kept : undefined;
    },
    keep(path) {
      const page = former(path);
      if (page !== undefined) note(path, page);
    },
    async add(path, outputFile, body) {
      const { cacheKey } = path;
      if (cacheKey === undefined) return;
      const kept = join(folder, outputFile);
      await mkdir(dirname(kept), { recursive: true });
      await writeFile(kept, body);
      note(path, { cacheKey, outputFile });
    },
    async save() {
      const files = new Set(filesOf(routes));
      for (const name of filesOf(notes.routes))
        if (!files.has(name)) await rm(join(folder, name), { force: true });
      await writeFile(file, JSON.stringify({ ...notes, routes }));
    },
  };
}

function filesOf(routes: z.infer<typeof notesSchema>['routes']): string[] {
  return Object.values(routes).flatMap(({ paths }) =>
    Object.values(paths).map(({ outputFile }) => outputFile),
  );
}
