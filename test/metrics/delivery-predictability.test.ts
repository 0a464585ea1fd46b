import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Issue, Milestone } from '../../src/facts/schema.ts';
import deliveryPredictability from '../../src/metrics/delivery-predictability.ts';
import { closedIssue, issue, merged, milestone } from '../support/facts.ts';
import { figure } from '../support/figure.ts';
import { dates, reasons, values, viewOf } from '../support/view.ts';

const { measure } = deliveryPredictability;

const due = milestone(1, { dueAt: '2026-03-20T07:00:00Z', closedAt: '2026-03-26T12:00:00Z' });
const within = (fields: Partial<Issue> = {}) => ({
  milestone: 1,
  createdAt: '2026-01-05T10:00:00Z',
  ...fields,
});
const judge = (issues: Issue[], timeZone = 'UTC') =>
  measure(viewOf({ issues, milestones: [due] }, { timeZone }));

test('a milestone is kept when its last issue was closed before the due day ended, wherever the milestone’s own end', () => {
  const kept = judge([
    closedIssue(1, '2026-03-20T23:59:59Z', within()),
    closedIssue(2, '2026-02-20T10:00:00Z', within()),
  ]);
  expect(values(kept)).toEqual({ ' milestone 1': 1 });
  expect(kept.observations[0]?.note).toBeNull();
  const late = judge([
    closedIssue(1, '2026-03-21T00:00:00Z', within()),
    closedIssue(2, '2026-02-20T10:00:00Z', within()),
    issue(3, within()),
  ]);
  expect(late.observations[0]).toMatchObject({
    value: 0,
    note: '2 of 3 issues open when the due day ended',
  });
});

describe('a renamed milestone', () => {
  const put = (milestone: string, at = '2026-01-06T10:00:00Z') => ({ at, milestone, added: true });
  const taken = (milestone: string, at: string) => ({ at, milestone, added: false });
  const spring = { ...due, title: 'Spring' };
  const judgeRenamed = (issues: Issue[]) => measure(viewOf({ issues, milestones: [spring] }));
  const left = within({ milestone: null, changes: [put('Q1'), taken('Q1', '2026-03-25T10:00:00Z')] });

  test('is known by its former title from issues that are still in it', () => {
    const stays = closedIssue(1, '2026-03-18T10:00:00Z', within({ changes: [put('Q1')] }));
    expect(values(judgeRenamed([stays, issue(2, left)]))).toEqual({ ' milestone 1': 0 });
  });

  test('is said of an issue whose former one cannot be told', () => {
    const stays = closedIssue(1, '2026-03-18T10:00:00Z', within({ changes: [put('Spring')] }));
    const result = judgeRenamed([stays, issue(2, left)]);
    expect(values(result)).toEqual({ ' milestone 1': 1 });
    expect(reasons(result)).toEqual(['an issue that was then in a milestone whose name is no longer known']);
  });
});

test('the due day ends at midnight where the organisation is', () => {
  const issues = [closedIssue(1, '2026-03-21T03:00:00Z', within())];
  expect(values(judge(issues, 'America/New_York'))).toEqual({ ' milestone 1': 1 });
  expect(values(judge(issues, 'Europe/Amsterdam'))).toEqual({ ' milestone 1': 0 });
});

test('a commitment belongs to the window of its due day, the last moment included', () => {
  const result = judge([closedIssue(1, '2026-03-19T10:00:00Z', within())]);
  expect(new Date(result.observations[0]?.at ?? 0).toISOString()).toBe('2026-03-20T23:59:59.999Z');
});

test('what was given up by the due day is left out and counted; what was given up later was open', () => {
  const dropped = judge([
    closedIssue(1, '2026-03-20T10:00:00Z', within({ stateReason: 'not_planned' })),
    closedIssue(2, '2026-03-18T10:00:00Z', within()),
  ]);
  expect(values(dropped)).toEqual({ ' milestone 1': 1 });
  expect(reasons(dropped)).toEqual(['an issue closed as not planned or duplicate by the due day']);
  const later = judge([
    closedIssue(1, '2026-03-22T10:00:00Z', within({ stateReason: 'not_planned' })),
    closedIssue(2, '2026-03-18T10:00:00Z', within()),
  ]);
  expect(values(later)).toEqual({ ' milestone 1': 0 });
  expect(reasons(later)).toEqual([]);
});

test('an issue filed after the due day was not promised', () => {
  const result = judge([
    closedIssue(1, '2026-03-18T10:00:00Z', within()),
    issue(2, within({ createdAt: '2026-03-21T00:00:00Z' })),
  ]);
  expect(values(result)).toEqual({ ' milestone 1': 1 });
  expect(reasons(result)).toEqual(['an issue filed after the due day']);
});

test('a milestone of which nothing was left does not count as a commitment', () => {
  const result = judge([closedIssue(1, '2026-03-18T10:00:00Z', within({ stateReason: 'duplicate' }))]);
  expect(result.observations).toEqual([]);
  expect(reasons(result)).toContain('a milestone in which nothing was left to do');
});

test('milestones that promise nothing for a day are said', () => {
  const issues = [closedIssue(1, '2026-03-18T10:00:00Z', within())];
  const result = measure(viewOf({ issues, milestones: [due, milestone(2)] }));
  expect(values(result)).toEqual({ ' milestone 1': 1 });
  expect(reasons(result)).toEqual(['a milestone without a due date']);
});

test('pull requests of a milestone are not asked', () => {
  const result = measure(
    viewOf({
      issues: [closedIssue(1, '2026-03-18T10:00:00Z', within())],
      'pull-requests': [merged('2026-04-01T10:00:00Z', { number: 9, milestone: 1 })],
      milestones: [due],
    }),
  );
  expect(values(result)).toEqual({ ' milestone 1': 1 });
});

test('teams that share a milestone keep or miss it together', () => {
  const issues = [closedIssue(1, '2026-03-18T10:00:00Z', within()), issue(2, within())];
  const facts = { issues, milestones: [due] };
  for (const own of issues) {
    expect(values(measure(viewOf(facts, {}, { issues: [own] })))).toEqual({ ' milestone 1': 0 });
  }
});

test('the page’s example: six of eight commitments kept are 75 %', () => {
  const milestones: Milestone[] = [];
  const issues: Issue[] = [];
  const promise = (closings: (string | null)[], reasons: string[] = []) => {
    const number = milestones.length + 1;
    milestones.push(milestone(number, { dueAt: `2026-0${(number % 3) + 1}-1${number}T08:00:00Z` }));
    closings.forEach((closing, index) => {
      const fields = { milestone: number, stateReason: reasons[index] ?? 'completed' };
      const id = issues.length + 1;
      issues.push(
        closing === null
          ? issue(id, fields)
          : closedIssue(id, closing, { ...fields, createdAt: '2025-12-09T10:00:00Z' }),
      );
    });
  };
  const dayOf = (number: number, shift: number) =>
    `2026-0${(number % 3) + 1}-${10 + number + shift}T15:00:00Z`;
  for (const number of [1, 2, 3, 4, 5]) promise([dayOf(number, -1), dayOf(number, 0)]);
  promise([dayOf(6, 2)]);
  promise([dayOf(7, 0), null]);
  promise([dayOf(8, -3), dayOf(8, 0)], ['completed', 'not_planned']);
  const result = measure(viewOf({ issues, milestones }));
  const summary = figure(result, ['2026-01-01T00:00:00Z', '2026-04-01T00:00:00Z']);
  expect(summary).toMatchObject({ value: 0.75, n: 8 });
  expect(summary.interval?.low).toBeCloseTo(0.409, 3);
  expect(summary.interval?.high).toBeCloseTo(0.929, 3);
  expect(dates(result)).toHaveLength(8);
});

test('a later closing never turns a missed commitment into a kept one', () => {
  const hour = fc.integer({ min: 0, max: 24 * 120 });
  const closing = (hours: number) => new Date(Date.UTC(2026, 0, 6) + hours * 3_600_000).toISOString();
  fc.assert(
    fc.property(fc.array(hour, { minLength: 1 }), fc.nat(500), (hours, delay) => {
      const value = (shift: number) =>
        judge(
          hours.map((each, index) =>
            closedIssue(index + 1, closing(each + (index === 0 ? shift : 0)), within()),
          ),
        ).observations[0]?.value ?? Number.NaN;
      expect(value(delay)).toBeLessThanOrEqual(value(0));
    }),
  );
});
