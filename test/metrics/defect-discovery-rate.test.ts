import { expect, test } from 'vitest';
import defectDiscoveryRate from '../../src/metrics/defect-discovery-rate.ts';
import { bot, closedIssue, issue } from '../support/facts.ts';
import { figure } from '../support/figure.ts';
import { dates, reasons, values, viewOf } from '../support/view.ts';

const { measure } = defectDiscoveryRate;

const bug = { labels: ['Bug'] };

test('a defect is discovered when its issue is opened, whatever becomes of it', () => {
  const result = measure(
    viewOf({
      issues: [
        issue(1, { ...bug, createdAt: '2026-01-05T08:00:00Z', updatedAt: '2026-03-01T08:00:00Z' }),
        closedIssue(2, '2026-02-09T08:00:00Z', { ...bug, createdAt: '2026-01-06T09:00:00Z' }),
        issue(3, { labels: ['feature'] }),
      ],
    }),
  );
  expect(values(result)).toEqual({ '#1': 1, '#2': 1 });
  expect(dates(result)).toEqual(['2026-01-05T08:00:00Z', '2026-01-06T09:00:00Z']);
});

test('duplicates, what is not planned and what a scanner files do not count as discoveries', () => {
  const result = measure(
    viewOf({
      issues: [
        closedIssue(1, '2026-02-09T08:00:00Z', {
          ...bug,
          createdAt: '2026-01-05T08:00:00Z',
          stateReason: 'duplicate',
        }),
        closedIssue(2, '2026-02-10T08:00:00Z', {
          ...bug,
          createdAt: '2026-01-06T08:00:00Z',
          stateReason: 'not_planned',
        }),
        issue(3, { ...bug, createdAt: '2026-01-07T08:00:00Z', author: bot }),
        issue(4, { ...bug, createdAt: '2026-01-08T08:00:00Z', author: null }),
      ],
    }),
  );
  expect(values(result)).toEqual({ '#4': 1 });
  expect(reasons(result)).toEqual([
    'closed as not planned or duplicate',
    'closed as not planned or duplicate',
    'opened by automation',
  ]);
  expect(result.excluded.map(({ at }) => new Date(at).getUTCDate())).toEqual([5, 6, 7]);
});

test('a repository that labels no defects has an unknown number of them, not none', () => {
  expect(measure(viewOf({ issues: [issue(1)] })).notApplicable).toContain(
    'sample-org/shop has no issue labelled bug, ',
  );
  expect(measure(viewOf({ issues: [issue(1, bug)] })).notApplicable).toBeNull();
});

test('the page’s example: 26 in a quarter of 91 days are 2.0 a week', () => {
  const issues = Array.from({ length: 26 }, (_, index) =>
    issue(index + 1, { ...bug, createdAt: new Date(Date.UTC(2026, 3, 1 + index * 3, index)).toISOString() }),
  );
  const { value, interval } = figure(
    measure(viewOf({ issues })),
    ['2026-04-01T00:00:00Z', '2026-07-01T00:00:00Z'],
    'week',
  );
  expect(value).toBe(2);
  expect(interval?.low).toBeCloseTo(1.31, 2);
  expect(interval?.high).toBeCloseTo(2.93, 2);
});
