import { expect, test } from 'vitest';
import { organisationSchema } from '../../src/handbook/organisation.ts';
import { libraryOf } from '../../src/views/library.ts';
import { newestRedirects, presentIds, teamRedirects } from '../../src/views/redirects.ts';
import { scorecard } from '../support/scorecards.ts';

const kpis = ['cycle-time', 'review-coverage', 'change-failure-rate'].map((metric) => ({ metric }));
const organisation = organisationSchema.parse({
  name: 'Org',
  repositories: [{ name: 'org/shop' }],
  teams: [
    { id: 'store', name: 'Store', formerly: ['shop'], owns: [{ repository: 'org/shop' }], kpis },
    { id: 'pay', name: 'Pay', formerly: ['money', 'bank'], owns: [{ repository: 'org/shop' }], kpis },
    { id: 'lend', name: 'Lend', formerly: ['money'], owns: [{ repository: 'org/shop' }], kpis },
  ],
});

test('an old address of a team leads to the team that came of it, and to all teams where it was split', () => {
  const library = libraryOf([scorecard('Store'), scorecard('Pay'), scorecard('Lend')], []);
  expect(teamRedirects(library, organisation).map(({ name, page, to }) => [name, page, to])).toEqual([
    ['shop', undefined, 'scorecards/2026-Q2/store/'],
    ['shop', 'detail', 'scorecards/2026-Q2/store/detail/'],
    ['shop', 'evidence', 'scorecards/2026-Q2/store/evidence/'],
    ['money', undefined, 'scorecards/2026-Q2/'],
    ['money', 'detail', 'scorecards/2026-Q2/'],
    ['money', 'evidence', 'scorecards/2026-Q2/'],
    ['bank', undefined, 'scorecards/2026-Q2/pay/'],
    ['bank', 'detail', 'scorecards/2026-Q2/pay/detail/'],
    ['bank', 'evidence', 'scorecards/2026-Q2/pay/evidence/'],
  ]);
});

test('a page that is still there stays', () => {
  const library = libraryOf([scorecard('Store'), scorecard('Shop'), scorecard('Pay')], []);
  const names = teamRedirects(library, organisation).map(({ name }) => name);
  expect([...new Set(names)]).toEqual(['money', 'bank']);
});

test('two quarters are compared under an old id, of a group too: the first team of those that came of it', () => {
  const groups = organisationSchema.shape.groups.parse([
    { id: 'commerce', name: 'Commerce', formerly: ['sales'], teams: ['store', 'pay'] },
  ]);
  expect(presentIds({ ...organisation, groups })).toEqual({
    shop: 'store',
    money: 'pay',
    bank: 'pay',
    sales: 'commerce',
  });
});

test('a team’s name alone leads to its newest review of a closed quarter, an old name to what came of it', () => {
  const quarter = (id: string, closed: boolean) => ({
    quarter: {
      ...scorecard('Store').quarter,
      id,
      closed,
      start: `${id.slice(0, 4)}-0${Number(id.at(-1)) * 3 - 2}-01T00:00:00.000Z`,
    },
  });
  const library = libraryOf(
    [
      scorecard('Store', quarter('2026-Q3', false)),
      scorecard('Store', quarter('2026-Q2', true)),
      scorecard('Pay', quarter('2026-Q2', true)),
      scorecard('Lend', quarter('2026-Q2', true)),
      scorecard('Dissolved', quarter('2026-Q1', true)),
      scorecard('New', quarter('2026-Q3', false)),
      scorecard('Latest', quarter('2026-Q2', true)),
    ],
    [],
  );
  expect(
    Object.fromEntries(newestRedirects(library, organisation).map(({ name, to }) => [name, to])),
  ).toEqual({
    store: 'scorecards/2026-Q2/store/',
    shop: 'scorecards/2026-Q2/store/',
    pay: 'scorecards/2026-Q2/pay/',
    lend: 'scorecards/2026-Q2/lend/',
    dissolved: 'scorecards/2026-Q1/dissolved/',
    new: 'scorecards/2026-Q3/new/',
    money: 'scorecards/2026-Q2/',
    bank: 'scorecards/2026-Q2/pay/',
  });
});
