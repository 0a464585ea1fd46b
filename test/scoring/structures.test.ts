import { describe, expect, test } from 'vitest';
import { loadMetrics } from '../../scripts/lib/metrics.ts';
import type { Facts } from '../../src/facts/collection.ts';
import type { Actor } from '../../src/facts/schema.ts';
import { loadDefinitions } from '../../src/handbook/handbook.ts';
import { organisationSchema } from '../../src/handbook/organisation.ts';
import { commit, sha } from '../support/facts.ts';
import { flow, snapshot } from '../support/flow.ts';
import { score } from '../support/score.ts';

const NAME = 'acme/mono';
const ASOF = '2026-04-02T00:00:00Z';
const definitions = await loadDefinitions('content');
const measured = [
  'merge-frequency',
  'cycle-time',
  'pair-programming-rate',
  'deployment-frequency',
  'change-failure-rate',
];
const metrics = new Map([...(await loadMetrics())].filter(([id]) => measured.includes(id)));
const kpis = ['cycle-time', 'first-review-time', 'review-coverage'].map((metric) => ({ metric }));

/** @returns what a figure of a team is in the first quarter of 2026 */
async function figures(
  settings: object,
  owns: Readonly<Record<string, object>>,
  facts: Partial<Facts>,
  rest: object = {},
) {
  const organisation = organisationSchema.parse({
    name: 'Acme',
    since: '2026-01-01',
    ...rest,
    repositories: [{ name: NAME, ...settings }],
    teams: Object.entries(owns).map(([id, own]) => ({
      id,
      name: id,
      owns: [{ repository: NAME, ...own }],
      kpis,
    })),
  });
  const { pages } = await score({ organisation, definitions, metrics, asOf: Date.parse(ASOF) }, [
    snapshot(NAME, facts, ASOF),
  ]);
  return (team: string, metric: string) => {
    const page = pages.find(
      ({ scorecard }) => scorecard.scope.id === team && scorecard.quarter.id === '2026-Q1',
    );
    const found = page?.scorecard.metrics.find(({ id }) => id === metric);
    if (found === undefined) throw new Error(`no ${metric} of ${team}`);
    return { state: found.state, n: found.summary.size.n, page };
  };
}

const person = (number: number): Actor => ({ person: `p-${String(number).padStart(16, '0')}` });

describe('a clone that teams share by path', () => {
  const days = Array.from({ length: 80 }, (_, index) => new Date(Date.UTC(2026, 0, 5 + index)).toISOString());
  const commits = days.map((at, index) =>
    commit(index + 1, {
      authoredAt: at,
      committedAt: at,
      author: index % 2 === 0 ? person(index % 10) : person(20 + (index % 4)),
      paths: [index % 2 === 0 ? 'shop/a.ts' : 'labs/b.ts'],
    }),
  );
  const tags = [10, 20, 30].map((number) => ({
    name: `v1.${number}.0`,
    sha: sha(number),
    at: days[number] ?? '',
  }));

  test('measures each by its own commits, and withholds what fewer than four people wrote', async () => {
    const of = await figures(
      { source: 'git', path: '.' },
      { shop: { paths: ['shop/**'] }, labs: { paths: ['labs/**'] } },
      { commits, tags },
    );
    expect(of('shop', 'pair-programming-rate')).toMatchObject({ state: 'ok', n: 40 });
    expect(of('shop', 'deployment-frequency')).toMatchObject({ state: 'ok', n: 3 });
    expect(of('labs', 'pair-programming-rate').state).toBe('withheld');
    // The organisation’s figure would give away the one that is withheld.
    expect(of('organisation', 'pair-programming-rate')).toMatchObject({ n: 40 });
  });
});

describe('people whom org.yaml leaves out', () => {
  const pulls = flow('2026-01-05T08:00:00Z', 80, { people: 5 });
  const external = pulls.map((row, index) =>
    index % 4 === 0 ? { ...row, author: { bot: 'left out' } } : row,
  );

  test('count in no figure, and nothing says how many they are or what they did', async () => {
    const of = await figures({ deployments: { from: 'none' } }, { shop: {} }, { 'pull-requests': external });
    const { n, page } = of('shop', 'merge-frequency');
    expect(n).toBe(60);
    expect(JSON.stringify([page?.scorecard, page?.evidence])).not.toMatch(/left out|by automation/);
  });

  test('do not make a team large enough to be shown', async () => {
    const few = flow('2026-01-05T08:00:00Z', 80, { people: 4 }).map((row) => ({
      ...row,
      author: JSON.stringify(row.author) === JSON.stringify(person(0)) ? { bot: 'left out' } : row.author,
      reviews: [],
    }));
    const of = await figures({ deployments: { from: 'none' } }, { shop: {} }, { 'pull-requests': few });
    expect(of('shop', 'cycle-time').state).toBe('withheld');
  });
});

describe('versions of an app', () => {
  test('of which one is a hotfix make the one that it builds on a failed deployment', async () => {
    const pulls = flow('2026-01-05T08:00:00Z', 80, { people: 5 }).map((row) => ({
      ...row,
      mergeCommit: sha(row.number),
    }));
    const commits = pulls.map(({ number, mergedAt }) =>
      commit(number, { committedAt: mergedAt ?? '', pullRequest: number }),
    );
    const tags = [10, 24, 38, 52, 66].map((number) => ({
      name: number === 38 ? 'hotfix-3' : `app-${number}`,
      sha: sha(number),
      at: pulls[number]?.mergedAt ?? '',
    }));
    const deployments = { from: 'tags', tags: ['app-*', 'hotfix-*'] };
    const of = await figures(
      { deployments },
      { app: {} },
      { 'pull-requests': pulls, commits, tags },
      { hotfix: { tags: ['hotfix-*'] } },
    );
    expect(of('app', 'deployment-frequency')).toMatchObject({ state: 'ok', n: 5 });
    const { page } = of('app', 'change-failure-rate');
    const failed = page?.evidence.behind['change-failure-rate']?.filter(({ value }) => value === 1);
    expect(failed).toMatchObject([{ title: 'app-24', note: `${NAME} tag hotfix-3 is a hotfix of it` }]);
  });
});
