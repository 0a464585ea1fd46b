import { expect, test } from 'vitest';
import defectDensity from '../../src/metrics/defect-density.ts';
import { sampleOf } from '../../src/scoring/series.ts';
import { summarise } from '../../src/stats/summarise.ts';
import { commit, incidentIssue } from '../support/facts.ts';
import { pool } from '../support/pool.ts';
import { viewOf } from '../support/view.ts';

const { measure } = defectDensity;

/** A module with so many defects and one commit of so many lines. */
function module(defects: number, lines: number) {
  return measure(
    viewOf({
      issues: Array.from({ length: defects }, (_, index) =>
        incidentIssue(index + 1, {
          labels: ['bug'],
          createdAt: new Date(Date.UTC(2026, 1, 1, index)).toISOString(),
        }),
      ),
      commits: [commit(1, { additions: lines - 500, deletions: 500 })],
    }),
  );
}

test('the page’s example: the total is all defects over all lines, not the mean of the modules', () => {
  const [billing, front] = [module(10, 4000), module(4, 24_000)];
  const density = (...measurements: (typeof billing)[]) =>
    summarise(
      sampleOf(
        pool(
          'ratio',
          measurements.map((measurement) => ({ shared: false, measurement })),
        ),
        [{ start: 0, end: Date.UTC(2026, 3, 1) }],
        { from: 0, unit: 1 },
      ),
    ).value;
  expect(density(billing)).toBe(2.5);
  expect(density(front)).toBeCloseTo(0.17, 2);
  expect(density(billing, front)).toBe(0.5);
  expect(billing.observations.at(-1)?.note).toBe('4000 lines');
});
