import { expect, test } from 'vitest';
import { organisationSchema } from '../../src/handbook/organisation.ts';
import { libraryOf } from '../../src/views/library.ts';
import { teamRedirects } from '../../src/views/redirects.ts';
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
  expect(teamRedirects(library, organisation).map(({ name, to }) => [name, to])).toEqual([
    ['shop', 'scorecards/2026-Q2/store/'],
    ['money', 'scorecards/2026-Q2/'],
    ['bank', 'scorecards/2026-Q2/pay/'],
  ]);
});

test('a page that is still there stays', () => {
  const library = libraryOf([scorecard('Store'), scorecard('Shop'), scorecard('Pay')], []);
  expect(teamRedirects(library, organisation).map(({ name }) => name)).toEqual(['money', 'bank']);
});
