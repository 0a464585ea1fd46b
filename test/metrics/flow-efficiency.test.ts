import { expect, test } from 'vitest';
import type { PullRequest } from '../../src/facts/schema.ts';
import { HOUR } from '../../src/facts/time.ts';
import flowEfficiency from '../../src/metrics/flow-efficiency.ts';
import { sampleOf } from '../../src/scoring/series.ts';
import { summarise } from '../../src/stats/summarise.ts';
import { bot, merged, review, sha } from '../support/facts.ts';
import { pool } from '../support/pool.ts';
import { dates, reasons, viewOf } from '../support/view.ts';

const { measure } = flowEfficiency;

/** A pull request whose phases last so many hours. */
function journey(
  number: number,
  coding: number,
  pickup: number,
  inReview: number,
  merge: number,
): PullRequest {
  const start = Date.UTC(2026, 0, number * 5, 9);
  const at = (hours: number) => new Date(start + hours * HOUR).toISOString();
  const ready = coding;
  return merged(at(coding + pickup + inReview + merge), {
    number,
    createdAt: at(coding / 2),
    readiness: [{ at: at(ready), to: 'ready' }],
    commits: [{ sha: sha(number), authoredAt: at(0), committedAt: at(coding / 4) }],
    reviews: [review(at(ready + pickup)), review(at(ready + pickup + inReview), { state: 'approved' })],
  });
}

const example = [journey(1, 6, 18, 2, 4), journey(2, 20, 3, 9, 1), journey(3, 1, 40, 1, 15)];

test('the page’s example: 39 of 120 hours, never the mean of each change’s share', () => {
  const result = measure(viewOf({ 'pull-requests': example }));
  expect(result.observations.map(({ value, of }) => [value, of])).toEqual([
    [8, 30],
    [29, 33],
    [2, 57],
  ]);
  expect(dates(result)[0]).toBe('2026-01-06T15:00:00Z');
  expect(result.observations[1]?.note).toBe('29.0 of 33.0 h in coding and review');
  const series = pool('ratio', [{ shared: false, measurement: result }]);
  const window = { start: 0, end: Date.UTC(2026, 3, 1) };
  expect(summarise(sampleOf(series, [window], { from: 0, unit: HOUR }))).toMatchObject({
    value: 0.325,
    interval: null,
    n: 3,
  });
});

test('without a review there are only coding and the wait for the merge', () => {
  const result = measure(
    viewOf({
      'pull-requests': [
        merged('2026-01-06T13:00:00Z', {
          number: 4,
          createdAt: '2026-01-05T13:00:00Z',
          commits: [{ sha: sha(4), authoredAt: '2026-01-05T07:00:00Z', committedAt: '2026-01-05T08:00:00Z' }],
        }),
        merged('2026-01-07T09:00:00Z', { number: 5, author: bot }),
      ],
    }),
  );
  expect(result.observations.map(({ value, of }) => [value, of])).toEqual([[6, 30]]);
  expect(reasons(result)).toEqual(['opened by automation']);
});

test('a merge at the moment of creation has no journey, and makes no number of it', () => {
  const instant = merged('2026-01-05T13:00:00Z', { number: 6, createdAt: '2026-01-05T13:00:00Z' });
  const series = pool('ratio', [
    { shared: false, measurement: measure(viewOf({ 'pull-requests': [instant] })) },
  ]);
  const sample = sampleOf(series, [{ start: 0, end: Date.UTC(2026, 3, 1) }], { from: 0, unit: HOUR });
  expect(summarise(sample)).toMatchObject({ state: 'no-data', value: null });
});
