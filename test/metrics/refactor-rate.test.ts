import { expect, test } from 'vitest';
import refactorRate from '../../src/metrics/refactor-rate.ts';
import { sampleOf } from '../../src/scoring/series.ts';
import { summarise } from '../../src/stats/summarise.ts';
import { commit } from '../support/facts.ts';
import { pool } from '../support/pool.ts';
import { viewOf } from '../support/view.ts';

const { measure } = refactorRate;

test('the page’s example: 11 of 120 commits', () => {
  const commits = Array.from({ length: 120 }, (_, index) =>
    commit(index + 1, {
      subject: (index * 11) % 120 < 11 ? 'refactor: orders' : 'feat: orders',
      committedAt: new Date(Date.UTC(2026, 0, 7, index)).toISOString(),
    }),
  );
  const series = pool('proportion', [{ shared: false, measurement: measure(viewOf({ commits })) }]);
  const window = { start: 0, end: Date.UTC(2026, 3, 1) };
  const { value, interval } = summarise(sampleOf(series, [window], { from: 0, unit: 1 }));
  expect(value).toBeCloseTo(0.0917, 4);
  expect(interval?.low).toBeCloseTo(0.052, 3);
  expect(interval?.high).toBeCloseTo(0.157, 3);
});

test('the evidence says by what a commit declares its kind; one of no known kind does not count as refactoring', () => {
  const commits = ['refactor: orders', 'feat: orders', 'Orders'].map((subject, index) =>
    commit(index + 1, { subject, committedAt: `2026-01-0${index + 7}T10:00:00Z` }),
  );
  const { observations } = measure(viewOf({ commits }));
  expect(observations.map(({ value, note }) => [value, note])).toEqual([
    [1, 'title begins with `refactor:`'],
    [0, 'title begins with `feat:`'],
    [0, null],
  ]);
});
