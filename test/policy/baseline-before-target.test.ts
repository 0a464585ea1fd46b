import { expect, test } from 'vitest';
import check from '../../src/policy/baseline-before-target.ts';
import { card, measured, seen, team } from '../support/policy.ts';
import { changedBy } from '../support/scorecards.ts';

const own = team([{ metric: 'review-coverage', target: 0.9, by: '2027-Q1' }, { metric: 'cycle-time' }]);
const baseline = changedBy(1, [0.8, 1.2], 0.85);

test('a target for a KPI with a baseline keeps the rule', () => {
  const scorecard = card([measured('review-coverage', 0.8, { baseline })]);
  expect(check(seen({ team: own, scorecard }))).toEqual({ status: 'kept' });
});

test.each([
  ['without earlier quarters', card([measured('review-coverage', 0.8)])],
  [
    'with too few in them',
    card([
      measured('review-coverage', 0.8, {
        baseline: { ...baseline, summary: { ...baseline.summary, value: null } },
      }),
    ]),
  ],
  ['that is on no scorecard', card([measured('cycle-time', 30, { baseline: changedBy(1, [0.9, 1.1]) })])],
])('a target for a KPI %s breaks it', (_, scorecard) => {
  expect(check(seen({ team: own, scorecard }))).toMatchObject({
    status: 'broken',
    findings: [
      {
        place: 'org.yaml (team harbour, KPI review-coverage, target)',
        found: expect.stringContaining('Review coverage'),
      },
    ],
  });
});

test('without a target, or without figures, there is nothing to check', () => {
  expect(check(seen()).status).toBe('nothing-to-check');
  expect(check(seen({ team: own, scorecard: null })).status).toBe('nothing-to-check');
  const withheld = card([measured('review-coverage', null, { state: 'withheld' })]);
  expect(check(seen({ team: own, scorecard: withheld })).status).toBe('nothing-to-check');
});
