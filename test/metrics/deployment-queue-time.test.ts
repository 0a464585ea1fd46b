import fc from 'fast-check';
import { expect, test } from 'vitest';
import deploymentQueueTime from '../../src/metrics/deployment-queue-time.ts';
import { bot, commit, deployment, merged, sha } from '../support/facts.ts';
import { dates, defaultRules, reasons, summaryOf, values, viewOf } from '../support/view.ts';

const { measure } = deploymentQueueTime;

const commits = [1, 2, 3].map((number) => commit(number, { committedAt: `2026-01-0${number}T06:00:00Z` }));
const first = deployment('first', '2026-01-01T09:00:00Z', 1);
const change = merged('2026-01-02T07:00:00Z', { number: 2, mergeCommit: sha(2) });

test('the wait ends when the carrying deployment begins to run, not when its record is made or it succeeds', () => {
  const carrying = deployment('second', '2026-01-02T08:00:00Z', 2, {
    statuses: [
      { state: 'waiting', at: '2026-01-02T08:01:00Z' },
      { state: 'in-progress', at: '2026-01-02T12:00:00Z' },
      { state: 'success', at: '2026-01-02T12:30:00Z' },
    ],
  });
  const result = measure(viewOf({ commits, deployments: [first, carrying], 'pull-requests': [change] }));
  expect(values(result)).toEqual({ '#2': 5 });
  expect(dates(result)).toEqual(['2026-01-02T12:00:00Z']);
});

test('without such a status its creation has to serve, and a release starts when it is published', () => {
  const carrying = deployment('second', '2026-01-02T08:00:00Z', 2, {
    statuses: [{ state: 'success', at: '2026-01-02T08:40:00Z' }],
  });
  expect(
    values(measure(viewOf({ commits, deployments: [first, carrying], 'pull-requests': [change] }))),
  ).toEqual({ '#2': 1 });
  const releases = [1, 2].map((number) => ({
    id: `r${number}`,
    tag: `v${number}`,
    name: null,
    createdAt: `2026-01-0${number}T10:00:00Z`,
    publishedAt: `2026-01-0${number}T11:00:00Z`,
    prerelease: false,
    sha: sha(number),
  }));
  expect(values(measure(viewOf({ commits, releases, 'pull-requests': [change] })))).toEqual({ '#2': 4 });
});

test('a change that a failed attempt did not bring waits for the repetition to start', () => {
  const attempt = (id: string, at: string, end: 'failure' | 'success') =>
    deployment(id, `2026-01-02T${at}:00:00Z`, 2, {
      statuses: [
        { state: 'in-progress', at: `2026-01-02T${at}:10:00Z` },
        { state: end, at: `2026-01-02T${at}:20:00Z` },
      ],
    });
  const deployments = [first, attempt('failed', '08', 'failure'), attempt('again', '10', 'success')];
  const result = measure(viewOf({ commits, deployments, 'pull-requests': [change] }));
  expect(dates(result)).toEqual(['2026-01-02T10:10:00Z']);
});

test('what the first deployment ever brought has no wait, and what none carries yet is open', () => {
  const pulls = [
    merged('2026-01-01T07:00:00Z', { number: 1, mergeCommit: sha(1) }),
    change,
    merged('2026-01-03T07:00:00Z', { number: 3, mergeCommit: sha(3) }),
    merged('2026-01-02T07:05:00Z', { number: 4, mergeCommit: sha(2), author: bot }),
  ];
  const second = deployment('second', '2026-01-02T08:00:00Z', 2);
  const result = measure(viewOf({ commits, deployments: [first, second], 'pull-requests': pulls }));
  expect(values(result)).toEqual({ '#2': 1 });
  expect(reasons(result)).toEqual([
    'opened by automation',
    'in the first deployment, which has no predecessor',
  ]);
  expect(result.open.filter(({ to }) => to === null).map(({ id }) => id)).toEqual(['sample-org/shop#3']);
});

test('a change deployed before it was merged did not wait', () => {
  const second = deployment('second', '2026-01-02T06:30:00Z', 2);
  const result = measure(viewOf({ commits, deployments: [first, second], 'pull-requests': [change] }));
  expect(values(result)).toEqual({ '#2': 0 });
});

test('a repository that is not deployed has no queue, not an endless one', () => {
  const none = { ...defaultRules.deployments, from: 'none' as const };
  const result = measure(viewOf({ commits, 'pull-requests': [change] }, { deployments: none }));
  expect(result).toMatchObject({ notApplicable: 'sample-org/shop is not deployed', open: [] });
});

/** Thursdays are 2026-01-08, -15 and -22; commit n + 1 holds the n-th change. */
const thursdays = (extra: string[]) => {
  const merges = [
    '2026-01-08T11:00:00Z',
    '2026-01-09T15:00:00Z',
    '2026-01-12T10:00:00Z',
    '2026-01-13T16:00:00Z',
    '2026-01-14T10:00:00Z',
    '2026-01-14T18:00:00Z',
  ];
  const heads = [...extra, '2026-01-15T10:00:00Z'].map((at, index) =>
    deployment(`d${index}`, at, 1 + merges.filter((mergedAt) => mergedAt <= at).length),
  );
  return viewOf({
    commits: [0, ...merges.keys()].map((_, index) =>
      commit(index + 1, { committedAt: merges[index - 1] ?? '2026-01-07T10:00:00Z' }),
    ),
    deployments: [deployment('before', '2026-01-08T10:00:00Z', 1), ...heads],
    'pull-requests': merges.map((mergedAt, index) =>
      merged(mergedAt, { number: index + 1, mergeCommit: sha(index + 2), createdAt: '2026-01-07T11:00:00Z' }),
    ),
  });
};

test('the page’s example: deploying on Thursdays makes changes wait 57 hours, on Mondays too 33', () => {
  const weekly = measure(thursdays([]));
  expect(Object.values(values(weekly))).toEqual([167, 139, 72, 42, 24, 16]);
  expect(summaryOf(weekly)).toMatchObject({ value: 57, interval: null });
  const twice = measure(thursdays(['2026-01-12T10:00:00Z']));
  expect(Object.values(values(twice))).toEqual([95, 67, 0, 42, 24, 16]);
  expect(summaryOf(twice).value).toBe(33);
});

test('no wait is negative, and every merged change is counted once: measured, first or open', () => {
  const moment = fc.integer({ min: 1, max: 2_000 });
  fc.assert(
    fc.property(fc.array(moment, { maxLength: 6 }), fc.array(moment, { maxLength: 4 }), (merges, starts) => {
      const at = (hour: number, minute: number) =>
        new Date(Date.parse('2026-01-05T00:00:00Z') + hour * 3_600_000 + minute * 60_000).toISOString();
      const result = measure(
        viewOf({
          commits: merges.map((hour, index) => commit(index + 1, { committedAt: at(hour, 1) })),
          'pull-requests': merges.map((hour, index) =>
            merged(at(hour, index), { number: index + 1, mergeCommit: sha(index + 1) }),
          ),
          deployments: starts.map((hour, index) =>
            deployment(`d${index}`, at(hour, 30 + index), 1 + (hour % Math.max(1, merges.length))),
          ),
        }),
      );
      expect(result.observations.every(({ value }) => value >= 0)).toBe(true);
      const waiting = result.open.filter(({ to }) => to === null);
      expect(result.observations.length + result.excluded.length + waiting.length).toBe(merges.length);
    }),
  );
});
