import { expect, test } from 'vitest';
import customerReportedBugs from '../../src/metrics/customer-reported-bugs.ts';
import { closedIssue, issue } from '../support/facts.ts';
import { figure } from '../support/figure.ts';
import { dates, reasons, values, viewOf } from '../support/view.ts';

const { measure } = customerReportedBugs;

const reported = { labels: ['bug', 'customer-reported'] };

test('a defect counts on the day its issue was opened, if a customer reported it', () => {
  const result = measure(
    viewOf({
      issues: [
        issue(1, { ...reported, createdAt: '2026-01-05T08:00:00Z' }),
        issue(2, { labels: ['bug', 'production'], createdAt: '2026-01-06T08:00:00Z' }),
        issue(3, { labels: ['feature', 'customer'], createdAt: '2026-01-07T08:00:00Z' }),
        issue(4, { labels: ['customer'], createdAt: '2026-01-08T08:00:00Z' }),
      ],
    }),
  );
  expect(values(result)).toEqual({ '#1': 1 });
  expect(dates(result)).toEqual(['2026-01-05T08:00:00Z']);
});

test('a second report of a known defect does not count; one that will not be fixed does', () => {
  const closed = (number: number, stateReason: string) =>
    closedIssue(number, `2026-02-0${number}T08:00:00Z`, {
      ...reported,
      createdAt: `2026-01-0${number}T08:00:00Z`,
      stateReason,
    });
  const result = measure(viewOf({ issues: [closed(1, 'duplicate'), closed(2, 'not_planned')] }));
  expect(values(result)).toEqual({ '#2': 1 });
  expect(reasons(result)).toEqual(['closed as a duplicate']);
});

test('where no label speaks of customers their reports are unknown', () => {
  expect(measure(viewOf({ issues: [issue(1, { labels: ['bug'] })] })).notApplicable).toBe(
    'sample-org/shop has no issue labelled customer, customer-reported or reported-by/customer',
  );
  expect(measure(viewOf({ issues: [issue(1, { labels: ['customer'] })] })).notApplicable).toContain(
    'labelled bug, ',
  );
});

test('the page’s example: 18 in 13 weeks are 1.38 a week', () => {
  const issues = Array.from({ length: 18 }, (_, index) =>
    issue(index + 1, {
      ...reported,
      createdAt: new Date(Date.UTC(2026, 3, 2 + index * 5, index)).toISOString(),
    }),
  );
  const { value, interval } = figure(
    measure(viewOf({ issues })),
    ['2026-04-01T00:00:00Z', '2026-07-01T00:00:00Z'],
    'week',
  );
  expect(value).toBeCloseTo(1.38, 2);
  expect(interval?.low).toBeCloseTo(0.82, 2);
  expect(interval?.high).toBeCloseTo(2.19, 2);
});
