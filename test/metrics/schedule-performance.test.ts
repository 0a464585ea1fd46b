import { expect, test } from 'vitest';
import schedulePerformance from '../../src/metrics/schedule-performance.ts';
import { closedIssue, issue, milestone } from '../support/facts.ts';
import { figure } from '../support/figure.ts';
import { dates, values, viewOf } from '../support/view.ts';

const { measure } = schedulePerformance;

test('a milestone deviates by the calendar days from its due day to its own closing, negative when early', () => {
  const result = measure(
    viewOf(
      {
        issues: [1, 2, 3].map((number) =>
          closedIssue(number, `2026-03-0${number}T10:00:00Z`, { milestone: number }),
        ),
        milestones: [
          milestone(1, { dueAt: '2026-03-10T07:00:00Z', closedAt: '2026-03-10T21:30:00Z' }),
          milestone(2, { dueAt: '2026-03-11T07:00:00Z', closedAt: '2026-03-06T23:30:00Z' }),
          milestone(3, { dueAt: '2026-03-12T07:00:00Z', closedAt: '2026-04-20T22:00:00Z' }),
        ],
      },
      { timeZone: 'Europe/Amsterdam' },
    ),
  );
  expect(values(result)).toEqual({ ' milestone 1': 0, ' milestone 2': -4, ' milestone 3': 40 });
  expect(dates(result)).toEqual(['2026-03-10T21:30:00Z', '2026-03-06T23:30:00Z', '2026-04-20T22:00:00Z']);
});

test('what is open past its day has no deviation yet, and is counted as open from then on', () => {
  const result = measure(
    viewOf({
      issues: [issue(1, { milestone: 1 }), issue(2, { milestone: 2 }), issue(3, { milestone: 3 })],
      milestones: [
        milestone(1, { dueAt: '2026-03-10T07:00:00Z' }),
        milestone(2, { dueAt: '2026-03-11T07:00:00Z', closedAt: '2026-03-15T10:00:00Z' }),
        milestone(3, { dueAt: '2026-03-12T07:00:00Z', closedAt: '2026-03-11T11:00:00Z' }),
      ],
    }),
  );
  expect(values(result)).toEqual({ ' milestone 2': 4, ' milestone 3': -1 });
  expect(result.open).toEqual([
    { id: 'sample-org/shop milestone 1', from: Date.parse('2026-03-11T00:00:00Z'), to: null },
    {
      id: 'sample-org/shop milestone 2',
      from: Date.parse('2026-03-12T00:00:00Z'),
      to: Date.parse('2026-03-15T10:00:00Z'),
    },
  ]);
});

test('what is closed as the due day ends was never open past it', () => {
  const result = measure(
    viewOf({
      issues: [issue(1, { milestone: 1 })],
      milestones: [milestone(1, { dueAt: '2026-03-10T07:00:00Z', closedAt: '2026-03-11T00:00:00Z' })],
    }),
  );
  expect(result.open).toEqual([]);
  expect(values(result)).toEqual({ ' milestone 1': 1 });
});

test('without dated milestones nothing can be said', () => {
  expect(measure(viewOf({ issues: [issue(1)] })).notApplicable).toContain('no milestone with a due date');
});

test('the page’s example: a median of 0 days', () => {
  const deviations = [-3, -1, 0, 0, 4, 9, 31];
  const result = measure(
    viewOf({
      issues: deviations.map((_, index) => issue(index + 1, { milestone: index + 1 })),
      milestones: deviations.map((days, index) =>
        milestone(index + 1, {
          dueAt: `2026-04-1${index}T07:00:00Z`,
          closedAt: new Date(Date.UTC(2026, 3, 10 + index + days, 9, index)).toISOString(),
        }),
      ),
    }),
  );
  expect(result.observations.map(({ value }) => value)).toEqual(deviations);
  expect(figure(result, ['2026-04-01T00:00:00Z', '2026-07-01T00:00:00Z']).value).toBe(0);
});
