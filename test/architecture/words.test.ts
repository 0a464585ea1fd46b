import { readdir, readFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { expect, test } from 'vitest';

const root = join(import.meta.dirname, '../..');

/** What no person wrote, or what is only on this machine. */
const LEFT_OUT = new Set([
  '.astro',
  '.cache',
  '.git',
  'coverage',
  'dist',
  'node_modules',
  'package-lock.json',
]);

const CODE = /\.(astro|mjs|ts)$/;
const TEST = /\.test\.ts$/;

const MACHINE_PATHS = /(?<![\w.:/-])\/(?:home|root|Users|work|tmp\/[a-z])\/[\w.-]/;
const LEFT_OUT_TESTS =
  /\b(?:it|test|describe|suite|bench)\.(?:only|skip|todo|fails)\b|\b(?:fit|xit|xtest|fdescribe|xdescribe)\(/;
const LOOSE_TYPES =
  /:\s*any\s*(?:[;,)=|&>\]}[]|$)|\bas any\b|<any[,>]|@ts-(?:ignore|nocheck|expect-error)|\bas unknown as\b/;

const files = await filesBelow(root);

test('no file contains a path of somebody’s machine', async () => {
  expect(await matches(/./, MACHINE_PATHS)).toEqual([]);
});

test('no test is left out, and none is run alone', async () => {
  expect(await matches(TEST, LEFT_OUT_TESTS)).toEqual([]);
});

test('no type is loosened to silence the compiler', async () => {
  expect(await matches(CODE, LOOSE_TYPES)).toEqual([]);
});

test.each([
  [MACHINE_PATHS, `at ${['', 'home', 'someone', 'plumbline'].join('/')}`],
  [MACHINE_PATHS, `"${['', 'root', 'x.ts'].join('/')}"`],
  [LEFT_OUT_TESTS, `${'test'}.only('a', () => {})`],
  [LEFT_OUT_TESTS, `${'describe'}.skip('a', () => {})`],
  [LOOSE_TYPES, `const a${':'} any = 1`],
  [LOOSE_TYPES, `(a${':'} any[]) => a`],
  [LOOSE_TYPES, `b ${'as'} any`],
  [LOOSE_TYPES, `// ${'@ts'}-ignore`],
])('%s finds %s', (pattern, text) => {
  expect(text).toMatch(pattern);
});

test.each([
  [MACHINE_PATHS, 'https://example.org/home/page'],
  [MACHINE_PATHS, 'src/work/item.ts'],
  [LEFT_OUT_TESTS, 'test.each(["skip"])'],
  [LOOSE_TYPES, '// The answer: any of them.'],
])('%s does not find %s', (pattern, text) => {
  expect(text).not.toMatch(pattern);
});

async function filesBelow(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true });
  const found = await Promise.all(
    entries
      .filter(({ name }) => !LEFT_OUT.has(name))
      .map((entry) => {
        const path = join(folder, entry.name);
        if (entry.isDirectory()) return filesBelow(path);
        return entry.isFile() && !entry.name.endsWith('.generated.d.ts') ? [path] : [];
      }),
  );
  return found.flat();
}

/** @returns `file:line` and the line, for each line of such a file that the pattern is found in */
async function matches(names: RegExp, pattern: RegExp): Promise<string[]> {
  const found: string[] = [];
  for (const file of files.filter((name) => names.test(name))) {
    const lines = (await readFile(file, 'utf8')).split('\n');
    lines.forEach((line, index) => {
      if (pattern.test(line)) found.push(`${relative(root, file)}:${index + 1} ${line.trim().slice(0, 120)}`);
    });
  }
  return found;
}
