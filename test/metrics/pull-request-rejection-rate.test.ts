import { expect, test } from 'vitest';
import pullRequestRejectionRate from '../../src/metrics/pull-request-rejection-rate.ts';
import { sampleOf } from '../../src/scoring/series.ts';
import { summarise } from '../../src/stats/summarise.ts';
import { merged, pullRequest } from '../support/facts.ts';
import { pool } from '../support/pool.ts';
import { viewOf } from '../support/view.ts';

const { measure } = pullRequestRejectionRate;

test.each([
  [1, 8, 0.125, 0.022, 0.471],
  [12, 80, 0.15, 0.088, 0.244],
])('the page’s example: %i of %i closed unmerged', (unmerged, ended, value, low, high) => {
  const rows = Array.from({ length: ended }, (_, index) => {
    const at = new Date(Date.UTC(2026, 0, 7, index)).toISOString();
    return (index * unmerged) % ended < unmerged
      ? pullRequest({ number: index, state: 'closed', closedAt: at })
      : merged(at, { number: index });
  });
  const series = pool('proportion', [
    { shared: false, measurement: measure(viewOf({ 'pull-requests': rows })) },
  ]);
  const summary = summarise(
    sampleOf(series, [{ start: 0, end: Date.UTC(2026, 3, 1) }], { from: 0, unit: 1 }),
  );
  expect(summary.value).toBe(value);
  expect(summary.interval?.low).toBeCloseTo(low, 3);
  expect(summary.interval?.high).toBeCloseTo(high, 3);
});
