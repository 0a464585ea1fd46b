import { readdir } from 'node:fs/promises';
import { basename, dirname, join, relative, sep } from 'node:path';
import { expect, test } from 'vitest';

const root = join(import.meta.dirname, '../..');

/** Why a name may occur in several folders. Every file that has the name must be of one of the places. */
const REASONS: readonly { names: RegExp; places: RegExp; because: string }[] = [
  {
    names: /^(?:index\.astro|index\.html\.ts|\[id\]\.astro)$/,
    places: /^src\/pages\//,
    because: 'Astro takes an address from the path',
  },
  {
    names: /^(?:checks|commits|deployments|issues|milestones|pullRequests|tags)\.ts$/,
    places: /^src\/(?:metrics\/populations|sources\/git|sources\/github\/collections)\//,
    because: 'a collection of facts, as each source reads it and as metrics count it',
  },
  {
    names: /^schema\.ts$/,
    places: /^src\/(?:facts|scorecard)\//,
    because: 'the documents of a layer: snapshots, scorecards',
  },
  {
    names: /^(?:check|seal)\.ts$/,
    places: /^(?:scripts|src\/policy\/core|src\/scorecard)\//,
    because: 'a command has the name that people type, and what it works on has the same',
  },
];

test('no two files of the code have the same name without a reason', async () => {
  expect(sharedNames(await codeFiles())).toEqual([]);
});

test('a name in two folders is found, and one with a reason outside its places', () => {
  expect(sharedNames(['src/views/read.ts', 'src/stats/read.ts', 'scripts/write.ts'])).toEqual([
    'read.ts: src/stats, src/views',
  ]);
  expect(sharedNames(['src/facts/schema.ts', 'src/scorecard/schema.ts', 'src/views/schema.ts'])).toEqual([
    'schema.ts: src/facts, src/scorecard, src/views',
  ]);
});

test('each reason is still needed', async () => {
  const files = await codeFiles();
  for (const { names, places, because } of REASONS) {
    const named = files.filter((file) => names.test(basename(file)) && places.test(file));
    expect(new Set(named.map((file) => basename(file))).size, because).toBeLessThan(named.length);
  }
});

/** @returns `name: folders` for each name in several folders that no reason allows */
function sharedNames(files: readonly string[]): string[] {
  return [...Map.groupBy(files, (file) => basename(file))]
    .filter(([name, at]) => at.length > 1 && !at.every((file) => isAllowed(name, file)))
    .map(([name, at]) => `${name}: ${at.map(dirname).sort().join(', ')}`)
    .sort();
}

function isAllowed(name: string, file: string): boolean {
  return REASONS.some(({ names, places }) => names.test(name) && places.test(file));
}

/** @returns the files of `src` and `scripts`, from the project's folder */
async function codeFiles(): Promise<string[]> {
  const found = await Promise.all(
    ['src', 'scripts'].map(async (area) => {
      const entries = await readdir(join(root, area), { recursive: true, withFileTypes: true });
      return entries
        .filter((entry) => entry.isFile())
        .map((entry) => relative(root, join(entry.parentPath, entry.name)).split(sep).join('/'));
    }),
  );
  return found.flat();
}
