import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { forgetBuilt, isUpToDate, noteBuilt, siteInputs } from '../../scripts/lib/upToDate.ts';

let root = '';

const inputs = (env = {}) => {
  const [content, organisation] = [join(root, 'content'), join(root, 'own')];
  return siteInputs(root, { content, organisation, data: join(organisation, 'data') }, env);
};

async function write(file: string, text: string): Promise<void> {
  await mkdir(dirname(join(root, file)), { recursive: true });
  await writeFile(join(root, file), text);
}

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'plumbline-up-to-date-'));
  await write('dist/index.html', 'a page');
  await noteBuilt(root, await inputs());
});
afterAll(() => rm(root, { recursive: true, force: true }));

test('a site is up to date while nothing that it is built from changes', async () => {
  expect(await isUpToDate(root, await inputs())).toBe(true);
});

test.each([
  ['a page of the handbook', 'content/metrics/cycle-time.mdx'],
  ['the organisation', 'own/org.yaml'],
  ['a scorecard', 'own/data/scorecards/2026-Q2/web.json'],
  ['evidence', 'own/data/scorecards/2026-Q2/web.evidence.parquet'],
  ['a seal', 'own/data/seals/2026-Q1/web.json'],
  ['a component', 'src/components/Kpi.astro'],
  ['how reviews are printed', 'scripts/lib/printReviews.ts'],
  ['a library', 'package-lock.json'],
])('a site is not up to date after %s was added, and is again without it', async (_, file) => {
  await write(file, 'new');
  expect(await isUpToDate(root, await inputs())).toBe(false);
  await rm(join(root, file));
  expect(await isUpToDate(root, await inputs())).toBe(true);
});

test('a site for another address is not up to date', async () => {
  expect(await isUpToDate(root, await inputs({ PLUMBLINE_BASE: '/metrics/' }))).toBe(false);
});

test('facts that no scorecard was computed from yet do not change the site', async () => {
  await write('own/data/snapshots/acme/web/pull-requests/2026-06.json', '[]');
  expect(await isUpToDate(root, await inputs())).toBe(true);
});

test('a site of which somebody changed, added or removed a page is built again', async () => {
  await write('dist/index.html', 'another');
  expect(await isUpToDate(root, await inputs())).toBe(false);
  await write('dist/index.html', 'a page');
  await write('dist/more.html', 'more');
  expect(await isUpToDate(root, await inputs())).toBe(false);
  await rm(join(root, 'dist/more.html'));
  expect(await isUpToDate(root, await inputs())).toBe(true);
  await rm(join(root, 'dist'), { recursive: true });
  expect(await isUpToDate(root, await inputs())).toBe(false);
  await write('dist/index.html', 'a page');
});

test('a site that is about to be replaced is not up to date', async () => {
  await forgetBuilt(root);
  expect(await isUpToDate(root, await inputs())).toBe(false);
});
