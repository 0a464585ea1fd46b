import { readFile } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { expect, test } from 'vitest';

const root = join(import.meta.dirname, '../..');

/** @returns every file of the project that a file imports, directly or not, and what it imports by a computed name */
async function importsOf(entry: string): Promise<{ files: string[]; computed: string[] }> {
  const files = new Set<string>();
  const computed: string[] = [];
  const follow = async (file: string): Promise<void> => {
    // Generated types import nothing, and a fresh clone has none.
    if (files.has(file) || file.endsWith('.generated.d.ts')) return;
    files.add(file);
    const text = await readFile(file, 'utf8');
    for (const [, name = ''] of text.matchAll(/(?:\bfrom|\bimport\(?)\s*'(\.[^']+\.(?:ts|mjs))'/g))
      await follow(join(dirname(file), name));
    for (const [call] of text.matchAll(/\bimport\((?!\s*')[^)]*\)/g))
      computed.push(`${relative(root, file)}: ${call}`);
  };
  await follow(join(root, entry));
  return { files: [...files].map((file) => relative(root, file)).sort(), computed };
}

/** Where organisations put their own code: metrics and checks. */
const isTheirs = (file: string) => /^src\/(?:metrics|policy)\/[^/]+\.ts$/.test(file);

test('what reads facts, with the secrets, loads no code of an organisation', async () => {
  const { files, computed } = await importsOf('scripts/snapshot.ts');
  expect(files).toContain('src/sources/github/readGitHub.ts');
  expect(files.filter(isTheirs)).toEqual([]);
  // That file can import them by name, and lists them, too: of what calls it to import them nothing is here.
  expect(computed.filter((each) => !each.startsWith('src/facts/extensionPoint.ts'))).toEqual([]);
  expect(
    files.filter((file) => ['scripts/lib/metrics.ts', 'scripts/lib/ruleChecks.ts'].includes(file)),
  ).toEqual([]);
});

test('what computes figures does load it', async () => {
  expect((await importsOf('scripts/score.ts')).files).toContain('scripts/lib/metrics.ts');
});
