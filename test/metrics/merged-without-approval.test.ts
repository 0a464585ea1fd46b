import { expect, test } from 'vitest';
import mergedWithoutApproval from '../../src/metrics/merged-without-approval.ts';
import { author, bot, merged, review } from '../support/facts.ts';
import { dates, reasons, values, viewOf } from '../support/view.ts';

const { measure } = mergedWithoutApproval;
const before = '2026-01-06T10:30:00Z';
const after = '2026-01-20T10:30:00Z';

test('counts what nobody but the author had approved when it was merged', () => {
  const result = measure(
    viewOf({
      'pull-requests': [
        merged('2026-01-07T17:00:00Z', { number: 1, reviews: [review(before, { state: 'approved' })] }),
        merged('2026-01-08T17:00:00Z', { number: 2, reviews: [review(before, { state: 'commented' })] }),
        merged('2026-01-09T17:00:00Z', { number: 3, reviews: [review(before, { state: 'dismissed' })] }),
        merged('2026-01-10T17:00:00Z', { number: 4, reviews: [review(after, { state: 'approved' })] }),
        merged('2026-01-11T17:00:00Z', {
          number: 5,
          reviews: [review(before, { state: 'approved', author })],
        }),
        merged('2026-01-12T17:00:00Z', {
          number: 6,
          reviews: [review(before, { state: 'approved', author: bot })],
        }),
        merged('2026-01-13T17:00:00Z', { number: 7 }),
      ],
    }),
  );
  expect(values(result)).toEqual({ '#1': 0, '#2': 1, '#3': 1, '#4': 1, '#5': 1, '#6': 1, '#7': 1 });
  expect(dates(result)[0]).toBe('2026-01-07T17:00:00Z');
  expect(result.observations.map(({ note }) => note)).toEqual([
    null,
    'reviewed, not approved',
    'reviewed, not approved',
    'no review by another person',
    'no review by another person',
    'no review by another person',
    'no review by another person',
  ]);
});

test('leaves out what may be merged at once, and says why: automation, reverts, hotfixes', () => {
  const result = measure(
    viewOf({
      'pull-requests': [
        merged('2026-01-07T17:00:00Z', { number: 1, author: bot }),
        merged('2026-01-08T17:00:00Z', { number: 2, reverts: [1] }),
        merged('2026-01-09T17:00:00Z', { number: 3, title: 'Revert "Add prices"' }),
        merged('2026-01-10T17:00:00Z', { number: 4, labels: ['hotfix'] }),
        merged('2026-01-11T17:00:00Z', { number: 5, head: 'hotfix/prices' }),
        merged('2026-01-12T17:00:00Z', { number: 6, base: 'release' }),
      ],
    }),
  );
  expect(values(result)).toEqual({});
  expect(reasons(result).toSorted()).toEqual([
    'a hotfix, which may be merged at once',
    'a hotfix, which may be merged at once',
    'a revert, which may be merged at once',
    'a revert, which may be merged at once',
    'merged into a branch that does not count',
    'opened by automation',
  ]);
});
