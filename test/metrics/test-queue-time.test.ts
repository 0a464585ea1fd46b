import fc from 'fast-check';
import { expect, test } from 'vitest';
import testQueueTime from '../../src/metrics/test-queue-time.ts';
import { check, sha } from '../support/facts.ts';
import { dates, reasons, summaryOf, values, viewOf } from '../support/view.ts';

const { measure } = testQueueTime;

test('a suite waits from its creation to the start of its first check, which dates it', () => {
  const suite = { suite: 'S1', createdAt: '2026-01-05T09:00:00Z' };
  const result = measure(
    viewOf({
      checks: [
        check('late', '2026-01-05T09:00:00Z', {
          ...suite,
          startedAt: '2026-01-05T09:08:00Z',
          completedAt: '2026-01-05T09:09:00Z',
        }),
        check('early', '2026-01-05T09:00:00Z', {
          ...suite,
          startedAt: '2026-01-05T09:00:07Z',
          completedAt: '2026-01-05T09:07:00Z',
        }),
      ],
    }),
  );
  expect(values(result)).toEqual({ ' check suite S1': 7 });
  expect(dates(result)).toEqual(['2026-01-05T09:00:07Z']);
});

test('two systems on one commit are two suites, also in facts that do not name them', () => {
  const at = '2026-01-05T09:00:00Z';
  const named = [check('1', at, { suite: 'S1' }), check('2', at, { suite: 'S2' })];
  expect(measure(viewOf({ checks: named })).observations).toHaveLength(2);
  const unnamed = [
    check('1', at),
    check('2', at),
    check('3', at, { sha: sha(2) }),
    check('4', '2026-01-05T10:00:00Z'),
  ].map(({ suite: _, ...row }) => row);
  expect(measure(viewOf({ checks: unnamed })).observations).toHaveLength(3);
});

test('a check that was skipped or only reports a result did not start', () => {
  const at = '2026-01-05T09:00:00Z';
  const result = measure(
    viewOf({
      checks: [
        check('skipped', at, { suite: 'S1', startedAt: '2026-01-05T09:00:01Z', conclusion: 'skipped' }),
        check('reported', at, {
          suite: 'S1',
          startedAt: '2026-01-05T09:00:02Z',
          completedAt: '2026-01-05T09:00:02Z',
        }),
        check('real', at, { suite: 'S1', startedAt: '2026-01-05T09:00:30Z' }),
      ],
    }),
  );
  expect(values(result)).toEqual({ ' check suite S1': 30 });
});

test('a suite that nothing ran in is left out; one that still waits is open', () => {
  const result = measure(
    viewOf({
      checks: [
        check('1', '2026-01-05T09:00:00Z', { suite: 'S1', startedAt: null, conclusion: 'cancelled' }),
        check('2', '2026-01-05T10:00:00Z', {
          suite: 'S2',
          startedAt: null,
          completedAt: null,
          conclusion: null,
        }),
        check('3', '2026-01-05T11:00:00Z', { suite: 'S3', completedAt: null, conclusion: null }),
      ],
    }),
  );
  expect(values(result)).toEqual({ ' check suite S3': 10 });
  expect(reasons(result)).toEqual(['nothing in it ever ran']);
  expect(result.open.filter(({ to }) => to === null).map(({ id }) => id)).toEqual([
    'sample-org/shop check suite S2',
  ]);
});

test('without checks there is no data', () => {
  expect(summaryOf(measure(viewOf({}))).state).toBe('no-data');
});

test('the page’s example: the median of ten suites is 8.5 seconds, from 5 to 190', () => {
  const waits = [4, 5, 6, 6, 8, 9, 12, 40, 190, 86_400];
  const checks = waits.map((wait, index) => {
    const createdAt = Date.parse('2026-01-05T09:00:00Z') + index * 3_600_000;
    return check(`c${index}`, new Date(createdAt).toISOString(), {
      sha: sha(index),
      startedAt: new Date(createdAt + wait * 1000).toISOString(),
      completedAt: new Date(createdAt + wait * 1000 + 60_000).toISOString(),
    });
  });
  expect(summaryOf(measure(viewOf({ checks })))).toMatchObject({
    value: 8.5,
    interval: { low: 5, high: 190 },
  });
});

test('the order of the checks changes nothing, and no wait is negative', () => {
  const row = fc
    .record({
      suite: fc.constantFrom('S1', 'S2'),
      created: fc.nat(50),
      started: fc.nat(100),
      lasts: fc.nat(9),
    })
    .map(({ suite, created, started, lasts }, index = 0) => {
      const at = (second: number) =>
        new Date(Date.parse('2026-01-05T09:00:00Z') + second * 1000).toISOString();
      return check(`${suite} ${created} ${started} ${lasts} ${index}`, at(created), {
        suite,
        startedAt: at(started),
        completedAt: at(started + lasts),
      });
    });
  fc.assert(
    fc.property(fc.array(row, { maxLength: 12 }), (checks) => {
      const sorted = (result: ReturnType<typeof measure>) => Object.entries(values(result)).sort();
      const result = measure(viewOf({ checks }));
      expect(sorted(measure(viewOf({ checks: checks.toReversed() })))).toEqual(sorted(result));
      expect(result.observations.every(({ value }) => value >= 0)).toBe(true);
    }),
  );
});
