import { describe, expect, test } from 'vitest';
import type { Snapshot } from '../../src/facts/store.ts';
import { DAY } from '../../src/facts/time.ts';
import { loadDefinitions } from '../../src/handbook/handbook.ts';
import { organisationSchema } from '../../src/handbook/organisation.ts';
import { readImport } from '../../src/sources/imports/readImport.ts';
import { importOf } from '../sources/imports/folder.ts';
import { merged } from '../support/facts.ts';
import { score } from '../support/score.ts';
import { snapshotOf } from '../support/snapshot.ts';

/*
 * Figures of customers and of money have minimums of their own. Two teams of six authors each export a quarter; only
 * what is behind the figures differs.
 */

const definitions = await loadDefinitions('content');
const AS_OF = '2026-10-01T00:00:00Z';

const organisation = organisationSchema.parse({
  name: 'Acme',
  repositories: [{ name: 'acme/shop' }, { name: 'acme/search' }],
  teams: ['shop', 'search'].map((id) => ({
    id,
    name: id,
    owns: [{ repository: `acme/${id}` }],
    kpis: ['cycle-time', 'merge-frequency', 'review-coverage'].map((metric) => ({ metric })),
  })),
});

function snapshot(team: string, first: number): Snapshot {
  const start = Date.parse('2026-07-02T08:00:00Z');
  const pullRequests = Array.from({ length: 48 }, (_, index) =>
    merged(new Date(start + index * DAY + 36_000_000).toISOString(), {
      number: index + 1,
      createdAt: new Date(start + index * DAY).toISOString(),
      author: { person: `p-${String(first + (index % 6)).padStart(16, '0')}` },
    }),
  );
  return snapshotOf(`acme/${team}`, { 'pull-requests': pullRequests }, AS_OF);
}

interface Row {
  team: string;
  value: number;
  of?: number;
  cluster?: string;
  people?: number;
}

/** @returns state and reason of an imported metric by scope, in the quarter of some rows, one a day from 1 July on */
async function stated(metric: string, rows: readonly Row[]) {
  const cell = (value: string | number | undefined) => value ?? '';
  const lines = rows.map(({ team, value, of, cluster, people }, index) =>
    [new Date(Date.parse('2026-07-01') + index * DAY).toISOString().slice(0, 10), team, value]
      .concat([cell(of), cell(cluster), cell(people)])
      .join(','),
  );
  const request = await importOf(
    `title: Rows
tool: Sheet
delivered: quarterly
timeZone: UTC
currency: EUR
tables:
  rows:
    files: "*.csv"
    columns:
      day: {from: day, as: time, format: "%Y-%m-%d", required: true}
      team: {from: team}
      value: {from: value, as: number}
      of: {from: of, as: number}
      cluster: {from: cluster}
      people: {from: people, as: number}
observations:
  - metric: ${metric}
    select: SELECT day AS at, team, value, "of", cluster, people, file, row FROM rows
`,
    { 'rows-2026-09-30.csv': ['day,team,value,of,cluster,people', ...lines, ''].join('\n') },
  );
  const definition = definitions.get(metric);
  if (definition === undefined) throw new Error(`no metric ${metric}`);
  const targets = { ...request.targets, metrics: new Map([[metric, definition]]) };
  const { manifest } = await readImport({ ...request, targets });
  if (manifest === null) throw new Error('nothing was imported');
  const { pages } = await score(
    { organisation, definitions, metrics: new Map(), asOf: Date.parse(AS_OF) },
    [snapshot('shop', 1), snapshot('search', 11)],
    [],
    { imports: [manifest], data: request.data },
  );
  return new Map(
    pages.flatMap(({ scorecard: { scope, metrics }, evidence }) =>
      metrics
        .filter(({ id }) => id === metric)
        .map(({ state, reason, summary }) => [
          scope.id,
          { state, reason, value: summary.value, items: evidence.behind[metric]?.length ?? 0 },
        ]),
    ),
  );
}

const rows = (team: string, count: number, row: Partial<Row> = {}): Row[] =>
  Array.from({ length: count }, () => ({ team, value: 1, ...row }));

describe('answers of customers', () => {
  test('are shown from ten on, and withheld with all that leads to them below', async () => {
    const shown = await stated('customer-satisfaction', [...rows('shop', 10), ...rows('search', 10)]);
    expect([...shown.values()].map(({ state }) => state)).toEqual(['ok', 'ok', 'ok']);
    const held = await stated('customer-satisfaction', [...rows('shop', 30), ...rows('search', 9)]);
    expect(held.get('search')).toEqual({
      state: 'withheld',
      reason: 'Fewer than 10 answers are behind this figure, so it would speak of single customers.',
      value: null,
      items: 0,
    });
    expect(['shop', 'organisation'].filter((scope) => held.get(scope)?.state === 'ok')).toHaveLength(1);
    expect([held.get('shop'), held.get('organisation')].map((result) => result?.reason)).toContainEqual(
      'Withheld to protect another figure: beside what else is published, this one would show fewer than 10 answers, or mostly one.',
    );
  });

  test('of one customer count once, however many there are', async () => {
    const few = Array.from({ length: 40 }, (_, index) => ({
      team: 'shop',
      value: 1,
      cluster: `customer ${index % 5}`,
    }));
    expect((await stated('customer-satisfaction', few)).get('shop')?.state).toBe('withheld');
  });

  test('in sums count as many as a sum has: two sums may be of the same customers', async () => {
    const sumsOf = async (of: number) =>
      (await stated('customer-retention', rows('shop', 3, { value: of, of }))).get('shop')?.state;
    expect([await sumsOf(9), await sumsOf(12)]).toEqual(['withheld', 'ok']);
  });
});

describe('a sum of money', () => {
  test('is shown from three amounts on, and withheld below', async () => {
    const sumOf = async (count: number) =>
      (await stated('engineering-cost-per-feature', rows('shop', count, { value: 900, of: 2 }))).get('shop');
    expect((await sumOf(3))?.value).toBe(450);
    expect((await sumOf(2))?.reason).toBe(
      'Fewer than 3 amounts are behind this figure, so it would speak of single amounts.',
    );
  });

  test('is withheld where one amount is more than three quarters of it', async () => {
    const [most, small] = [
      { value: 91_000, of: 1 },
      { value: 1000, of: 1 },
    ];
    const sums = await stated('engineering-cost-per-feature', [
      ...rows('shop', 9, small),
      ...rows('shop', 1, most),
    ]);
    expect(sums.get('shop')).toMatchObject({
      state: 'withheld',
      reason: 'More than three quarters of this figure is one of its amounts, so it would speak of that one.',
    });
  });

  test('over one large amount is withheld as well: multiplied back, it shows that one', async () => {
    const sums = await stated('return-on-investment', [
      ...rows('shop', 5, { value: 1000, of: 10 }),
      ...rows('shop', 1, { value: 1000, of: 9000 }),
    ]);
    expect(sums.get('shop')?.reason).toMatch(/More than three quarters/);
  });

  test('counts as many amounts as a row says that it is the sum of', async () => {
    const recurring = (people: number) =>
      stated('net-dollar-retention', [{ team: 'organisation', value: 110, of: 100, people }]);
    expect((await recurring(9)).get('organisation')?.state).toBe('withheld');
    expect((await recurring(54)).get('organisation')?.value).toBe(1.1);
  });
});

test('every imported metric of customers or money has a minimum, and none of a team’s members has a second one', () => {
  const imported = [...definitions].filter(([, { live }]) => live.length === 1 && live[0] === 'import');
  const without = imported.filter(([, { minimum }]) => minimum === undefined);
  expect(
    without
      .filter(([, { family }]) => ['business', 'customer', 'adoption'].includes(family))
      .map(([id]) => id),
  ).toEqual([]);
  expect(without.filter(([, { unit }]) => unit === 'currency')).toEqual([]);
  expect(imported.filter(([, { minimum, respondents }]) => minimum && respondents)).toEqual([]);
});
