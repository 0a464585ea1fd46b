import { expect, test } from 'vitest';
import { checkPopulation } from '../../../src/metrics/populations/checks.ts';
import { check, repository } from '../../support/facts.ts';
import { defaultRules } from '../../support/view.ts';

test('more suites than a call takes arguments are read, and the first of them dates the beginning', () => {
  const later = check('1', '2026-01-06T09:00:00Z');
  const checks = Array.from({ length: 150_000 }, (_, index) => ({
    ...later,
    id: `${index}`,
    suite: `${index}`,
  }));
  const first = check('first', '2026-01-05T09:00:00Z');
  const { suites, observedFrom } = checkPopulation(repository(), defaultRules, {
    checks: [...checks, first],
  });
  expect(suites).toHaveLength(150_001);
  expect(observedFrom).toBe(Date.parse('2026-01-05T09:00:00Z'));
});

test('without a check there is no beginning', () => {
  expect(checkPopulation(repository(), defaultRules, { checks: [] }).observedFrom).toBeNull();
});
