import { expect, test } from 'vitest';
import check from '../../src/policy/work-in-progress-limit.ts';
import { card, measured, seen, team } from '../support/policy.ts';

const limited = team(['cycle-time'], { limits: { 'work-in-progress': 3 } });
const judge = (level: number | null) =>
  check(seen({ team: limited, scorecard: card([measured('work-in-progress', level)]) }));

test('a level under the team’s own limit keeps the rule', () => {
  expect(judge(2.99)).toEqual({ status: 'kept' });
});

test('a level at the limit breaks it', () => {
  expect(judge(3)).toMatchObject({
    status: 'broken',
    findings: [{ place: 'scorecards/2026-Q2/harbour.json (work-in-progress)' }],
  });
});

test('no limit breaks it, whatever the level', () => {
  expect(check(seen({ scorecard: card([measured('work-in-progress', 1)]) }))).toMatchObject({
    status: 'broken',
    findings: [{ place: 'content/org.yaml (team harbour, limits)' }],
  });
});

test('a limit without a level leaves nothing to check', () => {
  expect(judge(null).status).toBe('nothing-to-check');
  expect(check(seen({ team: limited })).status).toBe('nothing-to-check');
  expect(check(seen({ team: limited, scorecard: null })).status).toBe('nothing-to-check');
});
