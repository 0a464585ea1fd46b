import { readdir, readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { expect, test } from 'vitest';
import { parseFrontmatter } from '../../src/handbook/load.ts';

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

test.each(pages)('%s is computed, or its page says that it is not', async (id) => {
  const file = join(root, 'content/metrics', `${id}.mdx`);
  const text = await readFile(file, 'utf8');
  const { value } = parseFrontmatter(file, text);
  if (value.live.length === 0) expect(computed).not.toContain(id);
  else if (!computed.includes(id)) expect(text).toMatch(/\bnot computed\b/i);
});
