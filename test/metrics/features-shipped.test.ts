import { expect, test } from 'vitest';
import featuresShipped from '../../src/metrics/features-shipped.ts';
import { closedIssue, issue } from '../support/facts.ts';
import { figure } from '../support/figure.ts';
import { dates, reasons, values, viewOf } from '../support/view.ts';

const { measure } = featuresShipped;

const feature = { labels: ['Enhancement'] };

test('a feature ships with its last closing, if that was as completed', () => {
  const result = measure(
    viewOf({
      issues: [
        closedIssue(1, '2026-01-05T08:00:00Z', { ...feature, createdAt: '2025-11-03T08:00:00Z' }),
        closedIssue(2, '2026-01-06T09:00:00Z', { ...feature, stateReason: null }),
        closedIssue(3, '2026-01-07T10:00:00Z', { ...feature, stateReason: 'not_planned' }),
        closedIssue(4, '2026-01-08T11:00:00Z', { ...feature, stateReason: 'duplicate' }),
        issue(5, { ...feature, stateReason: 'reopened' }),
      ],
    }),
  );
  expect(values(result)).toEqual({ '#1': 1, '#2': 1 });
  expect(dates(result)).toEqual(['2026-01-05T08:00:00Z', '2026-01-06T09:00:00Z']);
  expect(reasons(result)).toEqual(Array(2).fill('closed as not planned or duplicate'));
});

test('bugs, chores and incidents do not count as features, whatever other label they have', () => {
  const result = measure(
    viewOf({
      issues: [
        closedIssue(1, '2026-01-05T08:00:00Z', { labels: ['feature', 'bug'] }),
        closedIssue(2, '2026-01-06T08:00:00Z', { labels: ['feature', 'chore'] }),
        closedIssue(3, '2026-01-07T08:00:00Z', { labels: ['feature', 'incident'] }),
        closedIssue(4, '2026-01-08T08:00:00Z', { labels: [] }),
        closedIssue(5, '2026-01-09T08:00:00Z', feature),
      ],
    }),
  );
  expect(values(result)).toEqual({ '#5': 1 });
  expect(reasons(result)).toEqual(['an incident']);
});

test('a repository that labels no features has an unknown number of them, not none', () => {
  const bug = closedIssue(1, '2026-01-05T08:00:00Z', { labels: ['bug'] });
  expect(measure(viewOf({ issues: [bug] })).notApplicable).toBe(
    'sample-org/shop has no issue labelled feature, enhancement, kind/feature, type/feature or type: feature',
  );
  const own = { issues: [bug] };
  const whole = { issues: [bug, issue(2, feature)] };
  expect(measure(viewOf(whole, {}, own))).toMatchObject({ notApplicable: null, observations: [] });
});

test('the page’s example: nine in a quarter of 91 days are 3.0 a month', () => {
  const issues = Array.from({ length: 9 }, (_, index) =>
    closedIssue(index + 1, `2026-04-${String(index * 3 + 2).padStart(2, '0')}T08:00:00Z`, feature),
  );
  const { value, interval } = figure(
    measure(viewOf({ issues })),
    ['2026-04-01T00:00:00Z', '2026-07-01T00:00:00Z'],
    'month',
  );
  expect(value).toBeCloseTo(3.01, 2);
  expect(interval?.low).toBeCloseTo(1.4, 1);
  expect(interval?.high).toBeCloseTo(5.7, 1);
});
