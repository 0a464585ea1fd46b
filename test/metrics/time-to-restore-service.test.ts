import { expect, test } from 'vitest';
import timeToRestoreService from '../../src/metrics/time-to-restore-service.ts';
import { incidentIssue } from '../support/facts.ts';
import { dates, reasons, values, viewOf } from '../support/view.ts';

const { measure } = timeToRestoreService;

const view = viewOf({
  issues: [
    incidentIssue(1, { createdAt: '2026-02-03T10:00:00Z', closedAt: '2026-02-03T14:00:00Z' }),
    incidentIssue(2, { createdAt: '2026-02-05T10:00:00Z' }),
    incidentIssue(3, {
      createdAt: '2026-02-06T10:00:00Z',
      closedAt: '2026-02-06T11:00:00Z',
      labels: ['bug'],
    }),
    incidentIssue(4, {
      createdAt: '2026-02-07T10:00:00Z',
      closedAt: '2026-02-07T11:00:00Z',
      stateReason: 'NOT_PLANNED',
    }),
  ],
  incidents: [
    {
      id: 'page-1',
      title: 'Search is slow',
      url: null,
      startedAt: '2026-02-08T10:00:00Z',
      detectedAt: '2026-02-08T10:05:00Z',
      resolvedAt: '2026-02-08T10:30:00Z',
      severity: 'minor',
      causes: [],
    },
  ],
});

test('time to restore service runs from an incident’s start to its end, and is dated by the end', () => {
  const result = measure(view);
  expect(values(result)).toEqual({ '#1': 4, 'page-1': 0.5 });
  expect(dates(result)).toEqual(['2026-02-03T14:00:00Z', '2026-02-08T10:30:00Z']);
});

test('an incident that goes on is open, and one closed as not planned was none', () => {
  const result = measure(view);
  expect(result.open.filter(({ to }) => to === null).map(({ id }) => id)).toEqual(['sample-org/shop#2']);
  expect(reasons(result)).toEqual(['closed as not planned or duplicate']);
});
