import { expect, test } from 'vitest';
import incidentFrequency from '../../src/metrics/incident-frequency.ts';
import { deployment, incident, incidentIssue } from '../support/facts.ts';
import { dates, reasons, summaryOf, values, viewOf } from '../support/view.ts';

const { measure } = incidentFrequency;

test('an incident counts when it opens, or when an import says it started, whatever caused it', () => {
  const result = measure(
    viewOf({
      issues: [
        incidentIssue(1, { createdAt: '2026-02-03T10:00:00Z', closedAt: '2026-05-03T14:00:00Z' }),
        incidentIssue(2, { createdAt: '2026-02-05T10:00:00Z', causes: [{ pullRequest: 9 }] }),
        incidentIssue(3, { createdAt: '2026-02-06T10:00:00Z', labels: ['bug'] }),
      ],
      incidents: [
        incident('page-1', '2026-02-07T10:00:00Z', {
          detectedAt: '2026-02-07T11:00:00Z',
          resolvedAt: '2026-02-07T12:00:00Z',
        }),
      ],
    }),
  );
  expect(result.kind).toBe('rate');
  expect(values(result)).toEqual({ '#1': 1, '#2': 1, 'page-1': 1 });
  expect(dates(result)).toEqual(['2026-02-03T10:00:00Z', '2026-02-05T10:00:00Z', '2026-02-07T10:00:00Z']);
});

test('duplicates and dismissed reports do not count, but show that incidents are declared', () => {
  const dismissed = incidentIssue(1, { closedAt: '2026-02-03T11:00:00Z', stateReason: 'NOT_PLANNED' });
  const result = measure(viewOf({ issues: [dismissed] }));
  expect(reasons(result)).toEqual(['closed as not planned or duplicate']);
  expect(summaryOf(result)).toMatchObject({ state: 'ok', value: 0 });
  expect(result.notApplicable).toBeNull();
});

test('a repository that never declared an incident has no rate, rather than a rate of zero', () => {
  expect(measure(viewOf({ issues: [incidentIssue(1, { labels: ['bug'] })] })).notApplicable).toBe(
    'sample-org/shop has never declared an incident, by label or by import',
  );
});

test('the page’s example: nine in 13 weeks are 0.69 a week, from 0.32 to 1.31', () => {
  const issues = Array.from({ length: 9 }, (_, index) =>
    incidentIssue(index + 1, { createdAt: `2026-02-1${index}T10:00:00Z` }),
  );
  const { value, interval } = summaryOf(measure(viewOf({ issues })));
  expect(value).toBe(9 / 13);
  expect(interval?.low).toBeCloseTo(0.32, 2);
  expect(interval?.high).toBeCloseTo(1.31, 2);
});

test('incidents that name one deployment as their cause come together, and the others stand alone', () => {
  const found = measure(
    viewOf({
      deployments: [deployment('d5', '2026-02-02T09:00:00Z', 1)],
      issues: [1, 2, 3].map((number) =>
        incidentIssue(number, {
          createdAt: `2026-02-0${number + 2}T10:00:00Z`,
          ...(number < 3 ? { causes: [{ deployment: 'd5' }] } : {}),
        }),
      ),
    }),
  );
  const [first, second, third] = found.observations.map(({ cluster }) => cluster);
  expect(first).toMatch(/deployment d5$/);
  expect(second).toBe(first);
  expect(third).toBeUndefined();
});
