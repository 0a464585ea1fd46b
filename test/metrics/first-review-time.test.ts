import { expect, test } from 'vitest';
import firstReviewTime from '../../src/metrics/first-review-time.ts';
import { merged, review } from '../support/facts.ts';
import { dates, reasons, values, viewOf } from '../support/view.ts';

const { measure } = firstReviewTime;

const pulls = [
  merged('2026-01-07T17:00:00Z', {
    number: 1,
    createdAt: '2026-01-05T09:00:00Z',
    reviews: [review('2026-01-06T10:30:00Z'), review('2026-01-05T15:30:00Z')],
  }),
  merged('2026-01-08T17:00:00Z', { number: 2, createdAt: '2026-01-06T09:00:00Z' }),
  merged('2026-01-09T17:00:00Z', {
    number: 3,
    createdAt: '2026-01-07T09:00:00Z',
    reviews: [review('2026-01-10T09:00:00Z')],
  }),
];

test('first review time runs from ready to the first review, and is dated by the merge', () => {
  const result = measure(viewOf({ 'pull-requests': pulls }));
  expect(values(result)).toEqual({ '#1': 6.5 });
  expect(dates(result)).toEqual(['2026-01-07T17:00:00Z']);
});

test('what was merged without a review before the merge has no such time, and is counted as left out', () => {
  expect(reasons(measure(viewOf({ 'pull-requests': pulls })))).toEqual([
    'merged without a review by another person',
    'merged without a review by another person',
  ]);
});

test('first review time is the time shown as ready before the review, a draft’s zero', () => {
  const after = (hours: number) => new Date(Date.UTC(2026, 0, 5, 9) + hours * 3_600_000).toISOString();
  const pull = (number: number, ...turns: ['ready' | 'draft', hours: number][]) =>
    merged(after(200), {
      number,
      createdAt: after(0),
      readiness: turns.map(([to, hours]) => ({ to, at: after(hours) })),
      reviews: [review(after(97))],
    });
  const rows = [
    pull(1, ['draft', 90]),
    pull(2, ['ready', 150]),
    pull(3, ['draft', 90], ['ready', 95]),
    { ...pull(4), draft: true },
  ];
  expect(values(measure(viewOf({ 'pull-requests': rows })))).toEqual({
    '#1': 90,
    '#2': 0,
    '#3': 92,
    '#4': 0,
  });
});
