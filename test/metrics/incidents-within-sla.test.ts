import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Facts } from '../../src/facts/collection.ts';
import incidentsWithinSla from '../../src/metrics/incidents-within-sla.ts';
import { openAt } from '../../src/scoring/series.ts';
import { incident, incidentIssue } from '../support/facts.ts';
import { pool } from '../support/pool.ts';
import { dates, reasons, summaryOf, values, viewOf } from '../support/view.ts';

const { measure } = incidentsWithinSla;

const limits = { 'severity-1': 4, 'severity-2': 24 };
const measured = (facts: Partial<Facts>) => measure(viewOf(facts, { resolveWithinHours: limits }));

const issue = (number: number, severity: string, closedAt: string | null) =>
  incidentIssue(number, {
    createdAt: `2026-02-0${number}T10:00:00Z`,
    closedAt,
    labels: ['incident', severity],
  });

test('an incident is kept when it is resolved at or before its limit, and dated by its resolution', () => {
  const result = measured({
    issues: [issue(1, 'severity-1', '2026-02-01T14:00:00Z'), issue(2, 'Severity-2', '2026-02-03T09:00:00Z')],
  });
  expect(values(result)).toEqual({ '#1': 1, '#2': 1 });
  expect(dates(result)).toEqual(['2026-02-01T14:00:00Z', '2026-02-03T09:00:00Z']);
  expect(reasons(result)).toEqual([]);
});

test('it is missed the moment its limit passes, resolved later or still open', () => {
  const result = measured({
    issues: [issue(1, 'severity-1', '2026-02-01T14:00:01Z'), issue(2, 'severity-2', null)],
  });
  expect(values(result)).toEqual({ '#1': 0, '#2': 0 });
  expect(dates(result)).toEqual(['2026-02-01T14:00:00Z', '2026-02-03T10:00:00Z']);
  expect(result.observations[0]?.note).toBe('not resolved within 4 h');
});

test('one whose limit still lies ahead is open, neither kept nor missed', () => {
  const result = measured({ issues: [issue(2, 'severity-2', null)] });
  const series = pool(result.kind, [{ shared: false, measurement: result }]);
  expect(openAt(series.open, Date.parse('2026-02-03T09:00:00Z'))).toBe(1);
  expect(openAt(series.open, Date.parse('2026-02-03T10:00:01Z'))).toBe(0);
  expect(summaryOf(result, '2026-01-01', '2026-02-03T10:00:00Z').n).toBe(0);
  expect(summaryOf(result, '2026-01-01', '2026-02-03T10:00:01Z').n).toBe(1);
});

test('an import gives its severity and runs from its start', () => {
  const result = measured({
    incidents: [
      incident('page-1', '2026-02-08T10:00:00Z', {
        detectedAt: '2026-02-08T11:00:00Z',
        resolvedAt: '2026-02-08T14:30:00Z',
        severity: 'severity-1',
      }),
    ],
  });
  expect(values(result)).toEqual({ 'page-1': 0 });
  expect(dates(result)).toEqual(['2026-02-08T14:00:00Z']);
});

test('incidents without an agreed limit, and dismissed ones, are left out', () => {
  const result = measured({
    issues: [
      issue(1, 'severity-3', '2026-02-01T12:00:00Z'),
      { ...issue(2, 'severity-1', '2026-02-02T12:00:00Z'), stateReason: 'DUPLICATE' },
    ],
    incidents: [incident('page-1', '2026-02-08T10:00:00Z', { resolvedAt: '2026-02-08T10:30:00Z' })],
  });
  expect(result.observations).toEqual([]);
  expect(reasons(result)).toEqual([
    'closed as not planned or duplicate',
    'no limit is agreed for its severity',
    'no limit is agreed for its severity',
  ]);
});

test('of several limits that apply the shortest counts', () => {
  const both = {
    ...issue(1, 'severity-2', '2026-02-01T20:00:00Z'),
    labels: ['severity-2', 'incident', 'severity-1'],
  };
  expect(values(measured({ issues: [both] }))).toEqual({ '#1': 0 });
});

test('without an agreement it does not apply, and says what to set', () => {
  const result = measure(viewOf({ issues: [issue(1, 'severity-1', null)] }));
  expect(result.notApplicable).toBe(
    'No time is agreed within which incidents must be resolved (incidents.resolveWithinHours in org.yaml sets it)',
  );
});

test('a longer limit never turns a kept promise into a missed one', () => {
  const hours = fc.integer({ min: 1, max: 200 });
  fc.assert(
    fc.property(fc.array(hours, { minLength: 1, maxLength: 9 }), hours, hours, (taken, limit, more) => {
      const issues = taken.map((duration, index) => {
        const createdAt = `2026-02-0${index + 1}T10:00:00Z`;
        return incidentIssue(index + 1, {
          createdAt,
          closedAt: new Date(Date.parse(createdAt) + duration * 3_600_000).toISOString(),
        });
      });
      const kept = (incidentHours: number) =>
        measure(viewOf({ issues }, { resolveWithinHours: { incident: incidentHours } })).observations.filter(
          ({ value }) => value === 1,
        ).length;
      expect(kept(limit)).toBe(taken.filter((duration) => duration <= limit).length);
      expect(kept(limit + more)).toBeGreaterThanOrEqual(kept(limit));
    }),
  );
});

test('the page’s example: 37 of 40 are 92.5 %, from 80.1 to 97.4 %, with two misses that are still open', () => {
  const issues = Array.from({ length: 40 }, (_, index) => {
    const opened = Date.parse('2026-02-01T00:00:00Z') + index * 7_200_000;
    const taken = index === 10 ? 5 : index === 20 || index === 30 ? null : 3;
    return incidentIssue(index + 1, {
      createdAt: new Date(opened).toISOString(),
      closedAt: taken === null ? null : new Date(opened + taken * 3_600_000).toISOString(),
      labels: ['incident', 'severity-1'],
    });
  });
  const { n, value, interval } = summaryOf(measured({ issues }));
  expect(n).toBe(40);
  expect(value).toBe(0.925);
  expect(interval?.low).toBeCloseTo(0.801, 3);
  expect(interval?.high).toBeCloseTo(0.974, 3);
});
