import { expect, test } from 'vitest';
import reviewToMergeTime from '../../src/metrics/review-to-merge-time.ts';
import { summarise } from '../../src/stats/summarise.ts';
import { author, bot, merged, review } from '../support/facts.ts';
import { dates, reasons, values, viewOf } from '../support/view.ts';

const { measure } = reviewToMergeTime;

test('review to merge runs from the first review by another person to the merge, which dates it', () => {
  const result = measure(
    viewOf({
      'pull-requests': [
        merged('2026-01-07T17:00:00Z', {
          number: 1,
          createdAt: '2026-01-05T09:00:00Z',
          readiness: [{ at: '2026-01-06T09:00:00Z', to: 'ready' }],
          reviews: [
            review('2026-01-05T12:00:00Z', { author }),
            review('2026-01-05T13:00:00Z', { author: bot }),
            review('2026-01-06T16:00:00Z', { state: 'approved' }),
            review('2026-01-05T17:00:00Z'),
          ],
        }),
        merged('2026-01-08T17:00:00Z', { number: 2, reviews: [review('2026-01-08T18:00:00Z')] }),
      ],
    }),
  );
  expect(values(result)).toEqual({ '#1': 48 });
  expect(dates(result)).toEqual(['2026-01-07T17:00:00Z']);
  expect(reasons(result)).toEqual(['merged without a review by another person']);
});

test('the page’s example: six changes, of which the middle lies between 3 and 20 hours', () => {
  const mergedAt = Date.parse('2026-01-20T12:00:00Z');
  const result = measure(
    viewOf({
      'pull-requests': [0, 0.2, 3, 20, 30, 52].map((hours, index) =>
        merged(new Date(mergedAt + index * 60_000).toISOString(), {
          number: index + 1,
          reviews: [review(new Date(mergedAt + index * 60_000 - hours * 3_600_000).toISOString())],
        }),
      ),
    }),
  );
  const sample = { kind: 'distribution' as const, values: result.observations.map(({ value }) => value) };
  expect(summarise(sample)).toMatchObject({ value: 11.5, interval: { low: 0, high: 52 } });
});
