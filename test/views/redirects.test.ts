import { expect, test } from 'vitest';
import { organisationSchema } from '../../src/handbook/organisation.ts';
import { libraryOf } from '../../src/views/library.ts';
import { presentIds, teamRedirects } from '../../src/views/redirects.ts';
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
