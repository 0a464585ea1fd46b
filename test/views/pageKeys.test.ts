import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Definition } from '../../src/handbook/definition.ts';
import type { Scorecard } from '../../src/scorecard/schema.ts';
import { isPresent, libraryOf } from '../../src/views/library.ts';
import { type PageKeys, pageKeysOf } from '../../src/views/pageKeys.ts';
import { pastScorecard } from '../../src/views/pastScorecard.ts';
import { quarter, readRepository, result, scorecard } from '../support/scorecards.ts';

const definitions: { id: string; definition: Definition }[] = [];
const first = { quarter: quarter(1), repositories: [readRepository('a')] };
const cards = {
  past: scorecard('Web', first),
  latest: scorecard('Web'),
  open: scorecard('Web', { quarter: quarter(3, false) }),
};

/** Files of which pages are made, below the project’s folder. */
const files = {
  component: 'src/components/Kpi.astro',
  style: 'src/styles/kpi.css',
  settings: 'astro.config.mjs',
  libraries: 'package-lock.json',
  metric: 'content/metrics/cycle-time.mdx',
  organisation: 'content/organisation/org.yaml',
  review: 'content/organisation/reviews/web/2026-Q1.mdx',
  events: 'content/organisation/events.yaml',
  note: 'content/organisation/notes/metrics/cycle-time.md',
  rule: 'content/organisation/pages/rules/own.ts',
  seal: 'data/seals/2026-Q1/web.json',
  evidence: 'data/scorecards/2026-Q1/web.evidence.parquet',
};
let root = '';

async function keysOf(
  scorecards: readonly Scorecard[],
  { env = {}, changes = new Map<string, string>() } = {},
): Promise<PageKeys> {
  const all = libraryOf(scorecards, definitions);
  const shown = scorecards.map((card) => (isPresent(all, card.quarter) ? card : pastScorecard(card)));
  const [content, data] = [join(root, 'content'), join(root, 'data')];
  return pageKeysOf({
    root,
    folders: { content, organisation: join(content, 'organisation'), data },
    env,
    library: libraryOf(shown, definitions),
    changes,
  });
}

const keyOf = async (scorecards: Partial<typeof cards> = {}, options = {}) =>
  (await keysOf(Object.values({ ...cards, ...scorecards }), options)).quarters.get('2026-Q1');

async function write(file: string, text: string): Promise<void> {
  await mkdir(dirname(join(root, file)), { recursive: true });
  await writeFile(join(root, file), text);
}

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'plumbline-keys-'));
  for (const file of Object.values(files)) await write(file, 'before');
});
afterAll(() => rm(root, { recursive: true, force: true }));

describe('the pages of a past quarter are rendered again after a change', () => {
  test.each(Object.entries(files))('of a file: %s', async (_, file) => {
    const before = await keyOf();
    await write(file, 'after');
    expect(await keyOf()).not.toBe(before);
    await write(file, 'before');
    expect(await keyOf()).toBe(before);
  });

  test.each([
    'PLUMBLINE_SITE',
    'PLUMBLINE_BASE',
    'GITHUB_SERVER_URL',
    'GITHUB_REPOSITORY',
    'GITHUB_REF_NAME',
  ])('of the variable %s', async (name) => {
    expect(await keyOf({}, { env: { [name]: 'x' } })).not.toBe(await keyOf());
  });

  const changed: [string, Partial<typeof cards>][] = [
    ['its figures', { past: scorecard('Web', { ...first, metrics: [result({ verdict: 'worsened' })] }) }],
    ['its KPIs', { past: scorecard('Web', { ...first, kpis: [] }) }],
    ['the visibility', { past: scorecard('Web', { ...first, visibility: 'public' }) }],
    [
      'what is missing of a repository',
      { past: scorecard('Web', { ...first, repositories: [readRepository('a', { partial: ['issues'] })] }) },
    ],
    ['the team’s name in the quarter after', { latest: scorecard('Shop') }],
    ['the organisation’s name', { latest: scorecard('Web', { organisation: 'Other' }) }],
    ['whether the quarter after is closed', { latest: scorecard('Web', { quarter: quarter(2, false) }) }],
  ];
  test.each(changed)('of %s', async (_, scorecards) => {
    expect(await keyOf(scorecards)).not.toBe(await keyOf());
  });

  test('of when a page of the handbook was last edited', async () => {
    const changes = new Map([['metrics/cycle-time.mdx', '2026-07-01T00:00:00Z']]);
    expect(await keyOf({}, { changes })).not.toBe(await keyOf());
  });

  test('of a figure of an earlier quarter, which their charts show', async () => {
    const third = scorecard('Web', { quarter: { ...quarter(3), closed: true } });
    const before = await keysOf([cards.past, cards.latest, third]);
    const past = scorecard('Web', { ...first, metrics: [result({ verdict: 'improved' })] });
    const after = await keysOf([past, cards.latest, third]);
    expect(after.quarters.get('2026-Q2')).not.toBe(before.quarters.get('2026-Q2'));
  });
});

describe('the pages of a past quarter are kept', () => {
  test('when facts were read again', async () => {
    const repositories = [readRepository('a', { readThrough: '2026-09-01T00:00:00Z' })];
    expect(await keyOf({ past: scorecard('Web', { ...first, repositories }) })).toBe(await keyOf());
  });

  test('when figures of a later quarter changed', async () => {
    const metrics = [result({ verdict: 'worsened' })];
    expect(await keyOf({ open: scorecard('Web', { quarter: quarter(3, false), metrics }) })).toBe(
      await keyOf(),
    );
    expect(await keyOf({ latest: scorecard('Web', { metrics }) })).toBe(await keyOf());
  });
});

const textKey = async (scorecards: Partial<typeof cards> = {}) =>
  (await keysOf(Object.values({ ...cards, ...scorecards }))).text;

describe('a page of text without figures', () => {
  test('is kept when figures of any quarter changed', async () => {
    const metrics = [result({ verdict: 'worsened' })];
    expect(await textKey({ past: scorecard('Web', { ...first, metrics }) })).toBe(await textKey());
    expect(await textKey({ latest: scorecard('Web', { metrics }) })).toBe(await textKey());
  });

  test.each([
    ['a team’s KPIs', { latest: scorecard('Web', { kpis: [] }) }],
    ['a team’s name', { latest: scorecard('Shop') }],
    ['whether data are those of the sample', { latest: scorecard('Web', { sample: true }) }],
  ])('is rendered again after a change of %s', async (_, scorecards) => {
    expect(await textKey(scorecards)).not.toBe(await textKey());
  });

  test('is rendered again after a change of a file', async () => {
    const before = await textKey();
    await write(files.note, 'after');
    expect(await textKey()).not.toBe(before);
    await write(files.note, 'before');
  });
});

test('the latest closed quarter and those after it are rendered each time', async () => {
  expect([...(await keysOf(Object.values(cards))).quarters.keys()]).toEqual(['2026-Q1']);
});

test('a scorecard of a past quarter that was not read through its end says how far it was', () => {
  const readThrough = '2026-03-20T00:00:00Z';
  const past = pastScorecard(
    scorecard('Web', { ...first, repositories: [readRepository('a', { readThrough })] }),
  );
  expect(past.repositories[0]?.readThrough).toBe(readThrough);
});
