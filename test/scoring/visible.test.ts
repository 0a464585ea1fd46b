import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import {
  type Measurement,
  measurement,
  type Observation,
} from '../../src/metrics/populations/observation.ts';
import { pullRequestPopulation } from '../../src/metrics/populations/pullRequests.ts';
import { writeTables } from '../../src/scoring/tables/repositoryTables.ts';
import { visibleIn } from '../../src/scoring/tables/visible.ts';
import { database } from '../support/database.ts';
import { pullRequest, repository, review } from '../support/facts.ts';
import { ownFolder } from '../support/runFolder.ts';
import { noPullRequests } from '../support/tables.ts';
import { defaultRules } from '../support/view.ts';

/*
 * Which quarters see a change, by what changes. Quarters begin on 1 January, April and July, and the first whole weeks
 * in them on 6 April and 6 July.
 */

const NAME = 'sample-org/shop';
const calendar = { timeZone: 'UTC', fiscalYearStart: 1 };
const through = Date.parse('2026-09-01T00:00:00Z');
const at = (day: string) => Date.parse(`${day}T12:00:00Z`);

function seen(number: number, day: string, rest: Partial<Observation> = {}): Observation {
  const item = { id: `${NAME}#${number}`, kind: 'issue' as const, title: `Issue ${number}`, url: null };
  return { at: at(day), until: null, value: 1, item, note: null, ...rest };
}

interface Share {
  observations?: readonly Observation[];
  rest?: Partial<Measurement>;
  pulls?: Parameters<typeof pullRequestPopulation>[2];
}

const folder = await ownFolder();
await mkdir(join(folder, 'people'));

async function visible(shares: readonly Share[], shared: boolean) {
  const opened = await database();
  const measured = shares.map(({ observations = [], rest = {}, pulls = [] }) => ({
    repository: NAME,
    shared,
    measurements: [measurement('level', observations, rest)],
    pullRequests:
      pulls.length === 0 ? noPullRequests : pullRequestPopulation(repository(), defaultRules, pulls),
    traits: [],
    changes: [],
  }));
  await writeTables(opened, folder, measured);
  const parts = shares.map(() => ({
    team: 'team',
    shared,
    observedFrom: null,
    ownedFrom: null,
    ownedUntil: null,
    conventions: 0,
    deploymentsFrom: '',
    observations: [],
    notApplicable: [],
    phases: [],
  }));
  return visibleIn(opened, measured, { shares: parts, through }, calendar);
}

/** @returns from which days on it can be seen that the second is not the first, `ever` for all times */
async function difference(before: readonly Share[], after: readonly Share[], { shared = false } = {}) {
  const [first, second] = [await visible(before, shared), await visible(after, shared)].map((shares) =>
    shares.map((share) => new Map(share)),
  );
  const days = new Set<string>();
  for (const [share, own] of (first ?? []).entries()) {
    const other = second?.[share] ?? new Map<number | null, string>();
    for (const from of new Set([...own.keys(), ...other.keys()]))
      if (own.get(from) !== other.get(from))
        days.add(from === null ? 'ever' : new Date(from).toISOString().slice(0, 10));
  }
  return [...days].sort();
}

const one = (...observations: Observation[]): Share[] => [{ observations }];
const base = [seen(1, '2026-01-15'), seen(2, '2026-05-20')];

describe('a change can be seen', () => {
  test('nowhere, when numbers of items and texts are others alone', async () => {
    expect(await difference(one(...base), one(...base.toReversed()))).toEqual([]);
  });

  test('from the moment of what is new', async () => {
    expect(await difference(one(...base), one(...base, seen(3, '2026-08-01')))).toEqual(['2026-07-06']);
    expect(await difference(one(...base), one(...base, seen(3, '2026-07-02')))).toEqual(['2026-07-01']);
    expect(await difference(one(...base), one(...base, seen(3, '2026-12-01')))).toEqual(['2026-07-06']);
  });

  test.each<[what: string, rest: Partial<Observation>]>([
    ['value', { value: 2 }],
    ['part of a denominator', { of: 2 }],
    ['note', { note: 'another' }],
    ['title', { item: { ...seen(2, '2026-05-20').item, title: 'Another' } }],
  ])('from the moment of the row that has another %s', async (_, rest) => {
    expect(await difference(one(...base), one(seen(1, '2026-01-15'), seen(2, '2026-05-20', rest)))).toEqual([
      '2026-04-06',
    ]);
  });

  test('from the end of what ends, and from when it comes to count', async () => {
    for (const rest of [{ until: at('2026-08-03') }, { settledAt: at('2026-08-03') }])
      expect(
        await difference(one(...base), one(seen(1, '2026-01-15', rest), base[1] ?? seen(2, ''))),
      ).toEqual(['2026-07-06']);
  });

  test('from the first row of an item on, where teams share it', async () => {
    const [first, second] = base;
    if (first === undefined || second === undefined) throw new Error('two rows');
    expect(
      await difference(
        one(first, second),
        one({ ...first, until: at('2026-08-03') }, second, seen(2, '2026-08-01', { value: 3 })),
        { shared: true },
      ),
    ).toEqual(['2026-01-05', '2026-04-06']);
  });

  test('at all times, where another repository may have the shared item, too', async () => {
    const foreign = { ...seen(1, '2026-05-20'), item: { ...seen(1, '').item, id: 'PD-1' } };
    expect(await difference(one(...base), one(...base, foreign), { shared: true })).toEqual(['ever']);
    expect(await difference(one(...base), one(...base, foreign))).toEqual(['2026-04-06']);
  });

  test('at all times, when it is the first row of a metric, or the first that depends on others', async () => {
    expect(await difference([{}], one(...base))).toContain('ever');
    expect(
      await difference(one(...base), one(...base, seen(3, '2026-08-01', { cluster: 'Release 1' }))),
    ).toEqual(['2026-07-06', 'ever']);
  });

  test('from the row of the whole on, when a part of it changes', async () => {
    const rest = (value: number): Partial<Measurement> => ({
      phases: [{ id: 'a', label: 'A', observations: [seen(1, '2026-05-20', { value })] }],
    });
    expect(
      await difference([{ observations: base, rest: rest(1) }], [{ observations: base, rest: rest(2) }]),
    ).toEqual(['2026-01-05']);
  });

  test('from the moment of a remark, and from the beginning and the end of what is open', async () => {
    const from = at('2026-05-20');
    const open = (to: number | null) => ({ rest: { open: [{ id: `${NAME}#1`, from, to }] } });
    const remarked = (text: string) => ({ rest: { remarks: [{ id: `${NAME}#1`, at: from, text }] } });
    expect(await difference([open(null)], [open(at('2026-08-03'))])).toEqual(['2026-07-06']);
    expect(await difference([remarked('a')], [remarked('b')])).toEqual(['2026-04-06']);
  });

  test('from the opening of a pull request that has another title, from its end, and from a review', async () => {
    const pull = { number: 1, createdAt: '2026-01-15T12:00:00Z' };
    const closed = { state: 'closed' as const, closedAt: '2026-08-03T12:00:00Z' };
    const pulls = (fields: Parameters<typeof pullRequest>[0]) => [
      { pulls: [pullRequest({ ...pull, ...fields })] },
    ];
    expect(await difference(pulls({}), pulls({ title: 'Another' }))).toEqual(['2026-01-05']);
    expect(await difference(pulls({}), pulls({ author: { person: 'p-1' } }))).toEqual(['2026-01-05']);
    expect(await difference(pulls({}), pulls(closed))).toEqual(['2026-07-06']);
    expect(await difference(pulls({}), pulls({ reviews: [review('2026-08-03T12:00:00Z')] }))).toEqual([
      '2026-07-06',
    ]);
  });
});
