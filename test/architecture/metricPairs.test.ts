import { readdir } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { expect, test } from 'vitest';
import { loadDefinitions } from '../../src/handbook/handbook.ts';

const root = join(import.meta.dirname, '../..');

const idsOf = async (folder: string, extension: string) =>
  (await readdir(join(root, folder), { withFileTypes: true }))
    .filter((entry) => entry.isFile() && entry.name.endsWith(extension))
    .map(({ name }) => basename(name, extension))
    .sort();

const pages = await idsOf('content/metrics', '.mdx');
const computed = await idsOf('src/metrics', '.ts');

test('every metric that is computed has its page', () => {
  expect(computed).not.toEqual([]);
  expect(computed.filter((id) => !pages.includes(id))).toEqual([]);
});

test('what is never computed, by policy, has no code', async () => {
  const definitions = await loadDefinitions(join(root, 'content'));
  expect(computed.filter((id) => definitions.get(id)?.live.length === 0)).toEqual([]);
});
