import { appendFile, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { writeRepository, writeSynthetic } from '../bench/synthetic.ts';
import { commandHere } from '../support/commandHere.ts';
import { copyContent, copySmallProject, writeContent } from '../support/content.ts';

/*
 * Three teams with a repository each: a run keeps each page that nothing has changed for, and writes the bytes of a run
 * that computes all.
 */

const START = Date.parse('2026-01-01T00:00:00Z');
/** Quarters with pages. */
const QUARTERS = 2;
/** With pages: the teams and the organisation. */
const SCOPES = 4;

let folder: string;
let project: string;
let organisation: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'plumbline-kept-'));
  project = join(folder, 'project');
  await copySmallProject(project);
  organisation = await writeSynthetic(join(project, 'data'), 300, 3, 3, START);
  await writeContent(join(project, 'content'), organisation);
}, 60_000);
afterAll(() => rm(folder, { recursive: true, force: true }));
beforeEach(async () => {
  await writeFile(join(project, 'content/org.yaml'), organisation);
  for (let index = 0; index < 3; index += 1) await writeRepository(join(project, 'data'), index, 100, START);
  expect((await commandHere('score', [], project)).code).toBe(0);
}, 60_000);

async function bytesIn(data: string): Promise<Record<string, string>> {
  const scorecards = join(data, 'scorecards');
  const names = (await readdir(scorecards, { recursive: true })).filter((name) =>
    /\.(?:json|parquet)$/.test(name),
  );
  return Object.fromEntries(
    await Promise.all(names.map(async (name) => [name, await readFile(join(scorecards, name), 'latin1')])),
  );
}

/** @returns how many pages a run keeps, whose bytes are those of a run that computes all */
async function keptBy(root: string, data: string, args: readonly string[] = []): Promise<number> {
  const { code, output } = await commandHere('score', args, root);
  expect(code, output).toBe(0);
  const written = await bytesIn(data);
  expect((await commandHere('score', [...args, '--fresh'], root)).code).toBe(0);
  expect(written).toEqual(await bytesIn(data));
  return Number(/(\d+) of them as they were/.exec(output)?.[1] ?? 0);
}

const kept = () => keptBy(project, join(project, 'data'));

const edit = async (path: string, change: (text: string) => string): Promise<void> => {
  const text = await readFile(join(project, path), 'utf8');
  expect(change(text)).not.toBe(text);
  await writeFile(join(project, path), change(text));
};

test('a change of one repository’s facts leaves the pages of the teams without a part in it as they were', async () => {
  await writeRepository(join(project, 'data'), 0, 101, START);
  expect(await kept()).toBe(2 * QUARTERS);
}, 60_000);

test('a pull request more in the last quarter leaves all pages of earlier quarters as they were', async () => {
  await writeRepository(join(project, 'data'), 0, 100, START, undefined, 3);
  // Of the last quarter, those of its team and of the organisation are computed.
  expect(await kept()).toBe(SCOPES * QUARTERS - 2);
}, 60_000);

test('a later moment up to which facts count leaves all pages of earlier quarters as they were', async () => {
  const args = ['--as-of', '2026-06-20'];
  expect((await commandHere('score', args, project)).code).toBe(0);
  expect(await kept()).toBe(SCOPES * (QUARTERS - 1));
}, 60_000);

test('a repository that was read later, with the facts it had, changes no more than what pages say of it', async () => {
  const manifest = 'data/snapshots/bench/repository-2/manifest.json';
  await edit(manifest, (text) =>
    text.replace('"readThrough": "2026-07-01T00', '"readThrough": "2026-07-02T00'),
  );
  expect(await kept()).toBe(SCOPES * QUARTERS);
}, 60_000);

describe('all pages are computed again after a change of', () => {
  test.each<[what: string, change: () => Promise<unknown>]>([
    ['a setting', () => edit('content/org.yaml', (text) => `timeZone: Asia/Tokyo\n${text}`)],
    [
      'a KPI',
      () =>
        edit('content/org.yaml', (text) =>
          text.replace('{ metric: review-coverage }', '{ metric: change-failure-rate }'),
        ),
    ],
    [
      'a target',
      () =>
        edit('content/org.yaml', (text) =>
          text.replace('{ metric: cycle-time }', '{ metric: cycle-time, target: 20, origin: agreement }'),
        ),
    ],
    [
      'a definition',
      () =>
        edit('content/metrics/cycle-time.mdx', (text) => text.replace(/^version: (\d+)$/m, 'version: 1$1')),
    ],
    ['the code', () => appendFile(join(project, 'src/scoring/series.ts'), '// A longer file.\n')],
  ])(
    '%s',
    async (_, change) => {
      await change();
      expect(await kept()).toBe(0);
    },
    60_000,
  );
});

describe('a page of another team is computed again where', () => {
  test.each<[what: string, pages: number, damage: (scorecards: string) => Promise<unknown>]>([
    ['a scorecard was changed', 3, (scorecards) => appendFile(join(scorecards, '2026-Q1/team-1.json'), ' ')],
    [
      'evidence was cut off',
      3,
      (scorecards) => writeFile(join(scorecards, '2026-Q1/team-1.evidence.parquet'), 'PAR1'),
    ],
    ['a page is gone', 3, (scorecards) => rm(join(scorecards, '2026-Q1/team-1.json'))],
    ['its evidence is gone', 3, (scorecards) => rm(join(scorecards, '2026-Q1/team-1.evidence.parquet'))],
    ['it is not known what they are of', 0, (scorecards) => rm(join(scorecards, '.scored-from'))],
    ['that is damaged', 0, (scorecards) => writeFile(join(scorecards, '.scored-from'), '{"inputs":')],
  ])(
    '%s',
    async (_, pages, damage) => {
      await writeRepository(join(project, 'data'), 0, 101, START);
      await damage(join(project, 'data/scorecards'));
      expect(await kept()).toBe(pages);
    },
    60_000,
  );
});

test('work elsewhere that moves where somebody is at home changes the pages of both teams', async () => {
  const [content, data] = [join(folder, 'content'), join(folder, 'data')];
  await copyContent(content, { withSample: false });
  await writeFile(join(content, 'org.yaml'), await writeSynthetic(data, 300, 3, 3, START));
  // So many people that the first two repositories have some of them in common, and the third has none of the first.
  for (let index = 0; index < 3; index += 1) await writeRepository(data, index, 100, START, 15);
  const args = ['--content', content, '--data', data];
  expect((await commandHere('score', args)).code).toBe(0);
  await writeRepository(data, 0, 400, START, 15);
  expect(await keptBy(process.cwd(), data, args)).toBe(QUARTERS);
}, 120_000);
