import { expect, test } from 'vitest';
import { measure } from '../../src/metrics/refactor-rate.ts';
import { pool, sampleOf } from '../../src/scorecard/series.ts';
import { summarise } from '../../src/stats/summarise.ts';
import { commit } from '../support/facts.ts';
import { viewOf } from '../support/view.ts';

test('the page’s example: 11 of 120 commits', () => {
  const commits = Array.from({ length: 120 }, (_, index) =>
    commit(index + 1, {
      subject: index < 11 ? 'refactor: orders' : 'feat: orders',
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
