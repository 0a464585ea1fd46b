import { expect, test } from 'vitest';
import check from '../../src/policy/speed-with-counterweight.ts';
import { seen, team } from '../support/policy.ts';

const judge = (...kpis: string[]) => check(seen({ team: team(kpis) }));

test.each([
  ['a duration', ['cycle-time', 'change-failure-rate', 'work-in-progress']],
  ['a rate', ['deployment-frequency', 'change-failure-rate', 'work-in-progress']],
])('%s beside one of its counter-metrics keeps the rule', (_, kpis) => {
  expect(judge(...kpis)).toMatchObject({ status: 'kept', found: expect.stringContaining(' with ') });
});

test.each([
  ['cycle-time', 'Review coverage'],
  ['deployment-frequency', 'Failed deployment recovery time'],
])('%s with none of them breaks it, and they are named', (metric, counter) => {
  expect(judge(metric, 'work-in-progress', 'pull-request-size')).toMatchObject({
    status: 'broken',
    findings: [
      { place: `org.yaml (team harbour, KPI ${metric})`, expected: expect.stringContaining(counter) },
    ],
  });
});

test('without a KPI about speed there is nothing to check: sizes, shares and the repair of services are none', () => {
  expect(judge('pull-request-size', 'review-coverage', 'time-to-restore-service').status).toBe(
    'nothing-to-check',
  );
});
