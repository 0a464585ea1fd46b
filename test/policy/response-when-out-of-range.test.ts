import { expect, test } from 'vitest';
import check from '../../src/policy/response-when-out-of-range.ts';
import { card, measured, review, seen, team } from '../support/policy.ts';
import { quarter } from '../support/scorecards.ts';

const own = team(['cycle-time', 'change-failure-rate', 'review-coverage']);
const at = (id: string, position: 'inside' | 'near' | 'outside') =>
  measured(id, 1, { ranges: [{ index: 0, position }] });
const outside = card([at('cycle-time', 'outside'), at('change-failure-rate', 'outside')]);

test('a review that answers each KPI outside of a range keeps the rule', () => {
  const answered = review('change-failure-rate', 'cycle-time');
  expect(check(seen({ team: own, scorecard: outside, review: answered }))).toEqual({ status: 'kept' });
});

test('a KPI that the review passes over breaks it', () => {
  expect(check(seen({ team: own, scorecard: outside, review: review('cycle-time') }))).toMatchObject({
    status: 'broken',
    findings: [{ place: 'reviews/harbour/2026-Q2.mdx', found: 'no response to Change failure rate' }],
  });
});

test('no review at all breaks it once for each such KPI', () => {
  const outcome = check(seen({ team: own, scorecard: outside }));
  expect(outcome.status === 'broken' && outcome.findings).toHaveLength(2);
});

test.each([
  ['no KPI is outside', card([at('cycle-time', 'near'), at('change-failure-rate', 'inside')])],
  ['what is outside is not a KPI', card([at('lead-time-for-changes', 'outside')])],
  ['the quarter is not over', { ...outside, quarter: quarter(2, false) }],
  ['no scorecard was computed', null],
])('where %s there is nothing to check', (_, scorecard) => {
  expect(check(seen({ team: own, scorecard })).status).toBe('nothing-to-check');
});
