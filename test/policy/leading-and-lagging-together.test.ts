import { expect, test } from 'vitest';
import check from '../../src/policy/leading-and-lagging-together.ts';
import { seen, team } from '../support/policy.ts';

const judge = (...kpis: string[]) => check(seen({ team: team(kpis) }));

test.each([
  ['a result', ['cycle-time', 'review-coverage', 'change-failure-rate']],
  ['a business metric', ['cycle-time', 'review-coverage', 'customer-retention']],
])('something to act upon beside %s keeps the rule', (_, kpis) => {
  expect(judge(...kpis)).toEqual({ status: 'kept' });
});

test('only early signs break it', () => {
  expect(judge('cycle-time', 'review-coverage', 'work-in-progress')).toMatchObject({
    status: 'broken',
    findings: [{ found: expect.stringContaining('lagging') }],
  });
});

test('only results break it', () => {
  expect(judge('change-failure-rate', 'time-to-restore-service', 'customer-retention')).toMatchObject({
    status: 'broken',
    findings: [{ found: 'no leading KPI' }],
  });
});
