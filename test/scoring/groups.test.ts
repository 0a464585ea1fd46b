import memoize from 'memoize';
import { describe, expect, test } from 'vitest';
import { loadMetrics } from '../../scripts/lib/metrics.ts';
import { loadDefinitions } from '../../src/handbook/handbook.ts';
import { organisationSchema } from '../../src/handbook/organisation.ts';
import type { DatedOrganisation } from '../../src/handbook/ownershipOverTime.ts';
import { restatementsOf, type Seal, sealOf, settingsIn } from '../../src/scorecard/seal.ts';
import { sealContextOf, sealedIdsOf } from '../../src/scorecard/sealContext.ts';
import { flow, snapshot } from '../support/flow.ts';
import { score, type WrittenPage } from '../support/score.ts';

/** Teams with half a year of work, in groups. People have names of their own in each repository. */

const definitions = await loadDefinitions('content');
const measured = ['cycle-time', 'review-coverage', 'merge-frequency', 'context-switching'];
const metrics = new Map([...(await loadMetrics())].filter(([id]) => measured.includes(id)));
const ASOF = Date.parse('2026-07-05T00:00:00Z');
const kpis = ['cycle-time', 'review-coverage', 'merge-frequency'].map((metric) => ({ metric }));
const QUARTER = '2026-Q2';

/** Two people who work in each of these repositories, five in the others. */
const SMALL = ['acme/ops', 'acme/data'];
const names = ['acme/shop', 'acme/pay', 'acme/find', ...SMALL];
const facts = names.map((name, index) => {
  const people = SMALL.includes(name) ? 2 : 5;
  const pulls = flow('2025-12-20T08:00:00Z', 190, {
    every: [1, 2, 1, 3, 4][index] ?? 1,
    people,
    hours: 2 + index,
  });
  const own = JSON.parse(JSON.stringify(pulls).replaceAll('p-0', `p-${index + 1}`));
  return snapshot(name, { 'pull-requests': own }, '2026-07-05T00:00:00Z');
});

const team = (id: string, ...repositories: string[]) => ({
  id,
  name: id.toUpperCase(),
  owns: repositories.map((repository) => ({ repository })),
  kpis,
});
const shop = team('shop', 'acme/shop');
const pay = team('pay', 'acme/pay');
const find = team('find', 'acme/find');
const ops = team('ops', 'acme/ops');
const data = team('data', 'acme/data');

function organisation(teams: readonly object[], groups: readonly object[] = []): DatedOrganisation {
  const repositories = names.map((name) => ({ name, deployments: { from: 'none' } }));
  return organisationSchema.parse({ name: 'Acme', since: '2026-01-01', repositories, teams, groups });
}

async function pagesOf(org: DatedOrganisation) {
  const { pages } = await score({ organisation: org, definitions, metrics, asOf: ASOF }, facts);
  return pages;
}

const cardOf = (pages: readonly WrittenPage[], scope: string, quarter = QUARTER) => {
  const page = pages.find(
    ({ scorecard }) => scorecard.scope.id === scope && scorecard.quarter.id === quarter,
  );
  if (page === undefined) throw new Error(`no page of ${scope} in ${quarter}`);
  return page.scorecard;
};
const figure = (pages: readonly WrittenPage[], scope: string, metric = 'cycle-time') => {
  const result = cardOf(pages, scope).metrics.find(({ id }) => id === metric);
  if (result === undefined) throw new Error(`no ${metric}`);
  return result;
};
const withoutGroups = (pages: readonly WrittenPage[]) =>
  pages.filter(({ scorecard }) => scorecard.scope.kind !== 'group');

describe('a group', () => {
  test('has scorecards of what its teams have together, an item that they share once', async () => {
    const both = team('both', 'acme/pay', 'acme/find');
    const product = { id: 'product', name: 'Product', teams: ['shop', 'pay', 'both'] };
    const pages = await pagesOf(organisation([shop, pay, both, find], [product]));
    const one = { ...team('one', 'acme/shop', 'acme/pay', 'acme/find') };
    const pooled = await pagesOf(organisation([one, ops]));
    for (const metric of measured) {
      const { evidence: _, movedBy: __, ...own } = figure(pages, 'product', metric);
      expect(figure(pooled, 'one', metric)).toMatchObject(own);
    }
    expect(cardOf(pages, 'product').scope).toEqual({
      kind: 'group',
      id: 'product',
      name: 'Product',
      about: null,
      teams: ['shop', 'pay', 'both'],
    });
    expect(cardOf(pages, 'product').kpis.toSorted()).toEqual(measured.slice(0, 3).toSorted());
  });

  test('contains the teams of its groups', async () => {
    const groups = [
      { id: 'all', name: 'All', groups: ['product'], teams: ['find'] },
      { id: 'product', name: 'Product', teams: ['shop', 'pay'] },
    ];
    const pages = await pagesOf(organisation([shop, pay, find], groups));
    expect(cardOf(pages, 'all').scope.teams?.toSorted()).toEqual(['find', 'pay', 'shop']);
  });

  test('has KPIs and targets of its own', async () => {
    const own = [
      { metric: 'cycle-time', target: 24 },
      { metric: 'review-coverage' },
      { metric: 'context-switching' },
    ];
    const product = { id: 'product', name: 'Product', teams: ['shop', 'pay'], kpis: own };
    const pages = await pagesOf(organisation([shop, pay, find], [product]));
    expect(cardOf(pages, 'product').kpis).toEqual(own.map(({ metric }) => metric));
  });
});

describe('a group over time', () => {
  const groups = (...teams: unknown[]) => [{ id: 'product', name: 'Product', teams }];

  test('has the teams of the last day of each quarter', async () => {
    const moved = groups('shop', { id: 'pay', until: '2026-04-01' }, { id: 'find', from: '2026-04-01' });
    const pages = await pagesOf(organisation([shop, pay, find], moved));
    expect(cardOf(pages, 'product', '2026-Q1').scope.teams).toEqual(['shop', 'pay']);
    expect(cardOf(pages, 'product').scope.teams).toEqual(['shop', 'find']);
    const always = await pagesOf(organisation([shop, pay, find], groups('shop', 'find')));
    // It is compared with what its present teams did before.
    expect(figure(pages, 'product')).toEqual(figure(always, 'product'));
  });

  test('keeps the teams of a sealed quarter, but for those that have a date', async () => {
    const before = organisation([shop, pay, find], groups('shop', 'pay'));
    const known = (await pagesOf(before))
      .filter(({ scorecard }) => scorecard.quarter.closed)
      .map(({ scorecard, evidence }) => sealOf(scorecard, evidence, sealContextOf(before, scorecard)));
    const sealed = settingsIn(known, before);
    const after = {
      ...organisation([shop, pay, find], groups('pay', { id: 'find', from: '2026-04-01' })),
      sealed,
    };
    const pages = await pagesOf(after);
    expect(cardOf(pages, 'product', '2026-Q1').scope.teams).toEqual(['shop', 'pay']);
    expect(cardOf(pages, 'product').scope.teams).toEqual(['shop', 'pay', 'find']);
    const page = pages.find(
      ({ scorecard }) => scorecard.scope.id === 'product' && scorecard.quarter.id === QUARTER,
    );
    const seal = known.find(({ scope, quarter }) => scope === 'product' && quarter === QUARTER);
    if (page === undefined || seal === undefined) throw new Error('no page');
    const context = sealContextOf(after, page.scorecard);
    const reasons = restatementsOf(seal, page.scorecard, page.evidence, context).flatMap(
      (each) => each.reasons,
    );
    expect([...new Set(reasons)]).toEqual(['ownership']);
  });
});

describe('the figures of a group', () => {
  const groups = [
    { id: 'product', name: 'Product', teams: ['shop', 'pay', 'ops'] },
    { id: 'mixed', name: 'Mixed', teams: ['shop', 'ops', 'data'] },
    { id: 'small', name: 'Small', teams: ['ops', 'data'] },
    { id: 'overlapping', name: 'Overlapping', teams: ['pay', 'find'] },
  ];
  const teams = [shop, pay, find, ops, data];
  const grouped = memoize(() => pagesOf(organisation(teams, groups)));

  test('take none from other pages: groups change no other page', async () => {
    const [before, after] = [await pagesOf(organisation(teams)), await grouped()];
    expect(withoutGroups(after)).toEqual(before);
    expect(after.length).toBeGreaterThan(before.length);
  });

  test('leave out a team of fewer than four people', async () => {
    const pages = await grouped();
    expect(figure(pages, 'ops').state).toBe('withheld');
    expect(cardOf(pages, 'product').leftOutTeams).toEqual(['ops']);
    const rest = (figure(pages, 'shop').summary.size.n ?? 0) + (figure(pages, 'pay').summary.size.n ?? 0);
    expect(figure(pages, 'product').summary.size.n).toBe(rest);
  });

  test('count small teams that are four people together, without a list of their items', async () => {
    const pages = await grouped();
    expect(cardOf(pages, 'small').leftOutTeams).toEqual([]);
    expect(figure(pages, 'small').state).toBe('ok');
    expect(figure(pages, 'small').evidence.items).toEqual([]);
    const mixed = figure(pages, 'mixed').summary.size.n ?? 0;
    expect(mixed - (figure(pages, 'shop').summary.size.n ?? 0)).toBe(figure(pages, 'small').summary.size.n);
    const page = pages.find(({ scorecard }) => scorecard.scope.id === 'small');
    expect(Object.values(page?.evidence.behind ?? {}).flat()).toEqual([]);
  });

  test('do not give away those of a small team as a difference from other pages', async () => {
    const differing = [
      { id: 'with', name: 'With', teams: ['shop', 'pay', 'ops', 'data'] },
      { id: 'without', name: 'Without', teams: ['shop', 'pay', 'ops'] },
    ];
    const pages = await pagesOf(organisation(teams, differing));
    const n = (scope: string) => figure(pages, scope).summary.size.n;
    const sizes = ['shop', 'pay', 'find', 'with', 'without', 'organisation'].map(n);
    const hidden = facts
      .slice(3)
      .map(
        ({ facts: own }) =>
          own['pull-requests'].filter(
            ({ mergedAt }) => mergedAt !== null && mergedAt >= '2026-04-01' && mergedAt < '2026-07-01',
          ).length,
      );
    for (const a of sizes)
      for (const b of sizes)
        for (const c of [...sizes, 0])
          if (a !== null && b !== null && c !== null) expect(hidden).not.toContain(a - b - c);
  });
});

describe('seals', () => {
  const teams = [shop, pay, find];
  const product = { id: 'product', name: 'Product', teams: ['shop', 'pay'] };
  const seals = async (org: DatedOrganisation, pages: readonly WrittenPage[]): Promise<Seal[]> =>
    pages
      .filter(({ scorecard }) => scorecard.quarter.closed)
      .map(({ scorecard, evidence }) => sealOf(scorecard, evidence, sealContextOf(org, scorecard)));

  test('of teams stay as they are when a group is made', async () => {
    const before = organisation(teams);
    const known = await seals(before, await pagesOf(before));
    const after = { ...organisation(teams, [product]), sealed: settingsIn(known, before) };
    const pages = await pagesOf(after);
    for (const seal of known) {
      const page = pages.find(
        ({ scorecard }) => scorecard.scope.id === seal.scope && scorecard.quarter.id === seal.quarter,
      );
      if (page === undefined) throw new Error('a sealed page is gone');
      const context = sealContextOf(after, page.scorecard);
      expect(restatementsOf(seal, page.scorecard, page.evidence, context)).toEqual([]);
    }
    expect(cardOf(pages, 'product').scope.kind).toBe('group');
  });

  test('of a group keep its teams, also when it has others, another name, or is gone', async () => {
    const before = organisation(teams, [product]);
    const known = await seals(before, await pagesOf(before));
    const sealed = settingsIn(known, before);
    const changes = [
      { groups: [{ ...product, teams: ['pay', 'find'] }], id: 'product' },
      { groups: [{ ...product, id: 'goods', formerly: ['product'] }], id: 'goods' },
      { groups: [], id: 'product' },
    ];
    for (const { groups, id } of changes) {
      const after = { ...organisation(teams, groups), sealed };
      const pages = await pagesOf(after);
      expect(cardOf(pages, id).scope.teams).toEqual(['shop', 'pay']);
      expect(sealedIdsOf(after, id)).toContain('product');
      const page = pages.find(
        ({ scorecard }) => scorecard.scope.id === id && scorecard.quarter.id === QUARTER,
      );
      const seal = known.find(({ scope, quarter }) => scope === 'product' && quarter === QUARTER);
      if (page === undefined || seal === undefined) throw new Error('no page');
      const context = sealContextOf(after, page.scorecard);
      expect(restatementsOf(seal, page.scorecard, page.evidence, context)).toEqual([]);
    }
  });
});
