import { expect, test } from 'vitest';
import { errorBudgetOf } from '../../src/views/errorBudget.ts';
import { result } from '../support/scorecards.ts';

const reliability = (hits: number, total: number) => {
  const { summary } = result();
  return {
    id: 'service-reliability',
    summary: { ...summary, value: hits / total, size: { ...summary.size, hits, total } },
  };
};

test('the budget is what the objective leaves over: 9,300 of 12,000 bad requests are 77.5 % of it', () => {
  const budget = errorBudgetOf(reliability(2_390_700, 2_400_000), 0.995);
  expect(budget?.spent).toBe(9300);
  expect(budget?.allowed).toBeCloseTo(12_000, 6);
  expect(budget?.share).toBeCloseTo(0.775, 9);
});

test('a missed objective has spent more than all of it', () => {
  expect(errorBudgetOf(reliability(980, 1000), 0.99)?.share).toBeCloseTo(2, 9);
});

test('there is none without an objective, for an objective of 100 %, and for other metrics', () => {
  expect(errorBudgetOf(reliability(98, 100), undefined)).toBeNull();
  expect(errorBudgetOf(reliability(98, 100), 1)).toBeNull();
  expect(errorBudgetOf({ ...reliability(98, 100), id: 'review-coverage' }, 0.9)).toBeNull();
});
