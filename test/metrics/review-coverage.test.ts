import { expect, test } from 'vitest';
import reviewCoverage from '../../src/metrics/review-coverage.ts';
import { author, bot, merged, review } from '../support/facts.ts';
import { dates, reasons, values, viewOf } from '../support/view.ts';

const { measure } = reviewCoverage;

test('review coverage counts a pull request that another person reviewed before the merge', () => {
  const result = measure(
    viewOf({
      'pull-requests': [
        merged('2026-01-07T17:00:00Z', { number: 1, reviews: [review('2026-01-06T10:30:00Z')] }),
        merged('2026-01-08T17:00:00Z', { number: 2, reviews: [review('2026-01-06T11:30:00Z', { author })] }),
        merged('2026-01-09T17:00:00Z', {
          number: 3,
          reviews: [review('2026-01-06T12:30:00Z', { author: bot })],
        }),
        merged('2026-01-10T17:00:00Z', { number: 4, reviews: [review('2026-01-10T17:30:00Z')] }),
        merged('2026-01-11T17:00:00Z', { number: 5 }),
        merged('2026-01-12T17:00:00Z', { number: 6, author: bot, reviews: [review('2026-01-11T10:30:00Z')] }),
      ],
    }),
  );
  expect(values(result)).toEqual({ '#1': 1, '#2': 0, '#3': 0, '#4': 0, '#5': 0 });
  expect(dates(result)[0]).toBe('2026-01-07T17:00:00Z');
  const none = 'no review by another person before the merge';
  expect(result.observations.map(({ note }) => note)).toEqual([null, none, none, none, none]);
  expect(reasons(result)).toEqual(['opened by automation']);
});
