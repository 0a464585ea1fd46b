import { describe, expect, test } from 'vitest';
import type { Milestone } from '../../../src/facts/schema.ts';
import { issue, milestone } from '../../support/facts.ts';
import { viewOf } from '../../support/view.ts';

const spring = (fields: Partial<Milestone>, timeZone: string) =>
  viewOf({ issues: [issue(1, { milestone: 1 })], milestones: [milestone(1, fields)] }, { timeZone })
    .milestones.due[0];

describe('a due day', () => {
  test.each([
    ['2026-03-31T07:00:00Z', 'UTC', '2026-04-01T00:00:00.000Z'],
    ['2026-03-31T07:00:00Z', 'Europe/Amsterdam', '2026-03-31T22:00:00.000Z'],
    ['2026-03-31T08:00:00Z', 'America/Los_Angeles', '2026-04-01T07:00:00.000Z'],
    ['2026-03-31T07:00:00Z', 'Pacific/Honolulu', '2026-04-01T10:00:00.000Z'],
    ['2026-03-31T00:00:00Z', 'America/New_York', '2026-04-01T04:00:00.000Z'],
    ['2026-03-31T08:00:00Z', 'Pacific/Auckland', '2026-03-31T11:00:00.000Z'],
    ['2026-03-29T07:00:00Z', 'Europe/Amsterdam', '2026-03-29T22:00:00.000Z'],
  ])('%s ends at midnight in %s: %s', (dueAt, timeZone, end) => {
    const due = spring({ dueAt }, timeZone);
    expect(new Date(due?.dueEnd ?? 0).toISOString()).toBe(end);
    expect(due?.dueAt).toBe(Date.parse(end) - 1);
  });

  test.each([
    ['2026-03-31T21:59:59Z', 0],
    ['2026-03-31T22:00:00Z', 1],
    ['2026-03-30T21:59:59Z', -1],
    ['2026-04-30T10:00:00Z', 30],
  ])('of 31 March in Amsterdam and a closing at %s are %i days apart', (closedAt, days) => {
    expect(spring({ dueAt: '2026-03-31T07:00:00Z', closedAt }, 'Europe/Amsterdam')?.daysLate).toBe(days);
  });
});

test('undated and empty milestones promise nothing', () => {
  const { milestones } = viewOf({
    issues: [issue(1, { milestone: 1 })],
    milestones: [
      milestone(1, { createdAt: '2025-12-02T09:00:00Z' }),
      milestone(2, { createdAt: '2025-12-03T09:00:00Z', closedAt: '2026-01-04T09:00:00Z' }),
      milestone(3, { createdAt: '2025-12-04T09:00:00Z', dueAt: '2026-02-05T08:00:00Z' }),
    ],
  });
  expect(milestones.due).toEqual([]);
  expect(milestones.notApplicable).toBeNull();
  expect(milestones.excluded.map(({ id, at, text }) => [id, new Date(at).toISOString(), text])).toEqual([
    ['sample-org/shop milestone 1', '2025-12-02T09:00:00.000Z', 'a milestone without a due date'],
    ['sample-org/shop milestone 2', '2026-01-04T09:00:00.000Z', 'a milestone without a due date'],
    ['sample-org/shop milestone 3', '2026-02-05T23:59:59.999Z', 'a milestone without an issue'],
  ]);
});

test('a repository without a dated milestone has no commitments that could be kept', () => {
  const { milestones } = viewOf({ issues: [issue(1, { milestone: 1 })], milestones: [milestone(1)] });
  expect(milestones.notApplicable).toBe('sample-org/shop has no milestone with a due date');
});

test('a team has the milestones of its own issues, with all that others put into them', () => {
  const whole = {
    issues: [issue(1, { milestone: 1 }), issue(2, { milestone: 1 }), issue(3, { milestone: 2 })],
    milestones: [
      milestone(1, { dueAt: '2026-02-05T08:00:00Z' }),
      milestone(2, { dueAt: '2026-02-06T08:00:00Z' }),
    ],
  };
  const { due, excluded } = viewOf(whole, {}, { issues: whole.issues.slice(0, 1) }).milestones;
  expect(due.map(({ item, issues }) => [item.id, issues.map(({ row }) => row.number)])).toEqual([
    ['sample-org/shop milestone 1', [1, 2]],
  ]);
  expect(excluded).toEqual([]);
});
