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

const at = (hours: number) => new Date(Date.UTC(2026, 0, 5) + hours * 3_600_000).toISOString();

test.each([
  ['opened ready, turned into a draft and reviewed as one: its time as ready', false, [[90, 'draft']], 90],
  [
    'ready again: both times as ready',
    false,
    [
      [10, 'draft'],
      [50, 'ready'],
    ],
    57,
  ],
  ['a draft from the start: zero', true, [], 0],
  ['a draft that became ready: from then on', true, [[60, 'ready']], 37],
] as const)('the wait of a change %s', (_, draft, readiness, hours) => {
  const pull = merged(at(120), {
    number: 1,
    createdAt: at(0),
    draft,
    readiness: readiness.map(([hour, to]) => ({ at: at(hour), to })),
    reviews: [review(at(97))],
  });
  expect(values(measure(viewOf({ 'pull-requests': [pull] })))).toEqual({ '#1': hours });
});
