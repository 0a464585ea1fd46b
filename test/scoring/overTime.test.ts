import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { loadMetrics } from '../../scripts/lib/metrics.ts';
import { restatementLines } from '../../scripts/lib/restatementLines.ts';
import type { PullRequest } from '../../src/facts/schema.ts';
import { loadDefinitions } from '../../src/handbook/handbook.ts';
import { organisationSchema } from '../../src/handbook/organisation.ts';
import type { DatedOrganisation } from '../../src/handbook/ownershipOverTime.ts';
import {
  changedConventions,
  restatementsOf,
  type Seal,
  sealOf,
  settingsChanges,
  settingsIn,
} from '../../src/scorecard/seal.ts';
import { sealContextOf, sealedIdsOf } from '../../src/scorecard/sealContext.ts';
import { issue, sha } from '../support/facts.ts';
import { flow, snapshot } from '../support/flow.ts';
import { score, type WrittenPage } from '../support/score.ts';

/** Two teams with a year of work in four repositories, whose organisation changes. */

const definitions = await loadDefinitions('content');
const measured = [
  'cycle-time',
  'first-review-time',
  'review-coverage',
  'work-in-progress',
  'merge-frequency',
];
const all = await loadMetrics();
const metrics = new Map([...all].filter(([id]) => measured.includes(id)));
const names = ['acme/shop', 'acme/pay', 'acme/search', 'acme/tools'];
const START = '2025-07-01T08:00:00Z';
const facts = new Map(
  names.map((name, index) => [
    name,
    snapshot(
      name,
      { 'pull-requests': flow(START, 330, { every: 1 + index, people: 5 + index, hours: 2 + index }) },
      '2026-06-20T00:00:00Z',
    ),
  ]),
);
const ASOF = Date.parse('2026-06-20T00:00:00Z');
const kpis = ['cycle-time', 'first-review-time', 'review-coverage'].map((metric) => ({ metric }));
const shop = {
  id: 'shop',
  name: 'Shop',
  owns: [{ repository: 'acme/shop' }, { repository: 'acme/pay' }],
  kpis,
};
const find = {
  id: 'find',
  name: 'Find',
  owns: [{ repository: 'acme/search' }, { repository: 'acme/tools' }],
  kpis,
};

function organisation(teams: readonly object[], rest: object = {}): DatedOrganisation {
  return organisationSchema.parse({
    name: 'Acme',
    since: '2025-07-01',
    repositories: names.map((name) => ({ name, deployments: { from: 'none' } })),
    teams,
    ...rest,
  });
}

async function pagesOf(org: DatedOrganisation, seen = facts): Promise<WrittenPage[]> {
  const snapshots = org.repositories.flatMap(({ name, formerly = [] }) => {
    const known = seen.get(name) ?? seen.get(formerly[0] ?? '');
    return known === undefined ? [] : [{ ...known, repository: { ...known.repository, name } }];
  });
  return (await score({ organisation: org, definitions, metrics, asOf: ASOF }, snapshots)).pages;
}

function sealed(org: DatedOrganisation, pages: readonly WrittenPage[]): Seal[] {
  return pages
    .filter(({ scorecard }) => scorecard.quarter.closed)
    .map(({ scorecard, evidence }) => sealOf(scorecard, evidence, sealContextOf(org, scorecard)));
}

const before = organisation([shop, find]);
const pagesBefore = await pagesOf(before);
const seals = sealed(before, pagesBefore);

/** What an organisation makes of the quarters that were sealed before it changed. */
async function outcome(changed: DatedOrganisation, known = seals, seen = facts) {
  const org = { ...changed, sealed: settingsIn(known, changed) };
  const pages = await pagesOf(org, seen);
  const of = (scope: string, quarter: string) =>
    pages.find(({ scorecard }) => scorecard.scope.id === scope && scorecard.quarter.id === quarter)
      ?.scorecard;
  const n = (scope: string, quarter: string) =>
    of(scope, quarter)?.metrics.find(({ id }) => id === 'cycle-time')?.summary.size.n;
  return { pages, lines: restatedBy(org, pages, known), of, n };
}

/** @returns what `npm run seal` says of pages that differ from their seals */
function restatedBy(org: DatedOrganisation, pages: readonly WrittenPage[], known: readonly Seal[]): string[] {
  const restated = known.map((seal) => {
    const page = pages.find(
      ({ scorecard }) =>
        scorecard.quarter.id === seal.quarter && sealedIdsOf(org, scorecard.scope.id).includes(seal.scope),
    );
    if (page === undefined) throw new Error(`no page for ${seal.quarter} ${seal.scope}`);
    const context = sealContextOf(org, page.scorecard);
    return {
      seal,
      restatements: restatementsOf(seal, page.scorecard, page.evidence, context),
      results: page.scorecard.metrics,
      settings: settingsChanges(seal, context),
      conventions: changedConventions(seal, context),
    };
  });
  return restatementLines(restated, definitions);
}

const mergedIn = (name: string, from: string, to: string): number =>
  (facts.get(name)?.facts['pull-requests'] ?? []).filter(
    ({ mergedAt }) => mergedAt !== null && mergedAt >= from && mergedAt < to,
  ).length;

test('a change of undated settings today changes no sealed quarter, and none disappears', async () => {
  const swap = [{ metric: 'merge-frequency', target: 3 }, ...kpis.slice(0, 2)];
  const moves = [
    [{ ...shop, kpis: swap, limits: { 'work-in-progress': 4 }, baseline: ['2025-Q3'] }, find],
    [
      { ...shop, owns: [{ repository: 'acme/shop' }] },
      { ...find, owns: [...find.owns, { repository: 'acme/pay' }] },
    ],
    [{ ...shop, owns: names.map((repository) => ({ repository })) }],
    [shop, find, { id: 'new', name: 'New', owns: [{ repository: 'acme/tools' }], kpis }],
    [{ ...shop, owns: [{ repository: 'acme/shop', labels: ['team/shop'] }, ...shop.owns.slice(1)] }, find],
  ];
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(...moves),
      fc.constantFrom({}, { materiality: 0.5 }, { since: '2026-04-01' }, { kpis: swap }),
      async (teams, rest) => {
        const { lines } = await outcome(organisation(teams, rest));
        expect(lines).toEqual([]);
      },
    ),
    { numRuns: 8, seed: 14 },
  );
}, 120_000);

describe('a reorganisation with its date', () => {
  const moved = (day: string) =>
    organisation([
      { ...shop, owns: [{ repository: 'acme/shop' }, { repository: 'acme/pay', until: day }] },
      { ...find, owns: [...find.owns, { repository: 'acme/pay', from: day }] },
    ]);

  test('gives each item to the team that owned it then, also within a quarter', async () => {
    const { n, lines } = await outcome(moved('2026-05-10'));
    const quarter = ['2026-04-01', '2026-07-01'] as const;
    expect(n('shop', '2026-Q2')).toBe(
      mergedIn('acme/shop', ...quarter) + mergedIn('acme/pay', '2026-04-01', '2026-05-10'),
    );
    expect(n('find', '2026-Q2')).toBe(
      mergedIn('acme/search', ...quarter) +
        mergedIn('acme/tools', ...quarter) +
        mergedIn('acme/pay', '2026-05-10', '2026-07-01'),
    );
    expect(lines).toEqual([]);
  });

  test('counts what was under way for each team while it owned it', async () => {
    const { of } = await outcome(moved('2026-05-10'));
    const level = (scope: string, from = of) =>
      from(scope, '2026-Q2')?.metrics.find(({ id }) => id === 'work-in-progress')?.summary.value ??
      Number.NaN;
    const unmoved = await outcome(before);
    const sum = (from: typeof of) => level('shop', from) + level('find', from);
    expect(sum(of)).toBeCloseTo(sum(unmoved.of), 6);
    expect(level('organisation')).toBeCloseTo(level('organisation', unmoved.of), 6);
    expect(level('shop')).toBeLessThan(level('shop', unmoved.of));
  });

  test('of a sealed quarter restates its figures, in one line, for the reason of ownership', async () => {
    const { lines } = await outcome(moved('2026-02-01'));
    expect(lines).toEqual([
      expect.stringMatching(/^\d+ figures in 2 scorecards, 2026-Q1 \(ownership\)$/),
      '2026-Q1 find, ownership: none → find: acme/pay (from 2026-02-01)',
      '2026-Q1 shop, ownership: shop: acme/pay → shop: acme/pay (until 2026-02-01)',
    ]);
  });
});

describe('a setting that cannot be dated and is another one than in a sealed quarter', () => {
  /** The next reading tells robots, and who does not count, by the present settings. */
  const readAgain = (change: (row: PullRequest) => PullRequest[]) =>
    new Map(
      [...facts].map(([name, known]) => [
        name,
        {
          ...known,
          facts: { ...known.facts, 'pull-requests': known.facts['pull-requests'].flatMap(change) },
        },
      ]),
    );
  const isOf = ({ author }: PullRequest, person: string) =>
    author !== null && 'person' in author && author.person === person;
  const robot = (row: PullRequest): PullRequest[] =>
    isOf(row, 'p-0000000000000000') ? [{ ...row, author: { bot: 'acme-robot' } }] : [row];
  const contractor = (row: PullRequest): PullRequest[] => (isOf(row, 'p-0000000000000001') ? [] : [row]);
  const tools = facts.get('acme/tools');
  if (tools === undefined) throw new Error('no acme/tools');
  const privately = new Map(facts).set('acme/tools', {
    ...tools,
    repository: { ...tools.repository, private: true },
  });

  test.each([
    ['bots', { bots: ['acme-robot'] }, readAgain(robot)],
    ['leaveOut', { leaveOut: ['*-ext'] }, readAgain(contractor)],
    ['timeZone', { timeZone: 'America/Los_Angeles' }, facts],
    ['visibility', { visibility: 'public' }, privately],
    ['timeZone, bots', { timeZone: 'America/Los_Angeles', bots: ['acme-robot'] }, readAgain(robot)],
  ])('restates in one line, which names %s', async (names, rest, seen) => {
    const { lines } = await outcome(organisation([shop, find], rest), seals, seen);
    const line = new RegExp(`^\\d+ figures in \\d scorecards, 2025-Q3 to 2026-Q1 \\(settings: ${names}\\)$`);
    expect(lines).toEqual([expect.stringMatching(line)]);
  });

  test('restates also the figures that it changes by their baseline alone', async () => {
    const seen = readAgain((row) => (row.createdAt < '2025-12-01' ? contractor(row) : [row]));
    const { lines } = await outcome(organisation([shop, find], { leaveOut: ['*-ext'] }), seals, seen);
    expect(lines).toEqual([expect.stringMatching(/2025-Q3 to 2026-Q1 \(settings: leaveOut\)$/)]);
  });

  test('counts a team of private repositories alone as restated, not as gone, on a site that is public now', async () => {
    const search = facts.get('acme/search');
    if (search === undefined) throw new Error('no acme/search');
    const seen = new Map(privately).set('acme/search', {
      ...search,
      repository: { ...search.repository, private: true },
    });
    const { lines } = await outcome(organisation([shop, find], { visibility: 'public' }), seals, seen);
    expect(lines).toEqual([expect.stringMatching(/2025-Q3 to 2026-Q1 \(settings: visibility\)$/)]);
  });

  test('restates nothing where it changes no figure', async () => {
    const rest = {
      bots: ['no-*'],
      leaveOut: ['no-*'],
      visibility: 'public',
      publishPartial: true,
      name: 'Other',
    };
    expect((await outcome(organisation([shop, find], rest))).lines).toEqual([]);
  });
});

test('a KPI, a target and a limit hold from their day on', async () => {
  const changed = organisation([
    {
      ...shop,
      kpis: [
        ...kpis.slice(0, 2),
        { metric: 'review-coverage', until: '2026-04-01' },
        { metric: 'merge-frequency', from: '2026-04-01' },
      ],
    },
    find,
  ]);
  const { of, lines } = await outcome(changed);
  expect(of('shop', '2026-Q1')?.kpis).toEqual(['cycle-time', 'first-review-time', 'review-coverage']);
  expect(of('shop', '2026-Q2')?.kpis).toEqual(['cycle-time', 'first-review-time', 'merge-frequency']);
  expect(lines).toEqual([]);
});

test('a KPI that is dated into a sealed quarter is reported as a change of settings', async () => {
  const swapped = [
    ...kpis.slice(0, 2),
    { metric: 'review-coverage', until: '2026-01-01' },
    { metric: 'merge-frequency', from: '2026-01-01' },
  ];
  const { lines } = await outcome(organisation([{ ...shop, kpis: swapped }, find]));
  expect(lines).toEqual(['2026-Q1 shop, KPIs: review-coverage → merge-frequency']);
});

test('a baseline that is dated into sealed quarters is one line of figures, and what it was and is', async () => {
  const baseline = [{ quarters: ['2025-Q3'], from: '2025-10-01' }];
  const { lines } = await outcome(organisation([{ ...shop, baseline }, find]));
  expect(lines).toEqual([
    expect.stringMatching(/^\d+ figures in 1 scorecard, 2026-Q1 \(settings: baseline\)$/),
    '2025-Q4 to 2026-Q1 shop, baseline: none → 2025-Q3',
  ]);
});

test('a renamed team keeps its history and its seals', async () => {
  const { pages, lines } = await outcome(organisation([{ ...shop, id: 'store', formerly: ['shop'] }, find]));
  expect(lines).toEqual([]);
  const scopes = new Set(pages.map(({ scorecard }) => scorecard.scope.id));
  expect([...scopes].sort()).toEqual(['find', 'organisation', 'store']);
});

test('a renamed repository keeps the seals of what is in it', async () => {
  const renamed = organisation(
    [{ ...shop, owns: [{ repository: 'acme/shop' }, { repository: 'acme/payments' }] }, find],
    {
      repositories: [
        ...names
          .filter((name) => name !== 'acme/pay')
          .map((name) => ({ name, deployments: { from: 'none' } })),
        { name: 'acme/payments', formerly: ['acme/pay'], deployments: { from: 'none' } },
      ],
    },
  );
  expect((await outcome(renamed)).lines).toEqual([]);
});

test('merged teams keep their sealed quarters, and their history is the baseline of the new one', async () => {
  const both = {
    id: 'product',
    name: 'Product',
    since: '2026-04-01',
    formerly: ['shop', 'find'],
    owns: names.map((repository) => ({ repository })),
    kpis,
  };
  const { of, lines, n } = await outcome(organisation([both]));
  expect(lines).toEqual([]);
  expect(of('product', '2026-Q1')).toBeUndefined();
  expect(of('shop', '2026-Q2')).toBeUndefined();
  expect(n('shop', '2026-Q1')).toBeGreaterThan(0);
  const result = of('product', '2026-Q2')?.metrics.find(({ id }) => id === 'cycle-time');
  // The quarter is 80 days old, so it is compared with the first 80 days of those before.
  const spans = [
    ['2025-07-01', '2025-09-19'],
    ['2025-10-01', '2025-12-20'],
    ['2026-01-01', '2026-03-22'],
  ] as const;
  const merges = spans.flatMap(([from, to]) => names.map((name) => mergedIn(name, from, to)));
  expect(result?.baseline?.summary.size.n).toBe(merges.reduce((sum, count) => sum + count, 0));
  expect(result?.baseline?.quarters).toEqual(['2025-Q3', '2025-Q4', '2026-Q1']);
});

test('each part of a team that was split has its own repositories’ history as baseline', async () => {
  const part = (id: string, repository: string) => ({
    id,
    name: id,
    since: '2026-04-01',
    formerly: ['shop'],
    owns: [{ repository }],
    kpis,
  });
  const { of, lines } = await outcome(
    organisation([part('store', 'acme/shop'), part('pay', 'acme/pay'), find]),
  );
  expect(lines).toEqual([]);
  const baseline = (id: string) => of(id, '2026-Q2')?.metrics.find(({ id }) => id === 'cycle-time')?.baseline;
  expect(baseline('store')?.quarters).toContain('2026-Q1');
  expect(baseline('store')?.summary.size.n).toBeGreaterThan(baseline('pay')?.summary.size.n ?? 0);
});

test('a team that begins has no earlier quarters, and nothing from before to be compared with', async () => {
  const young = {
    id: 'young',
    name: 'Young',
    since: '2026-01-20',
    owns: [{ repository: 'acme/tools' }],
    kpis,
  };
  const { of } = await outcome(
    organisation([shop, { ...find, owns: [{ repository: 'acme/search' }] }, young]),
    [],
  );
  expect(of('young', '2025-Q4')).toBeUndefined();
  expect(of('young', '2026-Q1')?.metrics.find(({ id }) => id === 'cycle-time')).toMatchObject({
    verdict: 'no-baseline',
    summary: { size: { n: mergedIn('acme/tools', '2026-01-20', '2026-04-01') } },
  });
});

test('a team that was dissolved has no later quarters', async () => {
  const { of, n } = await outcome(organisation([shop, { ...find, until: '2026-02-10' }]), []);
  const merges = ['acme/search', 'acme/tools'].map((name) => mergedIn(name, '2026-01-01', '2026-02-10'));
  expect(n('find', '2026-Q1')).toBe(merges.reduce((sum, count) => sum + count, 0));
  expect(of('find', '2026-Q2')).toBeUndefined();
});

describe('what counts as what', () => {
  const names = ['incident-frequency', 'deployment-frequency', 'change-failure-rate'];
  const measures = new Map([...all].filter(([id]) => names.includes(id)));
  const day = (count: number) => new Date(Date.parse(START) + count * 86_400_000).toISOString();
  const labelled = (number: number, label: string) =>
    issue(number, { createdAt: day(number * 3), labels: [label] });
  const issues = Array.from({ length: 110 }, (_, index) =>
    labelled(index + 1, index % 3 === 0 ? 'incident' : 'outage'),
  );
  const tags = Array.from({ length: 160 }, (_, index) => ({
    name: `v1.${index}.0`,
    sha: sha(index),
    at: day(index * 2),
  }));
  const both = ['acme/shop', 'acme/search'];
  const seen = new Map(
    both.map((name) => [
      name,
      snapshot(
        name,
        { 'pull-requests': facts.get(name)?.facts['pull-requests'] ?? [], issues, tags },
        '2026-06-20T00:00:00Z',
      ),
    ]),
  );
  const owned = [
    { ...shop, owns: [{ repository: 'acme/shop' }] },
    { ...find, owns: [{ repository: 'acme/search' }] },
  ];
  const of = (rest: object, repository: object = {}) =>
    organisation(owned, {
      repositories: both.map((name) => ({ name, deployments: { from: 'none' }, ...repository })),
      ...rest,
    });
  const scored = async (org: DatedOrganisation, known: readonly Seal[] = []) => {
    const settled = { ...org, sealed: settingsIn(known, org) };
    const { pages } = await score({ organisation: settled, definitions, metrics: measures, asOf: ASOF }, [
      ...seen.values(),
    ]);
    const result = (quarter: string, metric: string, scope = 'shop') =>
      pages
        .find(({ scorecard }) => scorecard.quarter.id === quarter && scorecard.scope.id === scope)
        ?.scorecard.metrics.find(({ id }) => id === metric);
    return { pages, result, restated: restatedBy(settled, pages, known) };
  };
  const countOf = (label: string, from: string, to: string) =>
    issues.filter((row) => row.labels[0] === label && row.createdAt >= from && row.createdAt < to).length;
  const inQuarter = ['2026-01-01', '2026-04-01'] as const;
  const now = ['2026-04-01', '2026-06-20'] as const;
  const kept = of({});

  test('in a sealed quarter is what it was when that was sealed, whatever org.yaml says today', async () => {
    const first = await scored(kept);
    const known = sealed(kept, first.pages);
    const changed = of(
      { incidents: { labels: ['outage'] }, agents: 'counted', hotfix: { labels: ['urgent'] } },
      { deployments: { from: 'tags' } },
    );
    const { result, restated } = await scored(changed, known);
    expect(restated).toEqual([]);
    expect(result('2026-Q1', 'incident-frequency')?.summary.size.n).toBe(countOf('incident', ...inQuarter));
    expect(result('2026-Q2', 'incident-frequency')?.summary.size.n).toBe(countOf('outage', ...now));
    // It was said that nothing is deployed: that is not a quarter without deployments.
    expect(result('2026-Q1', 'deployment-frequency')?.state).toBe('not-applicable');
    expect(result('2026-Q2', 'deployment-frequency')).toMatchObject({ state: 'ok', verdict: 'no-baseline' });
  });

  test('follows a date of org.yaml into a sealed quarter, which is one line of errata for the reason settings', async () => {
    const known = sealed(kept, (await scored(kept)).pages);
    const { result, restated } = await scored(
      of({ conventions: [{ from: '2026-01-01', incidents: { labels: ['outage'] } }] }),
      known,
    );
    expect(restated).toEqual([
      expect.stringMatching(/^\d+ figures in 3 scorecards, 2026-Q1 \(settings: incidents\)$/),
    ]);
    expect(result('2025-Q4', 'incident-frequency')?.summary.size.n).toBe(
      countOf('incident', '2025-10-01', '2026-01-01'),
    );
    expect(result('2026-Q1', 'incident-frequency')?.summary.size.n).toBe(countOf('outage', ...inQuarter));
  });

  test('of an earlier quarter moves the baseline of later ones, which is one line more', async () => {
    const known = sealed(kept, (await scored(kept)).pages);
    const dates = { from: '2025-10-01', until: '2026-01-01' };
    const { restated } = await scored(
      of({ conventions: [{ ...dates, incidents: { labels: ['outage'] } }] }),
      known,
    );
    expect(restated).toEqual([
      expect.stringMatching(/^\d+ figures in 3 scorecards, 2025-Q4 \(settings: incidents\)$/),
      expect.stringMatching(/^3 figures in 3 scorecards, 2026-Q1 \(baseline\)$/),
    ]);
  });

  test('changes within a quarter on its day, for a repository alone where that says so', async () => {
    const { result } = await scored(
      of(
        { conventions: [{ until: '2026-05-10', incidents: { labels: ['outage'] } }] },
        { conventions: [{ from: '2026-05-10', deployments: { from: 'tags' } }] },
      ),
    );
    expect(result('2026-Q2', 'incident-frequency')?.summary.size.n).toBe(
      countOf('outage', '2026-04-01', '2026-05-10') + countOf('incident', '2026-05-10', '2026-06-20'),
    );
    const deployed = tags.filter(({ at }) => at >= '2026-05-10' && at < '2026-06-20');
    expect(result('2026-Q2', 'deployment-frequency')?.summary.size.n).toBe(deployed.length);
  });

  test('counts what teams share once, on both sides of the day', async () => {
    const teams = [shop, find].map((team) => ({ ...team, owns: [{ repository: 'acme/shop' }] }));
    const levels = async (rest: object) =>
      (await pagesOf(organisation(teams, rest)))
        .filter(({ scorecard }) => scorecard.quarter.id === '2026-Q2')
        .map(({ scorecard }) =>
          scorecard.metrics.map(({ id, summary }) => [id, summary.value, summary.size.n]),
        );
    const changed = await levels({ conventions: [{ from: '2026-04-01', hotfix: { labels: ['urgent'] } }] });
    expect(changed).toEqual(await levels({}));
  });
});
