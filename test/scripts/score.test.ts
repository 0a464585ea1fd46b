import { appendFile, cp, mkdtemp, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Scorecard, scorecardSchema } from '../../src/scorecard/schema.ts';
import { writeSynthetic } from '../bench/synthetic.ts';
import { commandHere } from '../support/commandHere.ts';
import { copySmallProject, writeContent } from '../support/content.ts';
import { isDeep } from '../support/deep.ts';
import { sampleScorecards } from '../support/site.ts';

const UNCHANGED = 'Nothing has changed';
/** Seven quarters: enough for a baseline, and each scoring takes 0.6 of the time of twelve. */
const FROM = Date.parse('2024-10-01T00:00:00Z');

/** A copy, so that its code can be changed. */
let project: string;

beforeAll(async () => {
  project = await mkdtemp(join(tmpdir(), 'plumbline-score-'));
  await copySmallProject(project);
  await writeContent(join(project, 'content'), await synthetic(300));
  expect(await score()).toEqual({ code: 0, output: expect.stringContaining('scorecards from 300 pull') });
}, 60_000);
afterAll(() => rm(project, { recursive: true, force: true }));

const score = (...args: string[]) => commandHere('score', args, project);

async function scorecards(folder = join(project, 'data/scorecards')): Promise<Record<string, string>> {
  const names = (await readdir(folder, { recursive: true })).filter((name) => /\.(json|parquet)$/.test(name));
  const texts = names.sort().map(async (name) => [name, await readFile(join(folder, name), 'latin1')]);
  return Object.fromEntries(await Promise.all(texts));
}

const edit = async (path: string, change: (text: string) => string): Promise<void> => {
  const file = join(project, path);
  await writeFile(file, change(await readFile(file, 'utf8')));
};
const firstPage = async (ending: string): Promise<string> => {
  const name = Object.keys(await scorecards()).find((path) => path.endsWith(ending));
  return join('data/scorecards', name ?? '');
};
const synthetic = (pullRequests: number) => writeSynthetic(join(project, 'data'), pullRequests, 2, 2, FROM);

describe('scorecards are computed again after a change of', () => {
  test.each<[what: string, change: () => Promise<unknown>]>([
    ['the facts', () => synthetic(320)],
    ['the teams', () => edit('content/org.yaml', (text) => text.replace('Team 0', 'Team zero'))],
    [
      'a definition',
      () => edit('content/metrics/cycle-time.mdx', (text) => text.replace(/^title: .*/m, 'title: Cycle')),
    ],
    ['the sources', () => appendFile(join(project, 'content/sources.yaml'), '\n')],
    ['the statistics', () => appendFile(join(project, 'src/stats/quantile.ts'), '// A longer file.\n')],
    ['a metric', () => appendFile(join(project, 'src/metrics/cycle-time.ts'), '// A longer file.\n')],
    ['the libraries', () => appendFile(join(project, 'package-lock.json'), '\n')],
    ['a scorecard, by hand', async () => edit(await firstPage('team-0.json'), (text) => `${text} `)],
    [
      'a scorecard, by hand, to as many bytes',
      async () => edit(await firstPage('team-0.json'), (text) => text.replace('Bench', 'bench')),
    ],
    [
      'evidence that was cut off',
      async () => {
        const file = join(project, await firstPage('team-1.evidence.parquet'));
        await writeFile(file, (await readFile(file)).subarray(0, -9));
      },
    ],
    [
      'evidence, by hand, to as many bytes',
      async () => {
        const file = join(project, await firstPage('team-1.evidence.parquet'));
        const bytes = await readFile(file);
        const middle = Math.floor(bytes.length / 2);
        bytes[middle] = 255 - (bytes[middle] ?? 0);
        await writeFile(file, bytes);
      },
    ],
    ['a scorecard that is gone', async () => rm(join(project, await firstPage('organisation.json')))],
    [
      'a page that does not belong there',
      async () => writeFile(join(project, 'data/scorecards/2025-Q1/team-9.json'), '{}\n'),
    ],
  ])(
    '%s',
    async (_, change) => {
      await change();
      const again = await score();
      expect(again.code).toBe(0);
      expect(again.output).not.toContain(UNCHANGED);
      expect(await score()).toEqual({ code: 0, output: expect.stringContaining(UNCHANGED) });
    },
    60_000,
  );

  test('the moment up to which facts count, and back', async () => {
    for (const args of [['--as-of', '2025-03-02'], []]) {
      const again = await score(...args);
      expect(again.code).toBe(0);
      expect(again.output).not.toContain(UNCHANGED);
    }
  }, 60_000);

  test('one fact file alone, which its manifest does not know of: it is refused, not passed over', async () => {
    const folder = 'data/snapshots/bench/repository-0/pull-requests';
    const file = join(folder, (await readdir(join(project, folder)))[0] ?? '');
    const text = await readFile(join(project, file), 'utf8');
    await edit(file, () => text.replace('Change', 'change'));
    expect(await score()).toEqual({ code: 1, output: expect.stringContaining('differs from the manifest') });
    await edit(file, () => text);
    expect((await score()).code).toBe(0);
  }, 60_000);
});

test('scorecards of unchanged inputs stay as they are, untouched', async () => {
  await score();
  const file = join(project, await firstPage('team-0.json'));
  const before = await stat(file);
  await appendFile(
    join(project, 'content/playbooks/slow-first-review.mdx'),
    'No scorecard depends on this.\n',
  );
  expect(await score()).toEqual({ code: 0, output: expect.stringContaining(UNCHANGED) });
  expect((await stat(file)).mtimeMs).toBe(before.mtimeMs);
}, 60_000);

test('--fresh computes them all the same, to the same bytes', async () => {
  await score();
  const before = await scorecards();
  const again = await score('--fresh');
  expect(again.code).toBe(0);
  expect(again.output).not.toContain(UNCHANGED);
  expect(await scorecards()).toEqual(before);
}, 60_000);

test('several threads write the same bytes as one', async () => {
  await score('--fresh', '--threads', '1');
  const alone = await scorecards();
  expect((await score('--fresh', '--threads', '3')).code).toBe(0);
  expect(await scorecards()).toEqual(alone);
}, 60_000);

test.runIf(isDeep)(
  'several threads write the same bytes as one, for every metric of the sample',
  async () => {
    const shared = await sampleScorecards();
    const data = join(project, 'sample');
    for (const part of ['imports', 'imported', 'snapshots'])
      await cp(join(dirname(shared), part), join(data, part), { recursive: true });
    const ended = await commandHere('score', ['--org', 'content/sample', '--data', data, '--threads', '3']);
    const [alone, together] = [await scorecards(shared), await scorecards(join(data, 'scorecards'))];
    const pages = Object.keys(alone).filter((name) => name.endsWith('.json')).length;
    expect(ended).toEqual({ code: 0, output: expect.stringContaining(`${pages} scorecards from`) });
    expect(pages).toBeGreaterThan(40);
    expect(together).toEqual(alone);
  },
  300_000,
);

test('a problem in a thread is reported with its place and its remedy', async () => {
  const file = 'data/snapshots/bench/repository-1/repository.json';
  const text = await readFile(join(project, file), 'utf8');
  await edit(file, () => '{');
  const ended = await score('--threads', '2');
  expect(ended).toEqual({ code: 1, output: expect.stringContaining(`${file}:1`) });
  expect(ended.output).toContain('npm run snapshot');
  await edit(file, () => text);
}, 60_000);

describe('a repository whose snapshot is damaged', () => {
  const manifest = 'data/snapshots/bench/repository-1/manifest.json';
  const cards = async (): Promise<Scorecard[]> =>
    Object.entries(await scorecards())
      .filter(([name]) => name.endsWith('.json'))
      .map(([, text]) => scorecardSchema.parse(JSON.parse(text)));
  const ofScope = (all: readonly Scorecard[], id: string) => all.filter(({ scope }) => scope.id === id);
  let text: string;
  let whole: Scorecard[];
  let ended: { code: number; output: string };

  beforeAll(async () => {
    await score();
    whole = await cards();
    text = await readFile(join(project, manifest), 'utf8');
    await edit(manifest, () => '{');
    ended = await score();
  }, 60_000);
  afterAll(() => edit(manifest, () => text));

  test('fails the run, which names it; the scorecards of the others are computed all the same', async () => {
    expect(ended.code).toBe(1);
    expect(ended.output).toContain(`${manifest}:1`);
    expect(ended.output).toMatch(/1 of 2 repositories that could not be read: bench\/repository-1/);
    expect(ended.output).toContain('publishPartial: true');
    expect(ofScope(await cards(), 'team-0')).toEqual(ofScope(whole, 'team-0'));
  });

  test('leaves what depends on it partial or without a value, with the reason', async () => {
    const all = await cards();
    const known = ['partial', 'no-data', 'not-applicable', 'withheld', 'too-few'];
    const states = new Map<string, number>();
    for (const { metrics, scope, unreadable } of [
      ...ofScope(all, 'organisation'),
      ...ofScope(all, 'team-1'),
    ]) {
      expect(unreadable).toEqual([
        { repository: 'bench/repository-1', why: expect.stringMatching(/^not read: text that is not JSON/) },
      ]);
      for (const { state, reason, summary, verdict } of metrics) {
        expect(known).toContain(state);
        expect(verdict === null || verdict === 'too-little-data').toBe(true);
        if (state === 'partial') expect(reason).toContain('bench/repository-1: not read');
        if (scope.id === 'team-1') expect(summary.value).toBeNull();
        states.set(state, (states.get(state) ?? 0) + 1);
      }
    }
    expect(states.get('partial')).toBeGreaterThan(10);
    expect(states.get('no-data')).toBeGreaterThan(10);
  });

  test('is not forgotten by the next run, though nothing has changed', async () => {
    expect((await score()).code).toBe(1);
  }, 60_000);

  test('is accepted by an organisation that publishes in part, and still reported', async () => {
    await edit('content/org.yaml', (yaml) => `publishPartial: true\n${yaml}`);
    const accepted = await score();
    await edit('content/org.yaml', (yaml) => yaml.replace(/^publishPartial: .*\n/, ''));
    expect(accepted.code).toBe(0);
    expect(accepted.output).toContain(`${manifest}:1`);
    expect(accepted.output).toContain('marked as partial');
  }, 60_000);

  test('gives nothing that can be sealed', async () => {
    const sealed = await commandHere('seal', [], project);
    await rm(join(project, 'data/seals'), { recursive: true });
    expect(sealed.code).toBe(1);
    expect(sealed.output).toMatch(/without the facts of some repositories: .*organisation/);
    expect(sealed.output).not.toMatch(/team-0/);
  }, 60_000);
});

test('a repository that lags more than a week behind does not hold the others back: its newest figures are partial', async () => {
  const manifest = 'data/snapshots/bench/repository-1/manifest.json';
  const text = await readFile(join(project, manifest), 'utf8');
  await edit(manifest, () => text.replace('"readThrough": "2026-07-01', '"readThrough": "2026-05-01'));
  const ended = await score();
  const card = async (scope: string, quarter: string) =>
    scorecardSchema.parse(JSON.parse((await scorecards())[`${quarter}/${scope}.json`] ?? ''));
  const [late, before, other] = await Promise.all([
    card('team-1', '2026-Q2'),
    card('team-1', '2026-Q1'),
    card('team-0', '2026-Q2'),
  ]);
  await edit(manifest, () => text);
  expect(ended).toEqual({ code: 0, output: expect.stringContaining('as of 2026-07-01T00:00:00.000Z') });
  const cycleTime = ({ metrics }: Scorecard) => metrics.find(({ id }) => id === 'cycle-time');
  expect(cycleTime(late)).toMatchObject({
    state: 'partial',
    verdict: null,
    reason: expect.stringContaining('bench/repository-1: read only through 2026-05-01'),
  });
  expect([cycleTime(before)?.state, cycleTime(other)?.state]).toEqual(['ok', 'ok']);
}, 60_000);

test('when no repository can be read, the scorecards stay as they are', async () => {
  await score();
  const before = await scorecards();
  const snapshots = join(project, 'data/snapshots');
  await rename(snapshots, `${snapshots}-away`);
  const ended = await score();
  await rename(`${snapshots}-away`, snapshots);
  expect(ended).toEqual({ code: 1, output: expect.stringContaining('no snapshot') });
  expect(await scorecards()).toEqual(before);
}, 60_000);

test('a number of threads that is none is refused, also when nothing has changed', async () => {
  await score();
  expect(await score('--threads', '0')).toEqual({
    code: 2,
    output: expect.stringContaining('--threads'),
  });
}, 60_000);

test('without a place for the cache, scoring goes on and says so', async () => {
  await score();
  const before = await scorecards();
  const cache = join(project, '.cache');
  await rm(cache, { recursive: true, force: true });
  await writeFile(cache, 'no folder');
  const ended = await score('--fresh');
  await rm(cache);
  expect(ended).toEqual({ code: 0, output: expect.stringContaining('nothing was kept for the next run') });
  expect(await scorecards()).toEqual(before);
}, 60_000);

test('no published file contains people', async () => {
  await score();
  for (const text of Object.values(await scorecards())) expect(text).not.toMatch(/p-[0-9a-f]{16}/);
}, 60_000);

describe('nothing is changed, and the command is wrong, for', () => {
  test.each([
    ['a day that no month has', '2026-02-30', 'Expected a date or time'],
    ['a moment that no fact reaches', '2199-01-01', 'a moment that the facts reach'],
    ['a moment before the first fact', '1999-01-01', 'before the first fact'],
  ])('%s', async (_, asOf, says) => {
    const before = await scorecards();
    expect(await score('--as-of', asOf)).toEqual({ code: 2, output: expect.stringContaining(says) });
    expect(await scorecards()).toEqual(before);
  });

  test('a first day after the last fact', async () => {
    const before = await scorecards();
    await edit('content/org.yaml', (text) => `since: 2099-01-01\n${text}`);
    const ended = await score();
    await edit('content/org.yaml', (text) => text.replace(/^since: .*\n/, ''));
    expect(ended).toEqual({ code: 2, output: expect.stringMatching(/org\.yaml \(since\)/) });
    expect(await scorecards()).toEqual(before);
  });
});
