import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { componentProps, OF_FIGURES } from '../../src/handbook/mdxComponents.ts';
import { circleIn, type Dependency, dependenciesIn, objection } from './folders.ts';

const root = join(import.meta.dirname, '../..');
/** Types that are generated before the first check of the code belong beside the file that uses them: a fresh clone has none. */
const dependencies = (await dependenciesIn(root)).filter(({ to }) => !to.endsWith('.generated.d.ts'));

test('each folder uses only those left of it', () => {
  const broken = dependencies.flatMap((dependency) => {
    const reason = objection(dependency);
    return reason === undefined ? [] : [`${dependency.from} → ${dependency.to}: ${reason}`];
  });
  expect(broken).toEqual([]);
});

test('no imports go in a circle', () => {
  expect(circleIn(dependencies)).toBeUndefined();
});

/** What `content.ts` gives of the organisation's figures. */
const FIGURES = /\bget(?:Library|Scorecards|Behind|Policy|Outline|Errata|Digest)\b/;

test('a component of the handbook’s texts that reads scorecards is one of those that show figures', async () => {
  const uses = Map.groupBy(dependencies, ({ from }) => from);
  const reads = async (file: string): Promise<boolean> => {
    if (file === 'src/views/content.ts') return false;
    if (FIGURES.test(await readFile(join(root, file), 'utf8'))) return true;
    for (const { to } of uses.get(file) ?? []) if (await reads(to)) return true;
    return false;
  };
  const found: string[] = [];
  for (const name of Object.keys(componentProps))
    if (await reads(`src/components/mdx/${name}.astro`)) found.push(name);
  expect(found.sort()).toEqual([...OF_FIGURES].sort());
});

test('the order is tested on real imports: of scripts, of types, and of pages', () => {
  const froms = new Set(
    dependencies.map(({ from }) => from.replace(/^(src\/[^/]+|[^/]+)\/.*(\.\w+)$/, '$1 $2')),
  );
  expect([...froms]).toEqual(
    expect.arrayContaining(['scripts .ts', 'src/metrics .ts', 'src/sources .ts', 'src/pages .astro']),
  );
});

test.each([
  ['src/facts/a.ts', 'src/stats/b.ts', 'facts comes before stats'],
  ['src/metrics/a.ts', 'src/charts/b.ts', 'metrics comes before charts'],
  ['src/charts/a.ts', 'src/components/B.astro', 'charts comes before site'],
  ['src/pages/a.astro', 'src/sources/github/b.ts', 'no folder of the order uses src/sources'],
  ['src/sources/git/a.ts', 'src/stats/b.ts', 'sources uses facts alone'],
  ['src/scorecard/a.ts', 'scripts/lib/b.ts', 'src uses nothing of scripts'],
  ['src/scorecard/a.ts', 'test/support/b.ts', 'src uses nothing of test'],
  ['src/novelty/a.ts', 'src/facts/b.ts', 'src/novelty has no place in the order of folders'],
])('%s may not use %s', (from, to, reason) => {
  expect(objection({ from, to })).toBe(reason);
});

test.each([
  ['src/handbook/a.ts', 'src/facts/b.ts'],
  ['src/sources/git/a.ts', 'src/facts/b.ts'],
  ['src/components/A.astro', 'src/layouts/B.astro'],
  ['src/content.config.ts', 'src/scorecard/b.ts'],
  ['src/facts/a.ts', 'package.json'],
  ['scripts/a.ts', 'src/sources/git/b.ts'],
  ['test/a.test.ts', 'src/pages/b.ts'],
])('%s may use %s', (from, to) => {
  expect(objection({ from, to })).toBeUndefined();
});

test('a forbidden import is found in a file, also of a type, at run time or on a page', async () => {
  const found = await dependenciesOf({
    'src/facts/type.ts': `import type { Chart } from '../charts/chart.ts'; export type A = Chart;`,
    'src/facts/later.ts': `export const later = () => import('../charts/chart.ts');`,
    'src/facts/again.ts': `export { chart } from '../charts/chart.ts';`,
    'src/charts/chart.ts': `export type Chart = string; export const chart = 'a';`,
    'src/pages/page.astro': `---\nimport { read } from '../sources/read.ts';\n---\n<p>{read}</p>`,
    'src/sources/read.ts': `export const read = 1;`,
  });
  expect(
    found
      .filter((dependency) => objection(dependency) !== undefined)
      .map(({ from }) => from)
      .sort(),
  ).toEqual(['src/facts/again.ts', 'src/facts/later.ts', 'src/facts/type.ts', 'src/pages/page.astro']);
});

test('a circle is found, also one through pages', async () => {
  const found = await dependenciesOf({
    'src/components/One.astro': `---\nimport Two from './Two.astro';\n---\n<Two />`,
    'src/components/Two.astro': `---\nimport { three } from './three.ts';\n---\n{three}`,
    'src/components/three.ts': `import One from './One.astro'; export const three = One;`,
  });
  expect(circleIn(found)).toHaveLength(4);
});

async function dependenciesOf(files: Record<string, string>): Promise<Dependency[]> {
  const folder = await mkdtemp(join(tmpdir(), 'folders-'));
  try {
    for (const name of ['src', 'scripts', 'test']) await mkdir(join(folder, name));
    for (const [name, text] of Object.entries(files)) {
      await mkdir(join(folder, dirname(name)), { recursive: true });
      await writeFile(join(folder, name), text);
    }
    return await dependenciesIn(folder);
  } finally {
    await rm(folder, { recursive: true });
  }
}
