import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { z } from 'zod';

const packageSchema = z.object({
  dependencies: z.record(z.string(), z.string()).default({}),
  devDependencies: z.record(z.string(), z.string()).default({}),
  optionalDependencies: z.record(z.string(), z.string()).default({}),
});

type Package = z.infer<typeof packageSchema>;

const root = join(import.meta.dirname, '../..');

test('npm ci can install: the lockfile holds each dependency, those of other platforms included', async () => {
  const lockfile = z
    .object({ packages: z.record(z.string(), packageSchema) })
    .parse(JSON.parse(await readFile(join(root, 'package-lock.json'), 'utf8')));
  expect(missingFrom(lockfile.packages)).toEqual([]);
});

/**
 * Programs for other platforms: the registry from which the lockfile was made did not have them, so npm could note no
 * digest of them. npm installs them on those platforms alone, by their exact version.
 */
const OF_OTHER_PLATFORMS =
  /^node_modules\/(?:@astrojs\/compiler-binding|@biomejs\/cli|@duckdb\/node-bindings|@pagefind\/)/;

/** One name or several. */
const namesSchema = z.union([z.string().transform((name) => [name]), z.array(z.string())]);

const lockedSchema = z.object({
  integrity: z.string().optional(),
  resolved: z.string().optional(),
  link: z.boolean().optional(),
  optional: z.boolean().optional(),
  hasInstallScript: z.boolean().optional(),
  os: namesSchema.optional(),
  cpu: namesSchema.optional(),
  libc: namesSchema.optional(),
});

/** What npm would install without comparing it with a digest, or from elsewhere than the registry. */
function unverified(packages: Record<string, z.infer<typeof lockedSchema>>): string[] {
  return Object.entries(packages)
    .filter(([place]) => place !== '')
    .filter(([place, { integrity, resolved, link, optional, os, cpu, libc }]) => {
      if (link === true || (resolved !== undefined && !resolved.startsWith('https://registry.npmjs.org/')))
        return true;
      if (integrity !== undefined) return !/^sha512-[A-Za-z0-9+/]{86}==$/.test(integrity);
      const isLinuxX64 =
        (os ?? []).includes('linux') && (cpu ?? []).includes('x64') && !(libc ?? []).includes('musl');
      return !(optional === true && !isLinuxX64 && OF_OTHER_PLATFORMS.test(place));
    })
    .map(([place]) => place);
}

const locked = async () =>
  z
    .object({ packages: z.record(z.string(), lockedSchema) })
    .parse(JSON.parse(await readFile(join(root, 'package-lock.json'), 'utf8'))).packages;

test('whatever npm installs is compared with a digest, but for programs of other platforms', async () => {
  expect(unverified(await locked())).toEqual([]);
});

test('no other package than esbuild would run code while it is installed', async () => {
  const running = Object.entries(await locked()).filter(([, { hasInstallScript }]) => hasInstallScript);
  expect(running.map(([place]) => place)).toEqual(['node_modules/esbuild']);
});

test.each([
  ['without a digest', {}],
  ['with a weak digest', { integrity: 'sha1-abc' }],
  [
    'from another place',
    { integrity: `sha512-${'A'.repeat(86)}==`, resolved: 'git+ssh://git@example.org/a' },
  ],
  ['from a folder', { link: true }],
])('a package %s is found', (_, entry) => {
  expect(unverified({ 'node_modules/a': entry })).toEqual(['node_modules/a']);
});

test('a dependency that is missing is found', () => {
  const none = packageSchema.parse({});
  const packages = {
    '': packageSchema.parse({ dependencies: { a: '1.0.0' } }),
    'node_modules/a': packageSchema.parse({ optionalDependencies: { 'a-linux': '1', 'a-plan9': '1' } }),
    'node_modules/a/node_modules/a-linux': none,
  };
  expect(missingFrom(packages)).toEqual(['a-plan9 of node_modules/a']);
});

/** @returns dependencies without a place from which Node would resolve them */
function missingFrom(packages: Record<string, Package>): string[] {
  return Object.entries(packages).flatMap(
    ([place, { dependencies, devDependencies, optionalDependencies }]) =>
      Object.keys({ ...dependencies, ...(place === '' ? devDependencies : {}), ...optionalDependencies })
        .filter((name) => !foldersFrom(place).some((folder) => `${folder}node_modules/${name}` in packages))
        .map((name) => `${name} of ${place || 'this project'}`),
  );
}

/** @returns the folder of a package and those around it, each with a slash at its end */
function foldersFrom(place: string): string[] {
  if (place === '') return [''];
  const around = place.lastIndexOf('node_modules/');
  return [`${place}/`, ...foldersFrom(place.slice(0, around).replace(/\/$/, ''))];
}
