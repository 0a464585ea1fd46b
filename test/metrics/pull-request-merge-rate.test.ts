import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { PullRequest } from '../../src/facts/schema.ts';
import pullRequestMergeRate from '../../src/metrics/pull-request-merge-rate.ts';
import pullRequestRejectionRate from '../../src/metrics/pull-request-rejection-rate.ts';
import { sampleOf } from '../../src/scoring/series.ts';
import { summarise } from '../../src/stats/summarise.ts';
import { bot, merged, pullRequest } from '../support/facts.ts';
import { pool } from '../support/pool.ts';
import { dates, reasons, values, viewOf } from '../support/view.ts';

const { measure: mergeRate } = pullRequestMergeRate;
const { measure: rejectionRate } = pullRequestRejectionRate;

const closed = (closedAt: string, fields: Partial<PullRequest>) =>
  pullRequest({ state: 'closed', closedAt, ...fields });

const rows = [
  merged('2026-01-07T17:00:00Z', { number: 1 }),
  closed('2026-01-08T11:00:00Z', { number: 2 }),
  pullRequest({ number: 3 }),
  merged('2026-01-09T12:00:00Z', { number: 4, author: bot }),
  closed('2026-01-10T13:00:00Z', { number: 5, base: 'release/1' }),
  pullRequest({ number: 6, closedAt: '2026-01-11T14:00:00Z', state: 'open' }),
  closed('2026-01-12T15:00:00Z', { number: 7, author: null }),
];

describe.each([
  ['merge rate', mergeRate, { '#1': 1, '#2': 0, '#7': 0 }],
  ['rejection rate', rejectionRate, { '#1': 0, '#2': 1, '#7': 1 }],
])('pull request %s', (_, measure, expected) => {
  const measured = () => measure(viewOf({ 'pull-requests': rows }));

  test('takes what people merged or closed, out of what was meant for a counted branch', () => {
    const result = measured();
    expect(values(result)).toEqual(expected);
    const closed = 'closed without a merge';
    expect(result.observations.map(({ note }) => note)).toEqual([null, closed, closed]);
    expect(reasons(result)).toEqual(['opened by automation', 'meant for a branch that does not count']);
  });

  test('is dated by the merge or the close', () => {
    expect(dates(measured())).toEqual([
      '2026-01-07T17:00:00Z',
      '2026-01-08T11:00:00Z',
      '2026-01-12T15:00:00Z',
    ]);
  });
});

test('the page’s example: 46 of 50 merged, and 46 of 59 once the abandoned ones are closed', () => {
  const valueWith = (unmerged: number) => {
    const ended = 46 + unmerged;
    const pulls = Array.from({ length: ended }, (_, index) => {
      const at = new Date(Date.UTC(2026, 0, 7, index)).toISOString();
      const isMerged = (index * unmerged) % ended >= unmerged;
      return isMerged ? merged(at, { number: index }) : closed(at, { number: index });
    });
    const series = pool('proportion', [
      { shared: false, measurement: mergeRate(viewOf({ 'pull-requests': pulls })) },
    ]);
    return summarise(sampleOf(series, [{ start: 0, end: Date.UTC(2026, 3, 1) }], { from: 0, unit: 1 }));
  };
  const { value, interval } = valueWith(4);
  expect([value, interval?.low, interval?.high].map((part) => part?.toFixed(3))).toEqual([
    '0.920',
    '0.812',
    '0.968',
  ]);
  expect(valueWith(13).value).toBeCloseTo(0.78, 3);
});

test('the two rates make a whole', () => {
  fc.assert(
    fc.property(fc.array(fc.constantFrom('open', 'closed', 'merged'), { maxLength: 20 }), (states) => {
      const view = viewOf({
        'pull-requests': states.map((state, index) => {
          const at = new Date(Date.UTC(2026, 0, 7, index)).toISOString();
          return state === 'merged'
            ? merged(at, { number: index })
            : pullRequest({ number: index, state, closedAt: state === 'open' ? null : at });
        }),
      });
      const [yes, no] = [mergeRate(view), rejectionRate(view)];
      const sums = yes.observations.map(({ value }, index) => value + (no.observations[index]?.value ?? 9));
      expect(sums.every((sum) => sum === 1)).toBe(true);
      expect(sums).toHaveLength(states.filter((state) => state !== 'open').length);
    }),
  );
});
