import { expect, test } from 'vitest';
import { fewAuthors } from '../../scripts/lib/fewAuthors.ts';
import { organisationSchema } from '../../src/handbook/organisation.ts';
import { result, scorecard } from '../support/scorecards.ts';

const { teams } = organisationSchema.parse({
  name: 'Org',
  repositories: [{ name: 'org/shop' }],
  teams: [
    {
      id: 'aimed',
      name: 'Aimed',
      owns: [{ repository: 'org/shop', labels: ['by/alice'] }],
      kpis: ['cycle-time', 'review-coverage', 'merge-frequency'].map((metric) => ({ metric })),
    },
  ],
});
const card = (...states: ('ok' | 'withheld' | 'not-applicable')[]) =>
  scorecard('Aimed', { metrics: states.map((state) => result({ state })) });

test('labels that select the work of fewer than four authors are warned of, with place, finding and remedy', () => {
  const [warning, ...others] = fewAuthors(
    { teams },
    [card('withheld', 'not-applicable', 'withheld')],
    '2026-Q2',
  );
  expect(others).toEqual([]);
  expect(warning).toContain('org.yaml (team aimed, owns)');
  expect(warning).toContain(
    'fewer than 4 authors of what the team owns in 2026-Q2: labels by/alice of org/shop',
  );
  expect(warning).toContain('remedy:');
});

test('a team that shows a figure, has none that applies, or has no scorecard is not warned of', () => {
  expect(fewAuthors({ teams }, [card('withheld', 'ok')], '2026-Q2')).toEqual([]);
  expect(fewAuthors({ teams }, [card('not-applicable')], '2026-Q2')).toEqual([]);
  expect(fewAuthors({ teams }, [card('withheld')], '2026-Q3')).toEqual([]);
});
