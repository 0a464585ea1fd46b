import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';

/** A package that Plumbline uses, as package-lock.json lists it. */
export interface Package {
  name: string;
  version: string;
  /** An SPDX expression; null when the package states none. */
  licence: string | null;
  /** Its folder, below the project's. */
  place: string;
}

/** Packages under one licence. */
export interface Licence {
  licence: string | null;
  /** The licence's text with its copyright lines, by paragraph; empty where no package comes with one. */
  text: readonly string[];
  packages: readonly Package[];
}

const lockfileSchema = z.object({
  packages: z.record(
    z.string(),
    z.object({
      version: z.string().optional(),
      license: z.string().optional(),
      dev: z.boolean().default(false),
      dependencies: z.record(z.string(), z.string()).default({}),
    }),
  ),
});

type Lockfile = z.infer<typeof lockfileSchema>;

/**
 * Packages that put something of their own into the pages; what they depend on builds the site, but does not reach it.
 */
const SHIPPED = ['@astrojs/starlight', 'astro'];

/** Packages that reach the browser together with what they depend on. */
const BUNDLED = [
  '@fontsource-variable/source-serif-4',
  '@stdlib/stats-base-dists-beta-quantile',
  '@stdlib/stats-base-dists-binomial-cdf',
  '@stdlib/stats-base-dists-gamma-quantile',
  '@stdlib/stats-base-dists-normal-quantile',
  'memoize',
  'minisearch',
  'pagefind',
  'vega',
  'vega-embed',
  'vega-interpreter',
  'zod',
];

/**
 * Divides the packages of a lockfile, without those that only development uses, into those of which the site's pages may
 * hold a part and those that only build them.
 * @throws Error when a package that the pages are known to hold is not in the lockfile
 */
export function packagesIn(lockfile: string): { shipped: Package[]; building: Package[] } {
  const { packages } = lockfileSchema.parse(JSON.parse(lockfile));
  const shipped = new Set(SHIPPED.map((name) => placeOf(name, packages)));
  for (const name of BUNDLED) addWithDependencies(placeOf(name, packages), packages, shipped);
  const all = Object.entries(packages)
    .filter(([place, { dev }]) => place !== '' && !dev)
    .map(([place, { version = '', license = null }]) => ({
      name: place.slice(place.lastIndexOf('node_modules/') + 'node_modules/'.length),
      version,
      licence: license,
      place,
    }))
    .sort((a, b) => a.name.localeCompare(b.name, 'en') || a.version.localeCompare(b.version, 'en'));
  return {
    shipped: all.filter(({ place }) => shipped.has(place)),
    building: all.filter(({ place }) => !shipped.has(place)),
  };
}

/** @returns the packages by licence, the most frequent first; without texts */
export function byLicence(packages: readonly Package[]): Licence[] {
  return [...Map.groupBy(packages, ({ licence }) => licence)]
    .map(([licence, under]) => ({ licence, text: [], packages: under }))
    .sort((a, b) => b.packages.length - a.packages.length);
}

/** @returns the packages by the text of their licence, which is read from their folders below `root` */
export async function byText(packages: readonly Package[], root: string): Promise<Licence[]> {
  const withText = await Promise.all(
    packages.map(async (one) => ({ one, text: await textOf(join(root, one.place)) })),
  );
  return [...Map.groupBy(withText, ({ one, text }) => `${one.licence}\n${text.join('\n')}`).values()]
    .map((group) => ({
      licence: group[0]?.one.licence ?? null,
      text: group[0]?.text ?? [],
      packages: group.map(({ one }) => one),
    }))
    .sort((a, b) => b.packages.length - a.packages.length);
}

async function textOf(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true });
  const name = entries
    .filter((entry) => entry.isFile() && /^(un)?licen[cs]e(-\w+)?(\.(md|txt))?$/i.test(entry.name))
    .map((entry) => entry.name)
    .sort()[0];
  if (name === undefined) return [];
  const text = await readFile(join(folder, name), 'utf8');
  return text
    .split(/\r?\n[ \t]*\r?\n/)
    .map((paragraph) => paragraph.trim().replaceAll(/\s+/g, ' '))
    .filter((paragraph) => paragraph !== '');
}

function addWithDependencies(place: string, packages: Lockfile['packages'], found: Set<string>): void {
  if (found.has(place)) return;
  found.add(place);
  for (const name of Object.keys(packages[place]?.dependencies ?? {}))
    addWithDependencies(placeOf(name, packages, place), packages, found);
}

/** Where Node finds a package: in the folder of the one that uses it, or around that. */
function placeOf(name: string, packages: Lockfile['packages'], user = ''): string {
  const place = `${user === '' ? '' : `${user}/`}node_modules/${name}`;
  if (place in packages) return place;
  if (user === '') throw new Error(`package-lock.json does not list ${name}`);
  return placeOf(name, packages, user.slice(0, Math.max(0, user.lastIndexOf('/node_modules/'))));
}
