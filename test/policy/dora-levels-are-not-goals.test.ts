import { expect, test } from 'vitest';
import check from '../../src/policy/dora-levels-are-not-goals.ts';
import { definitions, seen, team } from '../support/policy.ts';

const judge = (metric: string, target?: number) =>
  check(seen({ team: team([target === undefined ? { metric } : { metric, target }]) }));

test('a target of the team’s own keeps the rule', () => {
  expect(judge('lead-time-for-changes', 40)).toEqual({ status: 'kept' });
});

test.each([
  ['lead-time-for-changes', 24, 'DORA 2024, elite'],
  ['lead-time-for-changes', 168, 'DORA 2022, medium'],
  ['change-failure-rate', 0.15, 'DORA 2021, elite'],
  ['change-failure-rate', 0.05, 'DORA 2023, elite'],
  ['deployment-frequency', 10, 'DORA 2021, elite'],
  ['failed-deployment-recovery-time', 1, 'DORA 2024, elite'],
])('a target for %s at %d breaks it, for it is a bound of %s', (metric, target, label) => {
  expect(judge(metric, target)).toMatchObject({
    status: 'broken',
    findings: [{ found: expect.stringContaining(label) }],
  });
});

test('a bound that only another publisher names is no level of DORA’s', () => {
  const bounds = definitions.get('change-failure-rate')?.ranges.filter(({ max }) => max === 0.08);
  expect(bounds?.map(({ source }) => source.publisher)).toEqual(['LinearB']);
  expect(judge('change-failure-rate', 0.08)).toEqual({ status: 'kept' });
});

test('without a target on such a metric there is nothing to check', () => {
  expect(judge('change-failure-rate').status).toBe('nothing-to-check');
  expect(judge('review-coverage', 0.95).status).toBe('nothing-to-check');
});
