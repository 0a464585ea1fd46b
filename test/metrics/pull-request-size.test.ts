import { expect, test } from 'vitest';
import pullRequestSize from '../../src/metrics/pull-request-size.ts';
import { bot, merged } from '../support/facts.ts';
import { dates, reasons, values, viewOf } from '../support/view.ts';

const { measure } = pullRequestSize;

test('pull request size is lines added plus lines deleted of what people merged, dated by the merge', () => {
  const result = measure(
    viewOf({
      'pull-requests': [
        merged('2026-01-07T17:00:00Z', { number: 1, additions: 120, deletions: 80 }),
        merged('2026-01-08T17:00:00Z', { number: 2, additions: 0, deletions: 0 }),
        merged('2026-01-09T17:00:00Z', { number: 3, author: bot, additions: 9000 }),
      ],
    }),
  );
  expect(values(result)).toEqual({ '#1': 200, '#2': 0 });
  expect(dates(result)).toEqual(['2026-01-07T17:00:00Z', '2026-01-08T17:00:00Z']);
  expect(reasons(result)).toEqual(['opened by automation']);
});
