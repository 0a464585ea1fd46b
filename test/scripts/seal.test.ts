import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { readSnapshot, writeSnapshot } from '../../src/facts/store.ts';
import { commandHere, type Ended } from '../support/commandHere.ts';
import { copyContent } from '../support/content.ts';

/** The sample organisation, scored and sealed by the real commands, then changed. */

let folder: string;
let content: string;
let data: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'plumbline-seal-'));
  content = join(folder, 'content');
  data = join(folder, 'data');
  await copyContent(content);
  await cp('data/sample/snapshots', join(data, 'snapshots'), { recursive: true });
  // Few quarters: scoring takes as long as there are pages.
  const page = join(content, 'sample/org.yaml');
  await writeFile(page, (await readFile(page, 'utf8')).replace(/^since: .*$/m, 'since: 2026-04-01'));
  await run('score');
}, 60_000);
afterAll(() => rm(folder, { recursive: true }));

const run = (script: string, ...args: string[]): Promise<Ended> =>
  commandHere(script, ['--content', content, '--data', data, ...args]);

/** `quarter scope metric` of each restatement that the command tells of. */
function told(output: string): string[] {
  return [...output.matchAll(/(\d{4}-Q\d \S+ \S+): .+ → /g)].map(([, what]) => what ?? '');
}

test('closed quarters are sealed, and a second time nothing changes', async () => {
  const first = await run('seal');
  expect(first.output).toMatch(/^10 newly sealed, 0 as they were sealed\./m);
  const second = await run('seal');
  expect(second).toMatchObject({
    code: 0,
    output: expect.stringMatching(/^0 newly sealed, 10 as they were/m),
  });
});

test('one changed fact restates the numbers that rest on it, and no others', async () => {
  const snapshot = await readSnapshot(data, 'sample-org/payments');
  if (snapshot === null) throw new Error('the sample has no payments');
  const row = snapshot.facts['pull-requests'].find(
    ({ mergedAt, author }) => mergedAt?.startsWith('2026-08') && author !== null && 'person' in author,
  );
  if (row === undefined) throw new Error('payments merged nothing in August');
  row.additions += 5000;
  await writeSnapshot(data, snapshot.repository, snapshot.facts, snapshot.manifest);
  await run('score');
  const { code, output } = await run('seal');
  expect(code).toBe(1);
  const metrics = new Set(told(output).map((what) => what.split(' ')[2]));
  expect(metrics).toContain('pull-request-size');
  expect(
    [...metrics].filter((metric) => !['pull-request-size', 'defect-density'].includes(metric ?? '')),
  ).toEqual([]);
  expect(told(output)).toContain('2026-Q3 checkout pull-request-size');
  expect(told(output).filter((what) => what.startsWith('2026-Q2'))).toEqual([]);
}, 60_000);

test('an accepted restatement keeps its reason, and the seal holds again', async () => {
  const accepted = await run('seal', '--accept', 'a file that was generated');
  expect(accepted.code).toBe(0);
  const seal = JSON.parse(await readFile(join(data, 'seals/2026-Q3/checkout.json'), 'utf8'));
  expect(seal.errata).toMatchObject([{ why: 'a file that was generated' }]);
  expect((await run('seal')).code).toBe(0);
}, 60_000);

test('a definition’s new version restates that metric in every quarter where it was sealed', async () => {
  const page = join(content, 'metrics/review-coverage.mdx');
  const text = await readFile(page, 'utf8');
  await writeFile(
    page,
    text.replace(/^version: (\d+)$/m, (_, version) => `version: ${Number(version) + 1}`),
  );
  await run('score');
  const { output } = await run('seal');
  const restated = told(output);
  expect(new Set(restated.map((what) => what.split(' ')[2]))).toEqual(new Set(['review-coverage']));
  expect(restated).toHaveLength(10);
  expect(output).toContain('(definition)');
  expect((await run('seal', '--accept', 'a clearer definition')).code).toBe(0);
}, 60_000);

test('no sealed quarter disappears because `since` moved, and none changes with a setting without a date', async () => {
  const page = join(content, 'sample/org.yaml');
  const text = await readFile(page, 'utf8');
  const changed = text
    .replace(/^since: 2026-04-01$/m, 'since: 2026-07-01')
    .replace('metric: review-coverage\n        target: 0.9', 'metric: review-coverage\n        target: 0.8');
  await writeFile(page, changed);
  await run('score');
  const { code, output } = await run('seal');
  await writeFile(page, text);
  expect(output).toMatch(/^0 newly sealed, 10 as they were sealed\./m);
  expect(code).toBe(0);
}, 60_000);

test('a seal of the first version gets what its figures were computed with', async () => {
  const file = join(data, 'seals/2026-Q2/labs.json');
  const { settings, ...seal } = JSON.parse(await readFile(file, 'utf8'));
  await writeFile(file, JSON.stringify({ ...seal, schemaVersion: 1 }));
  await run('score');
  const { code, output } = await run('seal');
  expect(code).toBe(0);
  expect(output).toContain('1 seal of an older version now says with what its figures were computed');
  expect(JSON.parse(await readFile(file, 'utf8'))).toMatchObject({ schemaVersion: 3, settings });
}, 60_000);

test('a seal under another’s name is damaged', async () => {
  const place = join(data, 'seals/2026-Q3/labs.json');
  const text = await readFile(place, 'utf8');
  await cp(join(data, 'seals/2026-Q3/platform.json'), place);
  const { code, output } = await run('seal');
  await writeFile(place, text);
  expect(code).toBe(1);
  expect(output).toContain('no valid seal: it seals 2026-Q3 platform');
}, 60_000);

test('a restatement is not accepted without a reason', async () => {
  expect(await run('seal', '--accept', '  ')).toEqual({
    code: 2,
    output: expect.stringMatching(/--accept\s+found: +no reason/),
  });
});

test('a damaged seal stops the command: without it a change would go unnoticed', async () => {
  await writeFile(join(data, 'seals/2026-Q3/checkout.json'), '{');
  const { code, output } = await run('seal');
  expect(code).toBe(1);
  expect(output).toContain('seals/2026-Q3/checkout.json');
  expect(output).toContain('Restore the file from version control.');
}, 60_000);
