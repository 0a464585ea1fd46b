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
