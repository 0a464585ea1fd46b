import fc from 'fast-check';
import { expect, test } from 'vitest';
import timeBetweenFailures from '../../src/metrics/time-between-failures.ts';
import { incident, incidentIssue } from '../support/facts.ts';
import { dates, reasons, summaryOf, values, viewOf } from '../support/view.ts';

const { measure } = timeBetweenFailures;

const day = (days: number) => new Date(Date.parse('2025-12-31T06:00:00Z') + days * 86_400_000).toISOString();

test('a gap runs from the start of one incident to the start of the next, which dates it', () => {
  const result = measure(
    viewOf({
      issues: [
        incidentIssue(2, { createdAt: '2026-02-05T16:00:00Z' }),
        incidentIssue(1, { createdAt: '2026-02-03T10:00:00Z', closedAt: '2026-02-04T10:00:00Z' }),
      ],
      incidents: [incident('page-1', '2026-02-06T16:00:00Z', { detectedAt: '2026-02-07T16:00:00Z' })],
    }),
  );
  expect(values(result)).toEqual({ '#2': 2.25, 'page-1': 1 });
  expect(dates(result)).toEqual(['2026-02-05T16:00:00Z', '2026-02-06T16:00:00Z']);
});

test('the first has nothing before it, and the gap since the last is open', () => {
  const result = measure(viewOf({ issues: [incidentIssue(1, { createdAt: day(3) })] }));
  expect(result.observations).toEqual([]);
  expect(reasons(result)).toEqual(['the first of its repository']);
  expect(result.open).toEqual([{ id: 'sample-org/shop#1', from: Date.parse(day(3)), to: null }]);
});

test('a dismissed report does not cut a gap in two', () => {
  const issues = [
    incidentIssue(1, { createdAt: day(1) }),
    incidentIssue(2, { createdAt: day(2), closedAt: day(2.5), stateReason: 'DUPLICATE' }),
    incidentIssue(3, { createdAt: day(4) }),
  ];
  expect(values(measure(viewOf({ issues })))).toEqual({ '#3': 3 });
});

test('no incident gives no data, not an endless gap', () => {
  expect(summaryOf(measure(viewOf({}))).state).toBe('no-data');
});

test('the gaps are never negative and add up to the time from the first to the last', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 1, max: 2_000 }), { minLength: 1, maxLength: 20 }), (days) => {
      const result = measure(
        viewOf({ issues: days.map((number, index) => incidentIssue(index + 1, { createdAt: day(number) })) }),
      );
      const gaps = result.observations.map(({ value }) => value);
      expect(gaps.every((gap) => gap >= 0)).toBe(true);
      expect(gaps.reduce((sum, gap) => sum + gap, 0)).toBeCloseTo(Math.max(...days) - Math.min(...days), 6);
      expect(result.open.filter(({ to }) => to === null)).toHaveLength(1);
    }),
  );
});

test('the page’s example: seven failures have six gaps with a median of 13 days, from 2 to 28', () => {
  const issues = [3, 10, 12, 31, 50, 55, 83].map((number) =>
    incidentIssue(number, { createdAt: day(number) }),
  );
  const result = measure(viewOf({ issues }));
  expect(Object.values(values(result)).sort((a, b) => a - b)).toEqual([2, 5, 7, 19, 19, 28]);
  expect(summaryOf(result)).toMatchObject({ value: 13, interval: { low: 2, high: 28 } });
});
