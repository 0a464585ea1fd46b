import { expect, test } from 'vitest';
import workInProgress from '../../src/metrics/work-in-progress.ts';
import { bot, merged, pullRequest } from '../support/facts.ts';
import { reasons, viewOf } from '../support/view.ts';

const { measure } = workInProgress;

test('a pull request is in progress from its opening to its merge or close, draft or not', () => {
  const result = measure(
    viewOf({
      'pull-requests': [
        merged('2026-01-07T17:00:00Z', { number: 1, createdAt: '2026-01-05T09:00:00Z' }),
        pullRequest({
          number: 2,
          createdAt: '2026-01-06T09:00:00Z',
          state: 'closed',
          closedAt: '2026-01-08T09:00:00Z',
        }),
        pullRequest({ number: 3, createdAt: '2026-01-07T09:00:00Z', draft: true }),
        pullRequest({ number: 4, createdAt: '2026-01-08T10:00:00Z', author: bot }),
      ],
    }),
  );
  expect(
    result.observations.map(({ at, until }) =>
      [at, until].map((time) => time && new Date(time).toISOString()),
    ),
  ).toEqual([
    ['2026-01-05T09:00:00.000Z', '2026-01-07T17:00:00.000Z'],
    ['2026-01-06T09:00:00.000Z', '2026-01-08T09:00:00.000Z'],
    ['2026-01-07T09:00:00.000Z', null],
  ]);
  expect(reasons(result)).toEqual(['opened by automation']);
});
