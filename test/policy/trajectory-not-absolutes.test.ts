import { expect, test } from 'vitest';
import check from '../../src/policy/trajectory-not-absolutes.ts';
import { card, measured, seen, team } from '../support/policy.ts';
import { changedBy } from '../support/scorecards.ts';

const own = team(['cycle-time', 'review-coverage', 'change-failure-rate']);
const baseline = changedBy(1, [0.8, 1.2]);
const empty = { ...baseline, summary: { ...baseline.summary, value: null } };

test('KPIs that are compared with a baseline, or have no value, keep the rule', () => {
  const scorecard = card([measured('cycle-time', 30, { baseline }), measured('review-coverage', null)]);
  expect(check(seen({ team: own, scorecard }))).toMatchObject({
    status: 'kept',
    found: expect.stringMatching(/with a value and a baseline$/),
  });
});

test('a KPI with a value and no baseline breaks it', () => {
  const scorecard = card([
    measured('cycle-time', 30, { baseline }),
    measured('review-coverage', 0.8, { baseline: empty }),
    measured('work-in-progress', 2),
  ]);
  expect(check(seen({ team: own, scorecard }))).toMatchObject({
    status: 'broken',
    findings: [{ place: 'scorecards/2026-Q2/harbour.json (review-coverage)' }],
  });
});

test.each([
  ['in a team’s first quarter', card([measured('cycle-time', 30)])],
  ['without a value', card([measured('cycle-time', null, { baseline })])],
  ['without a scorecard', null],
])('%s there is nothing to check', (_, scorecard) => {
  expect(check(seen({ team: own, scorecard })).status).toBe('nothing-to-check');
});
