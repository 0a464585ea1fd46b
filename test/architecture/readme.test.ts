import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { loadDefinitions } from '../../src/handbook/handbook.ts';
import { loadOrganisation } from '../../src/handbook/loadOrganisation.ts';

const root = join(import.meta.dirname, '../..');
const readme = await readFile(join(root, 'README.md'), 'utf8');

test('the org.yaml that the README shows is one', async () => {
  const shown = /```yaml\n([\s\S]*?)```/.exec(readme)?.[1];
  expect(shown).toBeDefined();
  const folder = await mkdtemp(join(tmpdir(), 'readme-'));
  try {
    await writeFile(join(folder, 'org.yaml'), shown ?? '');
    const metrics = [...(await loadDefinitions(join(root, 'content'))).keys()];
    expect((await loadOrganisation(folder, metrics)).repositories).toHaveLength(2);
  } finally {
    await rm(folder, { recursive: true });
  }
});

const { scripts } = z
  .object({ scripts: z.record(z.string(), z.string()) })
  .parse(JSON.parse(await readFile(join(root, 'package.json'), 'utf8')));

test('style is checked by one command, put right by another, and types are checked by a third', () => {
  expect(scripts['lint']).toMatch(/biome check (?!.*--write).*--error-on-warnings/);
  expect(scripts['format']).toMatch(/biome check .*--write/);
  expect(scripts['typecheck']).toMatch(/scripts\/typecheck\.ts$/);
});

test('every folder of src that the README names exists', async () => {
  const named = [...readme.matchAll(/^(src\/\w+) /gm)].map(([, folder]) => folder ?? '');
  expect(named.length).toBeGreaterThan(5);
  for (const folder of named) await expect(readFile(join(root, folder))).rejects.toThrow('EISDIR');
});
