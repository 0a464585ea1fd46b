import { expect, test } from 'vitest';
import type { Issue, Milestone } from '../../src/facts/schema.ts';
import milestoneCompletionRate from '../../src/metrics/milestone-completion-rate.ts';
import { closedIssue, issue, milestone } from '../support/facts.ts';
import { figure } from '../support/figure.ts';
import { reasons, values, viewOf } from '../support/view.ts';

const { measure } = milestoneCompletionRate;

const judge = (issues: Issue[], fields: Partial<Milestone> = {}) =>
  measure(viewOf({ issues, milestones: [milestone(1, { dueAt: '2026-02-10T08:00:00Z', ...fields })] }));
const within = { milestone: 1, createdAt: '2026-01-05T10:00:00Z' };
const closed = { closedAt: '2026-03-05T12:00:00Z' };

test('a milestone is complete when it was closed, however late, with nothing left open in it', () => {
  const result = judge([closedIssue(1, '2026-03-04T10:00:00Z', within)], closed);
  expect(values(result)).toEqual({ ' milestone 1': 1 });
  expect(new Date(result.observations[0]?.at ?? 0).toISOString()).toBe('2026-02-10T23:59:59.999Z');
});

test('one that nobody closed is a miss, though all of its work is done', () => {
  const result = judge([closedIssue(1, '2026-02-04T10:00:00Z', within)]);
  expect(result.observations[0]).toMatchObject({ value: 0, note: 'still open' });
});

test('an issue that was closed after its milestone was open in it', () => {
  const result = judge(
    [
      closedIssue(1, '2026-03-06T12:00:00Z', within),
      closedIssue(2, '2026-02-02T12:00:00Z', within),
      issue(3, within),
    ],
    closed,
  );
  expect(result.observations[0]).toMatchObject({ value: 0, note: 'closed with open issues in it: 2' });
});

test('an issue that was filed into a closed milestone was not open in it', () => {
  const later = issue(2, { milestone: 1, createdAt: '2026-03-08T10:00:00Z' });
  expect(values(judge([closedIssue(1, '2026-02-04T10:00:00Z', within), later], closed))).toEqual({
    ' milestone 1': 1,
  });
});

test('what is not planned is neither finished nor left open, and alone makes no milestone', () => {
  const dropped = closedIssue(1, '2026-02-04T10:00:00Z', { ...within, stateReason: 'not_planned' });
  const both = judge([dropped, closedIssue(2, '2026-02-05T10:00:00Z', within)], closed);
  expect(values(both)).toEqual({ ' milestone 1': 1 });
  expect(reasons(both)).toEqual(['an issue closed as not planned or duplicate']);
  const alone = judge([dropped], closed);
  expect(alone.observations).toEqual([]);
  expect(reasons(alone)).toContain('a milestone in which nothing was left to do');
});

test('in the moment of its closing, what was just filed was open in it and what was just closed was not', () => {
  const closing = closed.closedAt;
  const done = closedIssue(1, closing, within);
  expect(values(judge([done], closed))).toEqual({ ' milestone 1': 1 });
  const filed = issue(2, { ...within, createdAt: closing });
  expect(values(judge([done, filed], closed))).toEqual({ ' milestone 1': 0 });
});

test('an open milestone of which everything was dropped promised nothing, and neither did one without a date', () => {
  const dropped = closedIssue(1, '2026-02-04T10:00:00Z', { ...within, stateReason: 'duplicate' });
  const milestones = [milestone(1, { dueAt: '2026-02-10T08:00:00Z' }), milestone(2)];
  const result = measure(viewOf({ issues: [dropped], milestones }));
  expect(result.observations).toEqual([]);
  expect(reasons(result)).toEqual([
    'a milestone without a due date',
    'an issue closed as not planned or duplicate',
    'a milestone in which nothing was left to do',
  ]);
});

test('a milestone has until the end of the window to be closed', () => {
  const dueAt = (number: number) => `2026-02-${String(number + 8).padStart(2, '0')}T08:00:00Z`;
  const result = measure(
    viewOf({
      issues: Array.from({ length: 8 }, (_, index) =>
        closedIssue(index + 1, `2026-01-1${index}T10:00:00Z`, {
          milestone: index + 1,
          createdAt: '2026-01-02T10:00:00Z',
        }),
      ),
      milestones: Array.from({ length: 8 }, (_, index) =>
        milestone(index + 1, { dueAt: dueAt(index), closedAt: `2026-03-1${index}T10:00:00Z` }),
      ),
    }),
  );
  expect(figure(result, ['2026-01-01T00:00:00Z', '2026-03-12T10:00:00Z']).value).toBe(2 / 8);
  expect(figure(result, ['2026-01-01T00:00:00Z', '2026-04-01T00:00:00Z']).value).toBe(1);
});

test('the page’s example: nine of twelve are 75 %', () => {
  const issues: Issue[] = [];
  const milestones: Milestone[] = [];
  for (let number = 1; number <= 12; number += 1) {
    const day = String(number + 5).padStart(2, '0');
    const closedAt =
      number <= 6 ? `2026-07-${day}T18:00:00Z` : number <= 10 ? `2026-08-${day}T18:00:00Z` : null;
    milestones.push(milestone(number, { dueAt: `2026-07-${day}T07:00:00Z`, closedAt }));
    issues.push(
      number <= 9
        ? closedIssue(number, `2026-0${number <= 6 ? 7 : 8}-${day}T17:00:00Z`, { milestone: number })
        : issue(number, { milestone: number }),
    );
  }
  const summary = figure(measure(viewOf({ issues, milestones })), [
    '2026-07-01T00:00:00Z',
    '2026-10-01T00:00:00Z',
  ]);
  expect(summary).toMatchObject({ value: 0.75, n: 12 });
  expect(summary.interval?.low).toBeCloseTo(0.468, 3);
  expect(summary.interval?.high).toBeCloseTo(0.911, 3);
});
