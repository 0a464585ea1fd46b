import { expect, test } from 'vitest';
import cycleTime from '../../src/metrics/cycle-time.ts';
import firstReviewTime from '../../src/metrics/first-review-time.ts';
import flowEfficiency from '../../src/metrics/flow-efficiency.ts';
import leadTime from '../../src/metrics/lead-time-for-changes.ts';
import pullRequestSize from '../../src/metrics/pull-request-size.ts';
import reviewCoverage from '../../src/metrics/review-coverage.ts';
import reviewQueueTime from '../../src/metrics/review-queue-time.ts';
import reviewTurnaroundTime from '../../src/metrics/review-turnaround-time.ts';
import workInProgress from '../../src/metrics/work-in-progress.ts';
import { merged, review } from '../support/facts.ts';
import { viewOf } from '../support/view.ts';

const IMPORTED = 'created after it was merged, closed or reviewed, as an import dates it';

const view = viewOf({
  'pull-requests': [
    merged('2026-01-07T17:00:00Z', { number: 1, reviews: [review('2026-01-06T09:00:00Z')] }),
    merged('2026-01-08T17:00:00Z', {
      number: 2,
      createdAt: '2026-03-01T00:00:00Z',
      reviews: [review('2026-01-08T09:00:00Z')],
    }),
    merged('2026-03-02T17:00:00Z', {
      number: 3,
      createdAt: '2026-03-01T00:00:00Z',
      reviews: [review('2026-02-08T09:00:00Z')],
    }),
  ],
});

test.each([
  ['cycle time', cycleTime],
  ['first review time', firstReviewTime],
  ['flow efficiency', flowEfficiency],
  ['review queue time', reviewQueueTime],
  ['review turnaround time', reviewTurnaroundTime],
  ['work in progress', workInProgress],
])('%s leaves out imported pull requests, whose creation it needs, and says so', (_, { measure }) => {
  const { observations, unknown } = measure(view);
  expect(observations).toHaveLength(1);
  expect(unknown.map(({ id, text }) => `${id} ${text}`)).toEqual([
    `sample-org/shop#2 ${IMPORTED}`,
    `sample-org/shop#3 ${IMPORTED}`,
  ]);
});

test.each([
  ['review coverage', reviewCoverage],
  ['size', pullRequestSize],
])('%s counts imported pull requests: it does not need their creation', (_, { measure }) => {
  const { observations, unknown } = measure(view);
  expect(observations).toHaveLength(3);
  expect(unknown).toEqual([]);
});

test('the start of work is never after the end of what was imported', () => {
  expect(leadTime.measure(view).observations.every(({ value }) => value >= 0)).toBe(true);
  expect(view.pullRequests.merged.every(({ workStartedAt, mergedAt }) => workStartedAt <= mergedAt)).toBe(
    true,
  );
});
