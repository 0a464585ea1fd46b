import { describe, expect, test } from 'vitest';
import type { PullRequest } from '../../src/facts/schema.ts';
import reviewQueueTime from '../../src/metrics/review-queue-time.ts';
import { sampleOf } from '../../src/scoring/series.ts';
import { summarise } from '../../src/stats/summarise.ts';
import { author, bot, merged, pullRequest, review } from '../support/facts.ts';
import { pool } from '../support/pool.ts';
import { dates, reasons, values, viewOf } from '../support/view.ts';

const { measure } = reviewQueueTime;

const measured = (...rows: PullRequest[]) => measure(viewOf({ 'pull-requests': rows }));
const closed = (closedAt: string, fields: Partial<PullRequest>) =>
  pullRequest({ state: 'closed', closedAt, ...fields });

describe('a pull request leaves the line', () => {
  test('by its first review, its merge or its close, whichever came first', () => {
    const result = measured(
      merged('2026-01-08T17:00:00Z', {
        number: 1,
        createdAt: '2026-01-05T09:00:00Z',
        reviews: [review('2026-01-06T12:00:00Z'), review('2026-01-05T11:00:00Z')],
      }),
      merged('2026-01-06T13:00:00Z', {
        number: 2,
        createdAt: '2026-01-06T09:00:00Z',
        reviews: [review('2026-01-06T14:00:00Z')],
      }),
      closed('2026-01-11T03:00:00Z', { number: 3, createdAt: '2026-01-07T09:00:00Z' }),
      pullRequest({
        number: 4,
        createdAt: '2026-01-08T09:00:00Z',
        reviews: [review('2026-01-08T15:00:00Z')],
      }),
    );
    expect(values(result)).toEqual({ '#1': 2, '#2': 4, '#3': 90, '#4': 6 });
    expect(result.observations.map(({ note }) => note)).toEqual([
      'reviewed by another person',
      'merged without a review',
      'closed without a review',
      'reviewed by another person',
    ]);
  });

  test('by a review in the moment of its merge, for that came in time', () => {
    const result = measured(
      merged('2026-01-05T12:00:00Z', {
        createdAt: '2026-01-05T09:00:00Z',
        reviews: [review('2026-01-05T12:00:00Z')],
      }),
    );
    expect(result.observations).toMatchObject([{ value: 3, note: 'reviewed by another person' }]);
  });

  test('not while it is open and nobody reviewed it: it has joined and waits', () => {
    const result = measured(pullRequest({ createdAt: '2026-01-05T09:00:00Z' }));
    expect(result.observations).toMatchObject([{ until: null, note: null }]);
    expect(result.open).toMatchObject([{ from: Date.parse('2026-01-05T09:00:00Z'), to: null }]);
  });

  test('not by a review of its author, of a bot, or one that is pending', () => {
    const result = measured(
      merged('2026-01-06T09:00:00Z', {
        createdAt: '2026-01-05T09:00:00Z',
        reviews: [
          review('2026-01-05T10:00:00Z', { author }),
          review('2026-01-05T11:00:00Z', { author: bot }),
          review(null, { state: 'pending' }),
        ],
      }),
    );
    expect(values(result)).toEqual({ '#1': 24 });
  });
});

describe('a draft asks nobody', () => {
  const turns = [
    { at: '2026-01-05T12:00:00Z', to: 'ready' as const },
    { at: '2026-01-05T15:00:00Z', to: 'draft' as const },
    { at: '2026-01-06T09:00:00Z', to: 'ready' as const },
  ];

  test('it is in the line whenever it is shown as ready, and dated by when it first was', () => {
    const result = measured(pullRequest({ readiness: turns, reviews: [review('2026-01-06T10:00:00Z')] }));
    expect(values(result)).toEqual({ '#1': 3 + 1 });
    expect(dates(result)).toEqual(['2026-01-05T12:00:00Z']);
    expect(result.open.map(({ from, to }) => [from, to])).toEqual(
      [
        ['2026-01-05T12:00:00Z', '2026-01-05T15:00:00Z'],
        ['2026-01-06T09:00:00Z', '2026-01-06T10:00:00Z'],
      ].map((span) => span.map((time) => Date.parse(time))),
    );
  });

  test('a review of a draft ends the wait, which is zero where it was always one', () => {
    const result = measured(
      pullRequest({ readiness: turns, reviews: [review('2026-01-05T18:00:00Z')] }),
      pullRequest({ number: 2, draft: true, reviews: [review('2026-01-05T19:00:00Z')] }),
    );
    expect(values(result)).toEqual({ '#1': 3, '#2': 0 });
    expect(dates(result)[1]).toBe('2026-01-05T19:00:00Z');
  });

  test('its first event tells how it was opened', () => {
    const before = [review('2026-01-05T11:00:00Z')];
    const asDraft = measured(pullRequest({ readiness: turns, reviews: before }));
    expect([values(asDraft), asDraft.open]).toEqual([{ '#1': 0 }, []]);
    const asReady = measured(pullRequest({ readiness: turns.slice(1), reviews: before }));
    expect(values(asReady)).toEqual({ '#1': 2 });
    expect(asReady.open).toHaveLength(1);
  });

  test('a further event of the same kind neither ends a wait nor begins one', () => {
    const events = (...kinds: ('ready' | 'draft')[]) =>
      kinds.map((to, index) => ({ at: `2026-01-05T1${index + 2}:00:00Z`, to }));
    const reviews = [review('2026-01-05T18:00:00Z')];
    const hour = (time: number | null) => time && new Date(time).getUTCHours();
    const spans = (...kinds: ('ready' | 'draft')[]) =>
      measured(pullRequest({ readiness: events(...kinds), reviews })).open.map(({ from, to }) => [
        hour(from),
        hour(to),
      ]);
    expect(spans('draft', 'draft', 'ready')).toEqual([
      [9, 12],
      [14, 18],
    ]);
    expect(spans('ready', 'ready')).toEqual([[12, 18]]);
  });

  test('one that ended as a draft counts with the time in which it was ready', () => {
    const result = measured(closed('2026-01-07T09:00:00Z', { readiness: turns.slice(0, 2) }));
    expect(values(result)).toEqual({ '#1': 3 });
    expect(result.observations[0]?.note).toBe('closed without a review');
  });

  test('one that was never ready does not count, and neither does automation', () => {
    const result = measured(
      closed('2026-01-07T09:00:00Z', { number: 1, draft: true }),
      pullRequest({ number: 2, draft: true }),
      pullRequest({ number: 3, author: bot }),
    );
    expect(result.observations).toEqual([]);
    expect(reasons(result)).toEqual([
      'opened by automation',
      'ended as a draft, which asked nobody for a review',
    ]);
  });
});

test('the page’s example: those who still wait count with the wait so far', () => {
  const end = Date.parse('2026-04-01T00:00:00Z');
  const hoursBeforeEnd = (hours: number) => new Date(end - hours * 3_600_000).toISOString();
  let number = 0;
  const next = (createdAt: string, fields: Partial<PullRequest> = {}): PullRequest => {
    number += 1;
    return pullRequest({ number, createdAt, ...fields });
  };
  const rows = [
    ...[1, 2, 2, 3, 6].map((hours, index) =>
      next(hoursBeforeEnd(400 + index), { reviews: [review(hoursBeforeEnd(400 + index - hours))] }),
    ),
    next(hoursBeforeEnd(500), { state: 'merged', mergedAt: hoursBeforeEnd(496) }),
    next(hoursBeforeEnd(600), { state: 'closed', closedAt: hoursBeforeEnd(510) }),
    ...[30, 120, 300].map((hours) => next(hoursBeforeEnd(hours))),
  ];
  const series = pool('distribution', [{ shared: false, measurement: measured(...rows) }]);
  const window = { start: Date.parse('2026-01-01T00:00:00Z'), end };
  const summary = summarise(sampleOf(series, [window], { from: 0, unit: 1 }));
  expect(summary).toMatchObject({ n: 10, value: 5, interval: { low: 2, high: 120 } });
});

test('a backlog that nobody touches counts in the quarter in which it began, and only there', () => {
  const days = (day: number) => Date.UTC(2026, 0, 1) + day * 24 * 3_600_000;
  const at = (day: number) => new Date(days(day)).toISOString();
  const backlog = Array.from({ length: 20 }, (_, index) =>
    pullRequest({ number: index + 1, createdAt: at(index) }),
  );
  const quick = Array.from({ length: 180 }, (_, index) =>
    pullRequest({ number: 100 + index, createdAt: at(2 * index), reviews: [review(at(2 * index + 0.1))] }),
  );
  const series = pool('distribution', [{ shared: false, measurement: measured(...backlog, ...quick) }]);
  const quarters = [0, 1, 2, 3].map((index) => ({ start: days(90 * index), end: days(90 * (index + 1)) }));
  const summaries = quarters.map((window) => summarise(sampleOf(series, [window], { from: 0, unit: 1 })));
  expect(summaries.map(({ n }) => n)).toEqual([65, 45, 45, 45]);
  for (const { value } of summaries) expect(value).toBeCloseTo(2.4, 6);
});
