import { expect, test } from 'vitest';
import check from '../../src/policy/team-level-kpis.ts';
import { card, measured, seen, team } from '../support/policy.ts';

test('KPIs of a team, with figures of four people, keep the rule', () => {
  expect(check(seen({ scorecard: card([measured('cycle-time', 30)], { activePeople: 4 }) }))).toEqual({
    status: 'kept',
  });
});

test.each([
  ['pulse', 'reviews-submitted', 'Reviews submitted'],
  ['activity', 'lines-of-code', 'Lines of code'],
])('a KPI of the %s tier breaks it', (tier, metric, title) => {
  expect(check(seen({ team: team(['cycle-time', metric, 'review-coverage']) }))).toMatchObject({
    status: 'broken',
    findings: [{ found: `${title}, which is of the ${tier} tier` }],
  });
});

test('a value of three people breaks it, a withheld one does not', () => {
  const of = (value: number | null) => card([measured('cycle-time', value)], { activePeople: 3 });
  expect(check(seen({ scorecard: of(30) }))).toMatchObject({
    status: 'broken',
    findings: [{ place: 'scorecards/2026-Q2/harbour.json (cycle-time)' }],
  });
  expect(check(seen({ scorecard: of(null) }))).toEqual({ status: 'kept' });
});

test('a value of a quarter in which nobody was active keeps the rule', () => {
  const quiet = card([measured('deployment-frequency', 0)], { activePeople: 0 });
  expect(check(seen({ scorecard: quiet }))).toEqual({ status: 'kept' });
});
