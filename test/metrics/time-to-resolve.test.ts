import { expect, test } from 'vitest';
import timeToDetect from '../../src/metrics/time-to-detect.ts';
import timeToResolve from '../../src/metrics/time-to-resolve.ts';
import timeToRestoreService from '../../src/metrics/time-to-restore-service.ts';
import { incident, incidentIssue } from '../support/facts.ts';
import { dates, reasons, summaryOf, values, viewOf } from '../support/view.ts';

const { measure: detect } = timeToDetect;
const { measure } = timeToResolve;
const { measure: restore } = timeToRestoreService;

const imported = incident('page-1', '2026-02-08T14:00:00Z', {
  detectedAt: '2026-02-08T14:10:00Z',
  resolvedAt: '2026-02-08T14:40:00Z',
});

test('resolving runs from the detection to the end, which dates it', () => {
  const result = measure(viewOf({ incidents: [imported] }));
  expect(values(result)).toEqual({ 'page-1': 0.5 });
  expect(dates(result)).toEqual(['2026-02-08T14:40:00Z']);
});

test('detecting and resolving add up to restoring', () => {
  const view = viewOf({ incidents: [imported] });
  const [detected, resolved, restored] = [detect, measure, restore].map(
    (metric) => values(metric(view))['page-1'],
  );
  expect((detected ?? 0) + (resolved ?? 0)).toBeCloseTo(restored ?? 0, 10);
  expect(restored).toBeCloseTo(40 / 60, 10);
});

test('an import without a detection counts from its start, and an issue from its opening', () => {
  const result = measure(
    viewOf({
      incidents: [incident('page-2', '2026-02-09T10:00:00Z', { resolvedAt: '2026-02-09T13:00:00Z' })],
      issues: [incidentIssue(1, { createdAt: '2026-02-10T10:00:00Z', closedAt: '2026-02-10T12:00:00Z' })],
    }),
  );
  expect(values(result)).toEqual({ 'page-2': 3, '#1': 2 });
});

test('an incident that was known only after its end took no time to resolve', () => {
  const late = { ...imported, detectedAt: '2026-02-08T15:00:00Z' };
  expect(values(measure(viewOf({ incidents: [late] })))).toEqual({ 'page-1': 0 });
});

test('unresolved and reopened incidents are open, dismissed ones left out', () => {
  const result = measure(
    viewOf({
      issues: [
        incidentIssue(1, { createdAt: '2026-02-03T10:00:00Z', stateReason: 'REOPENED' }),
        incidentIssue(2, {
          createdAt: '2026-02-04T10:00:00Z',
          closedAt: '2026-02-04T11:00:00Z',
          stateReason: 'NOT_PLANNED',
        }),
      ],
    }),
  );
  expect(result.observations).toEqual([]);
  expect(result.open).toEqual([
    { id: 'sample-org/shop#1', from: Date.parse('2026-02-03T10:00:00Z'), to: null },
  ]);
  expect(reasons(result)).toEqual(['closed as not planned or duplicate']);
});

test('the page’s example: the median of ten cases is 1.3 hours, from 0.4 to 6', () => {
  const hours = [0.2, 0.4, 0.5, 0.7, 1, 1.6, 2.1, 3.5, 6, 28];
  const issues = hours.map((taken, index) => {
    const createdAt = `2026-02-1${index}T09:00:00Z`;
    const closedAt = new Date(Date.parse(createdAt) + taken * 3_600_000).toISOString();
    return incidentIssue(index + 1, { createdAt, closedAt });
  });
  const { value, interval } = summaryOf(measure(viewOf({ issues })));
  expect(value).toBeCloseTo(1.3, 10);
  expect(interval).toMatchObject({ low: 0.4, high: 6 });
});
