import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { cruise } from 'dependency-cruiser';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { packagesIn } from '../../src/views/licences.ts';

const root = join(import.meta.dirname, '../..');
const { shipped, building } = packagesIn(await readFile(join(root, 'package-lock.json'), 'utf8'));

/** Licences that ask for no more than their text, which the page of licences gives. */
const FOR_PAGES = new Set([
  '0BSD',
  'Apache-2.0',
  'BSD-2-Clause',
  'BSD-3-Clause',
  'BSL-1.0',
  'ISC',
  'MIT',
  'OFL-1.1',
  'Unlicense',
]);

/** For tools also licences that only concern people who change or distribute the tool itself. */
const FOR_TOOLS = new Set([
  ...FOR_PAGES,
  'BlueOak-1.0.0',
  // The rules of public holidays in date-holidays, of which the pages hold none.
  'CC-BY-3.0',
  'CC0-1.0',
  'LGPL-3.0-or-later',
  'MPL-2.0',
  'PSF-2.0',
  'Python-2.0',
]);

test('what may be in the pages is under a licence that allows it', () => {
  expect(shipped.length).toBeGreaterThan(50);
  expect(shipped.filter(({ licence }) => !isAllowed(licence, FOR_PAGES))).toEqual([]);
});

test('what builds the pages is under a licence that allows it', () => {
  expect(building.length).toBeGreaterThan(300);
  expect(building.filter(({ licence }) => !isAllowed(licence, FOR_TOOLS))).toEqual([]);
});

test.each([
  ['MIT', true],
  ['(MIT OR GPL-3.0-only)', true],
  ['Apache-2.0 AND MIT', true],
  ['MIT AND GPL-3.0-only', false],
  ['AGPL-3.0-only', false],
  ['SEE LICENSE IN LICENSE.txt', false],
  [null, false],
])('%s: %s', (licence, allowed) => {
  expect(isAllowed(licence, FOR_PAGES)).toBe(allowed);
});

test('the lockfile states the licences that the installed packages state', async () => {
  const packageSchema = z.object({
    license: z.union([z.string(), z.object({ type: z.string() }).transform(({ type }) => type)]).optional(),
  });
  const differing: string[] = [];
  let installed = 0;
  for (const { place, licence } of [...shipped, ...building]) {
    const text = await readFile(join(root, place, 'package.json'), 'utf8').catch(() => null);
    if (text === null) continue;
    installed += 1;
    const stated = packageSchema.parse(JSON.parse(text)).license ?? null;
    if (stated !== licence) differing.push(`${place}: ${licence} in the lockfile, ${stated} in the package`);
  }
  expect(installed).toBeGreaterThan(400);
  expect(differing).toEqual([]);
});

test('every package that a script of the pages imports is among those listed for the pages', async () => {
  const src = join(root, 'src');
  const pages = (await readdir(src, { recursive: true })).filter((name) => name.endsWith('.astro'));
  const entries = new Set<string>();
  for (const page of pages) {
    const text = await readFile(join(src, page), 'utf8');
    for (const [script] of text.matchAll(/<script>[\s\S]*?<\/script>/g))
      for (const [, specifier = ''] of script
        .replaceAll(/import type [^;]+;/g, '')
        .matchAll(/(?:from|import)\s*\(?\s*'([^']+)'/g))
        entries.add(join('src', page, '..', specifier));
  }
  expect(entries).toContain('src/views/embedWeeks.ts');
  const { output } = await cruise([...entries], { baseDir: root, doNotFollow: { path: 'node_modules' } });
  if (typeof output === 'string') throw new Error(output);
  const imported = output.modules.flatMap(({ dependencies }) =>
    dependencies.map(({ module }) => module).filter((module) => !module.startsWith('.')),
  );
  expect(imported).toContain('vega-embed');
  const listed = new Set(shipped.map(({ name }) => name));
  expect(imported.filter((name) => !listed.has(name))).toEqual([]);
});

/** Whether an SPDX expression of `AND` and `OR` without inner parentheses can be met with these licences. */
function isAllowed(licence: string | null, allowed: ReadonlySet<string>): boolean {
  if (licence === null) return false;
  return licence
    .replaceAll(/[()]/g, '')
    .split(' OR ')
    .some((choice) => choice.split(' AND ').every((part) => allowed.has(part)));
}
