import { expect, test } from 'vitest';
import type { Issue } from '../../src/facts/schema.ts';
import escapedDefectRate from '../../src/metrics/escaped-defect-rate.ts';
import { closedIssue, issue } from '../support/facts.ts';
import { figure } from '../support/figure.ts';
import { dates, reasons, values, viewOf } from '../support/view.ts';

const { measure } = escapedDefectRate;

const found = (number: number, labels: string[], fields: Partial<Issue> = {}) =>
  issue(number, {
    labels: ['bug', ...labels],
    createdAt: `2026-01-${String(number).padStart(2, '0')}T08:00:00Z`,
    ...fields,
  });

test('a defect has escaped when a label says that it was found in production, or by a customer', () => {
  const result = measure(
    viewOf({
      issues: [
        found(1, ['production']),
        found(2, ['Customer']),
        found(3, ['qa']),
        found(4, ['qa', 'production']),
        issue(5, { labels: ['production'] }),
      ],
    }),
  );
  expect(values(result)).toEqual({ '#1': 1, '#2': 1, '#3': 0, '#4': 1 });
  expect(dates(result)[0]).toBe('2026-01-01T08:00:00Z');
  const production = 'found in production';
  expect(result.observations.map(({ note }) => note)).toEqual([
    production,
    'reported by a customer',
    null,
    production,
  ]);
});

test('a defect without a place is unknown: neither escaped nor held', () => {
  const result = measure(viewOf({ issues: [found(1, ['production']), found(2, ['qa']), found(3, [])] }));
  expect(values(result)).toEqual({ '#1': 1, '#2': 0 });
  expect(result.unknown).toEqual([
    {
      id: 'sample-org/shop#3',
      at: Date.parse('2026-01-03T08:00:00Z'),
      text: 'do not say where they were found',
    },
  ]);
});

test('duplicates and what was closed as not planned do not count, labelled or not', () => {
  const closed = (number: number, stateReason: string, labels: string[]) =>
    closedIssue(number, `2026-02-0${number}T09:00:00Z`, {
      labels: ['bug', ...labels],
      createdAt: `2026-01-0${number}T08:00:00Z`,
      stateReason,
    });
  const result = measure(
    viewOf({
      issues: [
        closed(1, 'duplicate', ['production']),
        closed(2, 'not_planned', []),
        closed(3, 'completed', ['qa']),
      ],
    }),
  );
  expect(values(result)).toEqual({ '#3': 0 });
  expect(result.unknown).toEqual([]);
  expect(reasons(result)).toEqual(Array(2).fill('closed as not planned or duplicate'));
});

test('without defects, or without either of the two places, there is no share', () => {
  const why = (issues: Issue[]) => measure(viewOf({ issues })).notApplicable;
  expect(why([issue(1)])).toContain('no issue labelled bug, ');
  expect(why([found(1, ['qa']), issue(2, { labels: ['customer'] })])).toContain(
    'no defect labelled production, ',
  );
  expect(why([found(1, ['production'])])).toContain('no defect labelled qa');
  expect(why([found(1, ['production']), found(2, ['qa'])])).toBeNull();
});

test('the page’s example: nine of 46 are 19.6 %, and 14 of 60 do not say', () => {
  const issues = Array.from({ length: 60 }, (_, index) =>
    issue(index + 1, {
      labels: index >= 46 ? ['bug'] : index % 5 === 2 ? ['bug', 'production'] : ['bug', 'qa'],
      createdAt: new Date(Date.UTC(2026, 0, 2, index)).toISOString(),
    }),
  );
  const result = measure(viewOf({ issues }));
  const { value, interval } = figure(result, ['2026-01-01T00:00:00Z', '2026-04-01T00:00:00Z']);
  expect(value).toBeCloseTo(0.196, 3);
  expect(interval?.low).toBeCloseTo(0.107, 3);
  expect(interval?.high).toBeCloseTo(0.332, 3);
  expect(result.unknown).toHaveLength(14);
});
