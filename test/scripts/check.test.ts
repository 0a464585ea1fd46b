import { cp, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { commandHere, type Ended } from '../support/commandHere.ts';
import { copyContent, KPIS, smallProject, writeContent } from '../support/content.ts';
import { sampleData } from '../support/site.ts';

/** Of a handbook with few pages, for what does not depend on the rest: a check takes a tenth of the time. */
const SMALL = `name: Test organisation
repositories: [{ name: sample-org/harbour }]
teams: [{ id: harbour, name: Harbour, owns: [{ repository: sample-org/harbour }], kpis: ${KPIS} }]
`;

let folder: string;
let content: string;
let data: string;
let small: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'plumbline-check-'));
  content = join(folder, 'content');
  data = join(folder, 'data');
  small = join(folder, 'small');
  await copyContent(content);
  await mkdir(data);
  await symlink(resolve('data/sample/snapshots'), join(data, 'snapshots'));
  await cp(await sampleData(), data, { recursive: true });
}, 180_000);
afterAll(() => rm(folder, { recursive: true, force: true }));
beforeEach(async () => {
  await rm(content, { recursive: true });
  await copyContent(content);
  await rm(small, { recursive: true, force: true });
  await writeContent(join(small, 'content'), SMALL);
});

const check = (folder = data): Promise<Ended> =>
  commandHere('check', ['--no-code', '--content', content, '--data', folder]);

const checkSmall = async (data = join(small, 'data')): Promise<Ended> =>
  commandHere(
    'check',
    ['--no-code', '--content', join(small, 'content'), '--data', data],
    await smallProject(),
  );

async function change(name: string, from: string, to: string, below = content): Promise<void> {
  const file = join(below, name);
  const text = await readFile(file, 'utf8');
  expect(text).toContain(from);
  await writeFile(file, text.replace(from, to));
}

test('the sample organisation keeps every must, and each rule is listed with its outcome', async () => {
  const { code, output } = await check();
  expect(output).toMatch(/✔ Keep three to five KPIs \(must\): kept by 4 of 4/);
  expect(output).toMatch(/✖ Limit work in progress \(should\): kept by 1 of 4, broken by 3 of 4/);
  expect(output).toMatch(
    /✔ Tie performance work .*: kept by 1 of 4, nothing to check for 3 of 4\n\s+nothing to check for Catalogue/,
  );
  // Both are of figures that imports bring.
  expect(output).toMatch(
    /✔ Cover critical business logic \(should\): kept by 3 of 4, nothing to check for 1/,
  );
  expect(output).toMatch(/✔ Intervene on overload \(should\): kept by 4 of 4/);
  expect(output).not.toMatch(/✖ .* \(must\)/);
  expect(output).toContain('Check passed.');
  expect(code).toBe(0);
});

test('a broken should is shown with place and remedy, and fails nothing', async () => {
  await rm(join(content, 'sample/reviews/platform/2026-Q3.mdx'));
  const { code, output } = await check();
  expect(output).toMatch(
    /✖ Answer a number that leaves its range \(should\): kept by 1 of 4, broken by 1 of 4/,
  );
  expect(output).toMatch(
    /reviews\/platform\/2026-Q3\.mdx\s+found: +no review.*\s+expected: .*\s+remedy: .*lead-time-for-changes/,
  );
  expect(code).toBe(0);
});

test('a broken must is wrong content: exit 2', async () => {
  await change(
    'sample/org.yaml',
    '- metric: change-failure-rate',
    '- metric: change-failure-rate\n        target: 0.15',
  );
  const { code, output } = await check();
  expect(output).toMatch(
    /✖ DORA levels are not goals \(must\): broken by 1 of 4[^✖✔–]*team catalogue, KPI change-failure-rate, target\)\s+found: +15\s%, without its origin/,
  );
  expect(output).toContain('Check failed');
  expect(code).toBe(2);
});

test('a review of a team that is no more is wrong content', async () => {
  const review = join(small, 'content/reviews/harbur/2026-Q3.mdx');
  await mkdir(dirname(review), { recursive: true });
  await writeFile(review, '---\nteam: harbur\nquarter: 2026-Q3\ndate: 2026-10-06\n---\n\nWe talked.\n');
  const { code, output } = await checkSmall();
  expect(output).toMatch(/2026-Q3\.mdx:2:7\s+found: +the team id `harbur`[\s\S]*Did you mean `harbour`/);
  expect(code).toBe(2);
});

test('without scorecards, a must that org.yaml breaks fails all the same', async () => {
  const empty = join(folder, 'empty');
  await mkdir(empty);
  const from = '- metric: change-failure-rate';
  await change('sample/org.yaml', from, `${from}\n        target: 0.15`);
  const { code, output } = await check(empty);
  expect(output).toMatch(/✖ DORA levels are not goals \(must\): broken by 1 of 4/);
  expect(code).toBe(2);
});

test('a seal that cannot be read is found', async () => {
  const seal = join(small, 'data/seals/2026-Q2/harbour.json');
  await mkdir(join(small, 'data/seals/2026-Q2'), { recursive: true });
  await writeFile(seal, '{');
  const { code, output } = await checkSmall();
  expect(output).toContain(seal);
  expect(code).toBe(1);
});

test('an error of the file system is reported without a trace of the code', async () => {
  const { code, output } = await checkSmall(join(small, 'content/org.yaml'));
  expect(output).toMatch(/found: +.+\n +expected: .+\n +remedy: /);
  expect(output).not.toMatch(/^ +at /m);
  expect(code).toBe(1);
});

test('a scorecard with a field that is not a number is found: file and field', async () => {
  const scorecard = join(small, 'data/scorecards/2026-Q3/harbour.json');
  await mkdir(dirname(scorecard), { recursive: true });
  const text = await readFile(join(data, 'scorecards/2026-Q3/checkout.json'), 'utf8');
  const changed = text.replace(/"activePeople": ?\d+/, '"activePeople":"several"');
  expect(changed).not.toBe(text);
  await writeFile(scorecard, changed);
  const { code, output } = await checkSmall();
  expect(output).toMatch(/2026-Q3\/harbour\.json[\s\S]*activePeople/);
  expect(code).toBe(1);
});

test('the wording of the shipped pages is checked; an organisation of one’s own is only warned', async () => {
  await change('metrics/cycle-time.mdx', '## Warning signals', '## Beware');
  const place = /metrics\/cycle-time\.mdx:\d+\s+found: +the heading `Beware`/;
  const shipped = await check();
  expect(shipped.output).toMatch(place);
  expect(shipped.code).toBe(2);
  await change('sample/org.yaml', '\nsample: true', '\nsample: false');
  const own = await check();
  expect(own.output).toMatch(/warning: .*metrics\/cycle-time\.mdx/);
  expect(own.output).toMatch(place);
  expect(own.output).toContain('1 warning');
  expect(own.code).toBe(0);
}, 90_000);

test('a blank that is left in a page is named with its line, and every blank is shown', async () => {
  await change(
    'metrics/cycle-time.mdx',
    '## Warning signals',
    `${'✎ Write this.\n\n'.repeat(30)}## Warning signals`,
    join(small, 'content'),
  );
  const { code, output } = await checkSmall();
  expect(output.match(/metrics\/cycle-time\.mdx:\d+\n +found: +a blank/g)).toHaveLength(30);
  expect(code).toBe(2);
});
