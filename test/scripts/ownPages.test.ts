import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { cp, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { resultOf } from '../../src/scorecard/resultOf.ts';
import { scorecardSchema } from '../../src/scorecard/schema.ts';
import { writeSynthetic } from '../bench/synthetic.ts';
import { smallProject } from '../support/content.ts';
import { gitRepository } from '../support/gitRepository.ts';

/** An organisation folder outside of the project, with pages and code of its own. */

const HANDBOOK = 'test/fixtures/handbook';

/** Says that it ran, and whether it could have read a secret. */
const TELL = `import { appendFileSync } from 'node:fs';
appendFileSync(new URL('../../ran.txt', import.meta.url), \`\${process.env.GITHUB_TOKEN ?? 'no secret'}\\n\`);
`;

const METRIC = `${TELL}
import { defineMetric } from 'plumbline/metrics/populations/metric.ts';
import { hoursBetween, type Measurement, measurement } from 'plumbline/metrics/populations/observation.ts';
import type { RepositoryView } from 'plumbline/metrics/populations/repositoryView.ts';

export default defineMetric({ uses: ['pull-requests'], measure });

function measure(view: RepositoryView): Measurement {
  const { merged, excluded } = view.pullRequests;
  return measurement(
    'distribution',
    merged.map(({ createdAt, mergedAt, item }) => ({
      at: mergedAt, until: null, value: hoursBetween(createdAt, mergedAt), item, note: null,
    })),
    { excluded },
  );
}
`;

const CHECK = `${TELL}
import { defineCheck, judged, type Outcome } from 'plumbline/policy/core/check.ts';

export default defineCheck((): Outcome =>
  judged([{ place: 'org.yaml', found: 'our finding', expected: 'nothing', remedy: 'Nothing.' }]));
`;

/** Four quarters: the commands run as processes of their own, and each scores all of them. */
const FROM = Date.parse('2025-07-01T00:00:00Z');

let folder: string;
let project: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'plumbline-own-'));
  project = await smallProject();
  const organisation = await writeSynthetic(join(folder, 'data'), 300, 2, 2, FROM);
  const metric = await readFile(join(HANDBOOK, 'metrics/first-review-time.mdx'), 'utf8');
  const replaced = await readFile(join(HANDBOOK, 'metrics/cycle-time.mdx'), 'utf8');
  const rule = await readFile(join(HANDBOOK, 'rules/small-patches.yaml'), 'utf8');
  await write({
    'org.yaml': organisation.replaceAll('metric: first-review-time', 'metric: open-time'),
    'pages/metrics/open-time.mdx': metric.replace(/^title: .*/m, 'title: Open time'),
    'pages/metrics/open-time.ts': METRIC,
    'pages/metrics/cycle-time.mdx': replaced.replace(/^title: .*/m, 'title: Our cycle time'),
    'pages/rules/our-rule.yaml': rule
      .replace(/^title: .*/m, 'title: Our own rule')
      .replace(/^check: .*/m, 'check: our-rule'),
    'pages/rules/our-rule.ts': CHECK,
  });
}, 60_000);
afterAll(() => rm(folder, { recursive: true, force: true }));

async function write(files: Record<string, string>): Promise<void> {
  for (const [name, text] of Object.entries(files)) {
    await mkdir(dirname(join(folder, name)), { recursive: true });
    await writeFile(join(folder, name), text);
  }
}

function command(name: string, ...args: string[]): Promise<{ code: number; output: string }> {
  return commandFor(folder, name, ...args);
}

function commandFor(
  organisation: string,
  name: string,
  ...args: string[]
): Promise<{ code: number; output: string }> {
  const folders = ['--org', organisation, '--content', join(process.cwd(), HANDBOOK)];
  return new Promise((resolve) => {
    execFile(
      process.execPath,
      [`scripts/${name}.ts`, ...args, ...folders],
      { cwd: project, env: { ...process.env, PLUMBLINE_PSEUDONYM_KEY: 'a key for this test alone' } },
      (error, stdout, stderr) => {
        const code = error === null ? 0 : typeof error.code === 'number' ? error.code : -1;
        resolve({ code, output: `${stdout}${stderr}` });
      },
    );
  });
}

test('a metric of one’s own is computed, a page of a shipped id takes its place, and a change of code counts', async () => {
  expect(await command('score')).toMatchObject({ code: 0 });
  const scorecards = join(folder, 'data/scorecards');
  const [quarter = ''] = (await readdir(scorecards)).filter((name) => name.startsWith('20')).toReversed();
  const card = scorecardSchema.parse(
    JSON.parse(await readFile(join(scorecards, quarter, 'organisation.json'), 'utf8')),
  );
  expect(card.kpis).toContain('open-time');
  expect(resultOf(card, 'open-time')?.summary.value).toBeGreaterThan(0);
  expect((await command('score')).output).toContain('Nothing has changed');
  await write({ 'pages/metrics/open-time.ts': `${METRIC}// A longer file.\n` });
  expect((await command('score')).output).not.toContain('Nothing has changed');
});

test('a rule of one’s own is checked, and the style of own pages is only warned of', async () => {
  const page = await readFile(join(folder, 'pages/metrics/open-time.mdx'), 'utf8');
  await write({ 'pages/metrics/open-time.mdx': page.replace(/^## What it tells you/m, '## In our words') });
  const { code, output } = await command('check', '--no-code');
  expect(output).toContain('our finding');
  expect(output).toMatch(/warning: .*open-time\.mdx/);
  expect(output).toContain('3 own pages');
  expect(code).toBe(0);
  await write({ 'pages/metrics/open-time.mdx': page });
});

test('code of one’s own runs in no step that has secrets', async () => {
  const clone = gitRepository();
  clone.commit({ author: 'ada <ada@example.org>', files: { 'a.txt': '1' } });
  const clones = join(folder, 'clones');
  await cp(join(folder, 'pages'), join(clones, 'pages'), { recursive: true });
  await writeFile(
    join(clones, 'org.yaml'),
    `name: Acme\nrepositories: [{name: acme/shop, source: git, path: ${clone.path}}]\nteams: [{id: shop, name: Shop, owns: [{repository: acme/shop}], kpis: [{metric: open-time}, {metric: cycle-time}, {metric: review-coverage}]}]\n`,
  );
  const told = join(clones, 'ran.txt');
  const { code, output } = await commandFor(clones, 'snapshot');
  expect(output).toContain('acme/shop');
  expect(code).toBe(0);
  expect(existsSync(join(clones, 'data/snapshots/acme/shop/manifest.json'))).toBe(true);
  expect(existsSync(told)).toBe(false);
});

test.each([
  ['a rule without its check', 'pages/rules/our-rule.ts', null, 'our-rule'],
  ['code without a page', 'pages/metrics/lost-time.ts', METRIC, 'pages/metrics/lost-time.mdx'],
  [
    'code that is not a metric',
    'pages/metrics/open-time.ts',
    'export default 1;\n',
    'pages/metrics/open-time.ts',
  ],
])('%s is reported by its file', async (_, name, text, expected) => {
  const file = join(folder, name);
  const before = existsSync(file) ? await readFile(file, 'utf8') : null;
  await (text === null ? rm(file) : writeFile(file, text));
  const { code, output } = await command('check', '--no-code');
  await (before === null ? rm(file) : writeFile(file, before));
  expect(code).toBe(2);
  expect(output).toContain(expected);
});
