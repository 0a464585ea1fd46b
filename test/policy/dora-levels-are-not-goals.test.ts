import { expect, test } from 'vitest';
import type { Team } from '../../src/handbook/settingsAt.ts';
import check from '../../src/policy/dora-levels-are-not-goals.ts';
import { seen, team } from '../support/policy.ts';

const judge = (kpi: Team['kpis'][number]) => check(seen({ team: team([kpi]) }));

test.each(['own-baseline', 'agreement', 'regulation'] as const)(
  'a target that comes from %s keeps the rule, also where a report has the same number',
  (origin) => {
    expect(judge({ metric: 'change-failure-rate', target: 0.15, origin })).toEqual({ status: 'kept' });
  },
);

test('a target from a table breaks it, also where no report has that number', () => {
  expect(judge({ metric: 'change-failure-rate', target: 0.049, origin: 'table' })).toMatchObject({
    status: 'broken',
    findings: [{ found: expect.stringContaining('copied from a table') }],
  });
});

test('a target without an origin breaks it, and the remedy says what to write', () => {
  expect(judge({ metric: 'lead-time-for-changes', target: 40 })).toMatchObject({
    status: 'broken',
    findings: [
      {
        place: 'org.yaml (team harbour, KPI lead-time-for-changes, target)',
        remedy: expect.stringContaining('origin: own-baseline'),
      },
    ],
  });
});

test('without a target on such a metric there is nothing to check', () => {
  expect(judge({ metric: 'change-failure-rate' }).status).toBe('nothing-to-check');
  expect(judge({ metric: 'review-coverage', target: 0.95 }).status).toBe('nothing-to-check');
});
