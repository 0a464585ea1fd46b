import { describe, expect, test } from 'vitest';
import { loadMetrics } from '../../scripts/lib/metrics.ts';
import type { Facts } from '../../src/facts/collection.ts';
import type { PullRequest } from '../../src/facts/schema.ts';
import type { Snapshot } from '../../src/facts/store.ts';
import { loadDefinitions } from '../../src/handbook/handbook.ts';
import { type Organisation, organisationSchema } from '../../src/handbook/organisation.ts';
import { scorecardSchema } from '../../src/scorecard/schema.ts';
import { commit, deployment, merged, sha } from '../support/facts.ts';
import { flow, snapshot } from '../support/flow.ts';
import { score as scored, type WrittenPage } from '../support/score.ts';

const definitions = await loadDefinitions('content');
const metrics = await loadMetrics();
/** What the tests speak of: each further metric takes time. */
const few = new Map(
  [...metrics].filter(([id]) =>
    [
      'change-failure-rate',
      'cycle-time',
      'first-review-time',
      'hotfix-frequency',
      'lead-time-for-changes',
      'merge-frequency',
      'pull-request-size',
      'review-coverage',
      'rework-rate',
      'technical-debt-ratio',
      'work-in-progress',
    ].includes(id),
  ),
);

const kpis = ['cycle-time', 'first-review-time', 'review-coverage'].map((metric) => ({ metric }));

function organisation(overrides: object = {}): Organisation {
  return organisationSchema.parse({
    name: 'Test organisation',
    repositories: [
      { name: 'sample-org/shop', deployments: { from: 'none' } },
      { name: 'sample-org/search', deployments: { from: 'none' } },
    ],
    teams: [
      { id: 'shop', name: 'Shop', owns: [{ repository: 'sample-org/shop' }], kpis },
      { id: 'search', name: 'Search', owns: [{ repository: 'sample-org/search' }], kpis },
    ],
    ...overrides,
  });
}

async function score(
  org: Organisation,
  snapshots: Snapshot[],
  asOf: string,
  measured: typeof metrics = few,
): Promise<WrittenPage[]> {
  const input = { organisation: org, definitions, metrics: measured, asOf: Date.parse(asOf) };
  return (await scored(input, snapshots)).pages;
}

function card(pages: WrittenPage[], scope: string, quarter: string) {
  const found = pages.find(
    ({ scorecard }) => scorecard.scope.id === scope && scorecard.quarter.id === quarter,
  );
  if (found === undefined) throw new Error(`no page for ${scope} in ${quarter}`);
  return found;
}

function metric(pages: WrittenPage[], scope: string, quarter: string, id: string) {
  const found = card(pages, scope, quarter).scorecard.metrics.find((each) => each.id === id);
  if (found === undefined) throw new Error(`no ${id}`);
  return found;
}

const steadyShop = flow('2025-01-02T00:00:00Z', 450, {});
const search = snapshot(
  'sample-org/search',
  { 'pull-requests': flow('2025-01-03T00:00:00Z', 450, { every: 1.5 }) },
  '2026-04-01T00:00:00Z',
);
const shopOf = (pulls: PullRequest[], coverage = {}) =>
  snapshot('sample-org/shop', { 'pull-requests': pulls }, '2026-04-01T00:00:00Z', coverage);

describe('scorecards', async () => {
  const snapshots = [shopOf(steadyShop), search];
  const pages = await score(organisation(), snapshots, '2026-04-01T00:00:00Z', metrics);

  test('exist for every team and the organisation in every quarter that the facts reach', async () => {
    const ids = new Set(pages.map(({ scorecard }) => `${scorecard.quarter.id} ${scorecard.scope.id}`));
    expect(ids.size).toBe(pages.length);
    expect(pages).toHaveLength(5 * 3);
  });

  test('and their evidence follow the published schema', async () => {
    for (const { scorecard, evidence } of pages) {
      expect(scorecardSchema.parse(scorecard)).toEqual(scorecard);
      expect([evidence.scope, evidence.quarter]).toEqual([scorecard.scope.id, scorecard.quarter.id]);
    }
  });

  test('are the same bytes for the same facts, in whatever order the repositories come', async () => {
    const again = await score(
      organisation(),
      [search, shopOf(steadyShop.toReversed())],
      '2026-04-01T00:00:00Z',
      metrics,
    );
    expect(JSON.stringify(again)).toBe(JSON.stringify(pages));
  });

  test('hold no person, pseudonym or login', async () => {
    expect(JSON.stringify(pages)).not.toMatch(/p-[0-9a-f]{16}|"person"|"author"|"login"/);
  });

  test('compare with the four closed quarters before, as far as they exist', async () => {
    expect(metric(pages, 'shop', '2026-Q1', 'cycle-time').baseline?.quarters).toEqual([
      '2025-Q1',
      '2025-Q2',
      '2025-Q3',
      '2025-Q4',
    ]);
    expect(metric(pages, 'shop', '2025-Q1', 'cycle-time')).toMatchObject({
      baseline: null,
      verdict: 'no-baseline',
    });
  });

  test('compare with the quarter before, too', async () => {
    expect(metric(pages, 'shop', '2026-Q1', 'cycle-time').previous?.quarters).toEqual(['2025-Q4']);
  });

  test('are of a closed quarter, and as of its end, once it is over', async () => {
    expect(card(pages, 'shop', '2026-Q1').scorecard).toMatchObject({
      asOf: '2026-04-01T00:00:00.000Z',
      quarter: { closed: true },
    });
    expect(card(pages, 'shop', '2025-Q3').scorecard.asOf).toBe('2025-10-01T00:00:00.000Z');
  });

  test('call a series without change steady', async () => {
    expect(metric(pages, 'shop', '2026-Q1', 'first-review-time')).toMatchObject({
      state: 'ok',
      verdict: 'steady',
    });
  });

  test('say not applicable, never zero, for deployments of what is not deployed', async () => {
    expect(metric(pages, 'shop', '2026-Q1', 'deployment-frequency')).toMatchObject({
      state: 'not-applicable',
      reason: 'sample-org/shop is not deployed.',
      verdict: null,
      summary: { value: null, size: { n: null } },
    });
  });

  test('say no data, never zero, where nothing was observed', async () => {
    expect(metric(pages, 'shop', '2026-Q1', 'time-to-restore-service')).toMatchObject({
      state: 'no-data',
      summary: { value: null },
    });
  });

  test('have as many items behind a number as its n', async () => {
    const { scorecard, evidence } = card(pages, 'shop', '2026-Q1');
    const cycle = scorecard.metrics.find(({ id }) => id === 'cycle-time');
    expect(evidence.behind['cycle-time'] ?? []).toHaveLength(cycle?.summary.size.n ?? -1);
  });

  test('say which repository is a fork, whose history began elsewhere', async () => {
    const shop = shopOf(steadyShop);
    const fork = { ...shop, repository: { ...shop.repository, fork: true } };
    const forked = await score(organisation(), [fork, search], '2026-04-01T00:00:00Z');
    expect(
      card(forked, 'organisation', '2026-Q1').scorecard.repositories.map(({ name, snapshot }) => [
        name,
        snapshot.fork,
      ]),
    ).toEqual([
      ['sample-org/search', false],
      ['sample-org/shop', true],
    ]);
  });

  test('pool the facts of all teams for the organisation', async () => {
    const n = (scope: string) => metric(pages, scope, '2025-Q3', 'cycle-time').summary.size.n ?? Number.NaN;
    expect(n('organisation')).toBe(n('shop') + n('search'));
  });
});

test('a change of a KPI is divided into what it consists of; other metrics’ are not', async () => {
  const pulls = [
    ...flow('2025-01-02T00:00:00Z', 364, { hours: 8 }),
    ...flow('2026-01-01T00:00:00Z', 85, { hours: 3, first: 1000 }),
  ];
  const movedBy = async (metrics: readonly string[]) => {
    const teams = organisation().teams.map((team) => ({
      ...team,
      kpis: metrics.map((id) => ({ metric: id })),
    }));
    const pages = await score(organisation({ teams }), [shopOf(pulls), search], '2026-04-01T00:00:00Z');
    const { verdict, movedBy } = metric(pages, 'shop', '2026-Q1', 'cycle-time');
    expect(verdict).toBe('improved');
    return movedBy.map(({ by }) => by);
  };
  expect(await movedBy(['cycle-time', 'first-review-time', 'review-coverage'])).toContain('phase');
  expect(await movedBy(['pull-request-size', 'first-review-time', 'review-coverage'])).toEqual([]);
});

test('a team says for each KPI what change would matter; for all else the organisation does', async () => {
  const { teams } = organisation();
  const demanding = teams.map((team) => ({
    ...team,
    kpis: kpis.map(({ metric }) => (metric === 'cycle-time' ? { metric, materiality: 0.5 } : { metric })),
  }));
  const pages = await score(
    organisation({ teams: demanding, materiality: 0.2 }),
    [shopOf(steadyShop), search],
    '2025-06-01T00:00:00Z',
  );
  expect(metric(pages, 'shop', '2025-Q2', 'cycle-time').materiality).toBe(0.5);
  expect(metric(pages, 'shop', '2025-Q2', 'review-coverage').materiality).toBe(0.2);
});

test('the organisation has the KPIs that most teams have, at most five', async () => {
  const of = (id: string, ...metrics: string[]) => ({
    ...organisation().teams[0],
    id,
    kpis: metrics.map((metric) => ({ metric })),
  });
  const teams = [
    of('shop', 'review-coverage', 'cycle-time', 'rework-rate', 'pull-request-size'),
    of('search', 'review-coverage', 'first-review-time', 'merge-frequency', 'work-in-progress'),
  ];
  const pages = await score(organisation({ teams }), [shopOf(steadyShop)], '2025-06-01T00:00:00Z');
  expect(card(pages, 'organisation', '2025-Q2').scorecard.kpis).toEqual([
    'review-coverage',
    'cycle-time',
    'first-review-time',
    'merge-frequency',
    'pull-request-size',
  ]);
});

test('a month of a rate is a twelfth of 365 days', async () => {
  const rows = steadyShop.map((row) => ({ ...row, labels: ['hotfix'] }));
  const facts = { 'pull-requests': rows, deployments: [deployment('d', '2025-01-08T08:00:00Z', 1)] };
  const deployed = organisation({
    repositories: [{ name: 'sample-org/shop' }, { name: 'sample-org/search' }],
  });
  const shop = snapshot('sample-org/shop', facts, '2026-04-01T00:00:00Z');
  const { size } = metric(
    await score(deployed, [shop], '2026-04-01T00:00:00Z'),
    'shop',
    '2026-Q1',
    'hotfix-frequency',
  ).summary;
  expect(size.exposure).toBeCloseTo(90 / (365 / 12), 9);
});

describe('scoring begins', () => {
  const facts = { 'pull-requests': flow('2025-07-07T00:00:00Z', 260, {}) };
  const first = async (more: Partial<Facts>, ...others: Snapshot[]) => {
    const teams = [
      {
        ...organisation().teams[0],
        owns: organisation().repositories.map(({ name }) => ({ repository: name })),
      },
    ];
    const org = organisation({
      teams,
      repositories: organisation().repositories.map(({ name }) => ({ name })),
    });
    const snapshots = [snapshot('sample-org/shop', { ...facts, ...more }, '2026-04-01T00:00:00Z'), ...others];
    return (await score(org, snapshots, '2026-04-01T00:00:00Z'))[0]?.scorecard;
  };

  test('with the first pull request, and its charts with the first whole week', async () => {
    expect((await first({}))?.quarter.id).toBe('2025-Q3');
    const cycle = (await first({}))?.metrics.find(({ id }) => id === 'cycle-time');
    expect(cycle?.chart?.weeks[0]?.start).toBe('2025-07-07T00:00:00.000Z');
  });

  test('with the first deployment, when that was earlier', async () => {
    expect((await first({ deployments: [deployment('d', '2025-02-03T08:00:00Z', 1)] }))?.quarter.id).toBe(
      '2025-Q1',
    );
  });

  test('not with a commit from before there were pull requests', async () => {
    expect((await first({ commits: [commit(1, { committedAt: '2025-02-03T08:00:00Z' })] }))?.quarter.id).toBe(
      '2025-Q3',
    );
  });

  test('with the earliest of a team’s repositories, whatever their order', async () => {
    const later = { 'pull-requests': flow('2025-10-02T00:00:00Z', 100, {}) };
    expect((await first({}, snapshot('sample-org/search', later, '2026-04-01T00:00:00Z')))?.quarter.id).toBe(
      '2025-Q3',
    );
    expect((await first({}, snapshot('sample-org/search', {}, '2026-04-01T00:00:00Z')))?.quarter.id).toBe(
      '2025-Q3',
    );
  });
});

describe('people are active in a quarter', () => {
  const person = (number: number) => ({ person: `p-${String(number).padStart(16, '0')}` });
  const active = async (row: PullRequest, quarter: string, asOf = '2026-04-01T00:00:00Z') => {
    const few = flow('2025-09-20T00:00:00Z', 150, { people: 2 });
    return card(await score(organisation(), [shopOf([...few, row])], asOf), 'shop', quarter).scorecard
      .activePeople;
  };
  const fields = { number: 900, createdAt: '2025-12-20T08:00:00Z', author: person(9) };

  test('who merged something, not who closed it', async () => {
    expect(await active(merged('2025-12-23T08:00:00Z', fields), '2025-Q4')).toBe(3);
    const closed = merged('2025-12-23T08:00:00Z', { ...fields, state: 'closed', mergedAt: null });
    expect(await active(closed, '2025-Q4')).toBe(2);
  });

  test('whose moment it holds: the first, not that after the last', async () => {
    const atMidnight = merged('2026-01-01T00:00:00Z', fields);
    expect([await active(atMidnight, '2025-Q4'), await active(atMidnight, '2026-Q1')]).toEqual([2, 3]);
  });

  test('before the time of scoring', async () => {
    const row = merged('2026-01-20T00:00:00Z', fields);
    expect(await active(row, '2026-Q1', '2026-01-20T00:00:00Z')).toBe(2);
    expect(await active(row, '2026-Q1', '2026-01-20T00:00:01Z')).toBe(3);
  });
});

test('a quicker first review is an improvement, with the sentence that says so', async () => {
  const pulls = [
    ...flow('2025-01-02T00:00:00Z', 364, { hours: 8 }),
    ...flow('2026-01-01T00:00:00Z', 85, { hours: 3, first: 1000 }),
  ];
  const result = metric(
    await score(organisation(), [shopOf(pulls), search], '2026-04-01T00:00:00Z'),
    'shop',
    '2026-Q1',
    'first-review-time',
  );
  expect(result.verdict).toBe('improved');
  expect(result.sentence.replaceAll('\u00a0', ' ')).toBe(
    'Half of all changes got a first review within 3.0 h; before, it took 8.0 h. This is not noise.',
  );
});

describe('a team of fewer than four people', async () => {
  const small = shopOf(flow('2025-01-02T00:00:00Z', 450, { people: 3 }));
  const pages = await score(organisation(), [small, search], '2026-04-01T00:00:00Z');

  test('has its figures withheld, with the reason and without a count', async () => {
    expect(metric(pages, 'shop', '2026-Q1', 'cycle-time')).toMatchObject({
      state: 'withheld',
      verdict: null,
      summary: { value: null, size: { n: null } },
      evidence: { total: 0, items: [] },
    });
    expect(card(pages, 'shop', '2026-Q1').evidence.behind).toEqual({});
  });

  test('is left out of the organisation’s figures, so that subtraction reveals nothing', async () => {
    expect(card(pages, 'organisation', '2026-Q1').scorecard.leftOutTeams).toEqual(['shop']);
    expect(metric(pages, 'organisation', '2026-Q1', 'cycle-time').summary).toEqual(
      metric(pages, 'search', '2026-Q1', 'cycle-time').summary,
    );
    expect(JSON.stringify(card(pages, 'organisation', '2026-Q1').evidence)).not.toContain('sample-org/shop#');
  });
});

describe('what no team owns', () => {
  const withTool = async (people: number) => {
    const tool = { 'pull-requests': flow('2025-01-04T00:00:00Z', 450, { every: 3, people }) };
    const repositories = ['shop', 'search', 'tool'].map((name) => ({
      name: `sample-org/${name}`,
      deployments: { from: 'none' },
    }));
    const snapshots = [shopOf(steadyShop), search, snapshot('sample-org/tool', tool, '2026-04-01T00:00:00Z')];
    const pages = await score(organisation({ repositories }), snapshots, '2026-04-01T00:00:00Z');
    const { scorecard, evidence } = card(pages, 'organisation', '2026-Q1');
    const n = (scope: string) => metric(pages, scope, '2026-Q1', 'cycle-time').summary.size.n ?? Number.NaN;
    return {
      leftOut: scorecard.unownedLeftOut,
      rest: n('organisation') - n('shop') - n('search'),
      told: JSON.stringify([scorecard, evidence]).includes('sample-org/tool#'),
    };
  };

  test('counts for the organisation alone', async () => {
    const { rest, ...others } = await withTool(5);
    expect(others).toEqual({ leftOut: false, told: true });
    expect(rest).toBeGreaterThan(20);
  });

  test('is left out where fewer than four people are behind it, so that subtraction reveals nothing', async () => {
    expect(await withTool(3)).toEqual({ leftOut: true, rest: 0, told: false });
  });
});

test('a team that grew to four people is shown from then on, against shown quarters only', async () => {
  const pulls = [
    ...flow('2025-01-02T00:00:00Z', 272, { people: 3 }),
    ...flow('2025-10-01T00:00:00Z', 181, { people: 6, first: 1000 }),
  ];
  const pages = await score(organisation(), [shopOf(pulls), search], '2026-04-01T00:00:00Z');
  expect(metric(pages, 'shop', '2025-Q3', 'cycle-time').state).toBe('withheld');
  expect(metric(pages, 'shop', '2026-Q1', 'cycle-time').baseline?.quarters).toEqual(['2025-Q4']);
});

test('a team that did not exist in the quarters before is part of the organisation’s figures', async () => {
  const young = shopOf(flow('2025-10-01T00:00:00Z', 181, { people: 6 }));
  const pages = await score(organisation(), [young, search], '2026-04-01T00:00:00Z');
  expect(card(pages, 'organisation', '2026-Q1').scorecard.leftOutTeams).toEqual([]);
});

test('a team that has shrunk is part of the figures of its larger days alone', async () => {
  const shrunk = shopOf([
    ...flow('2025-01-02T00:00:00Z', 360, { people: 6 }),
    ...flow('2026-01-02T00:00:00Z', 80, { people: 3, first: 1000 }),
  ]);
  const pages = await score(organisation(), [shrunk, search], '2026-04-01T00:00:00Z');
  const n = (scope: string, quarter: string) =>
    metric(pages, scope, quarter, 'cycle-time').summary.size.n ?? Number.NaN;
  expect(n('organisation', '2025-Q4')).toBe(n('shop', '2025-Q4') + n('search', '2025-Q4'));
  expect(n('organisation', '2026-Q1')).toBe(n('search', '2026-Q1'));
});

test('of a team that was too small when a week was, the organisation’s chart says nothing, whenever scoring began', async () => {
  const grown = shopOf([
    ...flow('2025-01-02T00:00:00Z', 272, { people: 3 }),
    ...flow('2025-10-01T00:00:00Z', 181, { people: 6, first: 1000 }),
  ]);
  const pages = await score(organisation({ since: '2026-01-01' }), [grown, search], '2026-04-01T00:00:00Z');
  const week = (scope: string) =>
    metric(pages, scope, '2026-Q1', 'cycle-time').chart?.weeks.find(({ start }) =>
      start.startsWith('2025-08-04'),
    );
  expect(week('shop')).toMatchObject({ value: null, n: null });
  expect(week('organisation')).toEqual(week('search'));
});

test('what lacks of all facts makes every number partial', async () => {
  const whole = shopOf(steadyShop);
  const unreadable = [{ collection: null, what: 'two days were not read' }];
  const partial = { ...whole, manifest: { ...whole.manifest, unreadable } };
  const pages = await score(organisation(), [partial, search], '2026-04-01T00:00:00Z');
  expect(metric(pages, 'shop', '2026-Q1', 'review-coverage')).toMatchObject({
    state: 'partial',
    reason: 'The facts are incomplete: sample-org/shop: two days were not read.',
  });
});

test('facts that are incomplete make a number partial: shown, explained, without a verdict', async () => {
  const partial = shopOf(steadyShop, {
    'pull-requests': { read: 450, expected: 460 },
    tags: { read: 0, expected: 9 },
  });
  const pages = await score(organisation(), [partial, search], '2026-04-01T00:00:00Z');
  const result = metric(pages, 'shop', '2026-Q1', 'cycle-time');
  expect(result).toMatchObject({ state: 'partial', verdict: null });
  expect(result.summary.value).not.toBeNull();
  expect(result.reason).toBe('The facts are incomplete: sample-org/shop: 450 of 460 pull requests read.');
  expect(metric(pages, 'search', '2026-Q1', 'cycle-time').state).toBe('ok');
});

describe('a quarter in progress', async () => {
  const pages = await score(organisation(), [shopOf(steadyShop), search], '2026-02-10T00:00:00Z');

  test('is marked as open, as of the facts', async () => {
    expect(card(pages, 'shop', '2026-Q1').scorecard).toMatchObject({
      asOf: '2026-02-10T00:00:00.000Z',
      quarter: { closed: false },
    });
  });

  test('is compared with the same number of days of earlier quarters', async () => {
    const { summary, baseline } = metric(pages, 'shop', '2026-Q1', 'cycle-time');
    expect(summary.size.n).toBeGreaterThan(35);
    expect(baseline?.summary.size.n).toBeLessThan(4 * 42);
  });

  test('draws only weeks that are over', async () => {
    const weeks = metric(pages, 'shop', '2026-Q1', 'cycle-time').chart?.weeks ?? [];
    expect(weeks.at(-1)?.start).toBe('2026-02-02T00:00:00.000Z');
  });
});

test('the baseline that a team names is the one used, and only quarters before the one shown', async () => {
  const teams = organisation().teams.map((team) => ({ ...team, baseline: ['2025-Q2', '2025-Q3'] }));
  const pages = await score(organisation({ teams }), [shopOf(steadyShop), search], '2026-04-01T00:00:00Z');
  expect(metric(pages, 'shop', '2026-Q1', 'cycle-time').baseline?.quarters).toEqual(['2025-Q2', '2025-Q3']);
  expect(metric(pages, 'shop', '2025-Q3', 'cycle-time').baseline?.quarters).toEqual(['2025-Q2']);
});

test('a baseline that the facts do not reach stops with its place and the remedy', async () => {
  const teams = organisation().teams.map((team) => ({ ...team, baseline: ['2019-Q2'] }));
  await expect(
    score(organisation({ teams }), [shopOf(steadyShop), search], '2026-04-01T00:00:00Z'),
  ).rejects.toThrow(/org\.yaml[\s\S]*2019-Q2[\s\S]*2025-Q1 to 2026-Q1/);
});

describe('one repository of two teams', async () => {
  const shared = organisation({
    repositories: [{ name: 'sample-org/shop', deployments: { from: 'none' } }],
    teams: ['shop', 'search'].map((id) => ({
      id,
      name: id,
      owns: [{ repository: 'sample-org/shop', labels: [`team/${id}`] }],
      kpis,
    })),
  });
  const pulls = steadyShop.map((row, index) => ({
    ...row,
    labels: index % 3 === 0 ? ['team/shop'] : index % 3 === 1 ? ['team/search', 'team/shop'] : [],
  }));
  const pages = await score(shared, [shopOf(pulls)], '2026-04-01T00:00:00Z');
  const n = (scope: string) => metric(pages, scope, '2025-Q3', 'cycle-time').summary.size.n ?? Number.NaN;

  test('is divided by labels', async () => {
    expect(n('shop')).toBeGreaterThan(n('search'));
    expect(n('search')).toBeGreaterThan(0);
  });

  test('counts each pull request once for the organisation, owned or not', async () => {
    const whole = await score(organisation(), [shopOf(pulls)], '2026-04-01T00:00:00Z');
    expect(n('organisation')).toBe(metric(whole, 'shop', '2025-Q3', 'cycle-time').summary.size.n);
  });

  test('has lead times of pull requests alone, even where the share without a team holds none', async () => {
    const labelled = steadyShop.map((row) => ({
      ...row,
      labels: ['team/shop'],
      mergeCommit: sha(row.number),
    }));
    const deployed = organisation({
      repositories: [{ name: 'sample-org/shop' }],
      teams: shared.teams.map((team) => ({ ...team, kpis })),
    });
    const facts = {
      'pull-requests': labelled,
      commits: labelled.map(({ number, mergedAt }) =>
        commit(number, { committedAt: mergedAt ?? '', pullRequest: number }),
      ),
      deployments: labelled
        .filter(({ number }) => number % 2 === 0)
        .map(({ number, mergedAt }) => deployment(`d${number}`, mergedAt ?? '', number)),
    };
    const scored = await score(
      deployed,
      [snapshot('sample-org/shop', facts, '2026-04-01T00:00:00Z')],
      '2026-04-01T00:00:00Z',
    );
    const summary = (scope: string) => metric(scored, scope, '2025-Q3', 'lead-time-for-changes').summary;
    expect(summary('organisation')).toEqual(summary('shop'));
    expect(card(scored, 'organisation', '2025-Q3').scorecard.activePeople).toBe(5);
  });

  test('does not put one team’s hotfix down to the other team’s deployment', async () => {
    const environments = organisation({
      repositories: [
        {
          name: 'sample-org/shop',
          deployments: { from: 'deployments', environments: ['shop-live', 'search-live'] },
        },
      ],
      teams: shared.teams.map((team) => ({
        ...team,
        owns: [
          { repository: 'sample-org/shop', labels: [`team/${team.id}`], environments: [`${team.id}-live`] },
        ],
      })),
    });
    const labelled = steadyShop.map((row, index) => ({
      ...row,
      labels: [index % 2 === 0 ? 'team/shop' : 'team/search', ...(index % 20 === 0 ? ['hotfix'] : [])],
    }));
    const deployments = labelled.flatMap(({ number, createdAt }) =>
      ['shop', 'search'].map((team, index) =>
        deployment(
          `${team}-${number}`,
          new Date(Date.parse(createdAt) - (index + 1) * 60_000).toISOString(),
          1,
          {
            environment: `${team}-live`,
          },
        ),
      ),
    );
    const facts = { 'pull-requests': labelled, deployments };
    const scored = await score(
      environments,
      [snapshot('sample-org/shop', facts, '2026-04-01T00:00:00Z')],
      '2026-04-01T00:00:00Z',
    );
    const hits = (scope: string) => metric(scored, scope, '2025-Q3', 'change-failure-rate').summary.size.hits;
    expect(hits('search')).toBe(0);
    expect(hits('shop')).toBeGreaterThan(0);
    expect(hits('organisation')).toBe(hits('shop'));
  });

  test('is told to be left out of the organisation’s figure only when no part of it counts, and then once', async () => {
    const labels = [['team/shop'], ['team/search'], []];
    const labelled = steadyShop.map((row) => ({ ...row, labels: labels[row.number % 3] ?? [] }));
    const notes = async (title: (row: PullRequest) => string) => {
      const rows = labelled.map((row) => ({ ...row, title: title(row) }));
      const searched = flow('2025-01-03T00:00:00Z', 450, {}).map((row) => ({ ...row, title: 'fix: it' }));
      const both = organisation({
        repositories: ['shop', 'search'].map((name) => ({ name: `sample-org/${name}` })),
        teams: shared.teams.map((team) => ({
          ...team,
          owns: [...team.owns, { repository: 'sample-org/search' }],
          kpis,
        })),
      });
      const other = snapshot('sample-org/search', { 'pull-requests': searched }, '2026-04-01T00:00:00Z');
      const scored = await score(both, [shopOf(rows), other], '2026-04-01T00:00:00Z');
      return metric(scored, 'organisation', '2026-Q1', 'technical-debt-ratio').notes;
    };
    expect(await notes(({ labels }) => (labels.length > 0 ? 'feat: a change' : 'A change'))).toEqual([]);
    expect(await notes(() => 'A change')).toEqual([
      'Not counted here: no merged pull request of sample-org/shop says what kind of work it is',
    ]);
  });

  test('cannot be divided by paths that were not read', async () => {
    const byPath = organisation({
      repositories: shared.repositories,
      teams: [
        { id: 'shop', name: 'Shop', owns: [{ repository: 'sample-org/shop', paths: ['cart/**'] }], kpis },
      ],
    });
    await expect(score(byPath, [shopOf(steadyShop)], '2026-04-01T00:00:00Z')).rejects.toThrow(
      /no file paths/,
    );
  });
});
