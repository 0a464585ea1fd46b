import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import cycleTime from '../../src/metrics/cycle-time.ts';
import { author, bot, merged, pullRequest, review, reviewer, secondReviewer, sha } from '../support/facts.ts';
import { dates, reasons, values, viewOf } from '../support/view.ts';

const { measure } = cycleTime;

const commits = (...authoredAt: string[]) =>
  authoredAt.map((at, index) => ({
    sha: sha(index + 1),
    authoredAt: at,
    committedAt: '2026-01-05T08:59:00Z',
  }));

const story = merged('2026-01-07T17:00:00Z', {
  createdAt: '2026-01-05T09:00:00Z',
  commits: commits('2026-01-04T21:00:00Z', '2026-01-04T15:00:00Z'),
  readiness: [
    { at: '2026-01-05T11:00:00Z', to: 'draft' },
    { at: '2026-01-06T09:00:00Z', to: 'ready' },
  ],
  reviews: [
    review('2026-01-06T13:00:00Z', { state: 'changes-requested' }),
    review('2026-01-07T10:00:00Z', { state: 'approved' }),
    review('2026-01-07T12:00:00Z', { state: 'commented' }),
    review('2026-01-08T12:00:00Z', { state: 'approved' }),
  ],
});

const phases = (pull: typeof story) =>
  Object.fromEntries(
    measure(viewOf({ 'pull-requests': [pull] })).phases.map(({ id, observations }) => [
      id,
      observations[0]?.value ?? null,
    ]),
  );

describe('cycle time', () => {
  test('runs from the earliest authored commit to the merge, and is dated by the merge', () => {
    const result = measure(viewOf({ 'pull-requests': [story] }));
    expect(values(result)).toEqual({ '#1': 74 });
    expect(dates(result)).toEqual(['2026-01-07T17:00:00Z']);
  });

  test('does not start with a commit of a clock that was not set, which is said', () => {
    const pull = { ...story, commits: commits('1970-01-01T00:00:01Z', '2026-01-04T15:00:00Z') };
    const result = measure(viewOf({ 'pull-requests': [pull] }));
    expect(values(result)).toEqual({ '#1': 74 });
    expect(result.remarks.map(({ text }) => text)).toEqual([
      'has a commit dated more than ten years before it, which does not start its clock',
    ]);
  });

  test('has phases that add up: coding, pickup while it is shown as ready, review to the last approval, merge', () => {
    expect(phases(story)).toEqual({ coding: 40, pickup: 6, review: 21, merge: 7 });
  });

  test('counts draft time as coding time', () => {
    const neverReady = merged('2026-01-07T17:00:00Z', { draft: true, createdAt: '2026-01-05T09:00:00Z' });
    expect(phases(neverReady)).toEqual({ coding: 56, pickup: null, review: null, merge: 0 });
  });

  test('without a review has only coding and merge', () => {
    expect(phases({ ...story, reviews: [] })).toEqual({ coding: 40, pickup: null, review: null, merge: 34 });
  });

  test('ends the review phase with the last review when nobody approved', () => {
    const commented = { ...story, reviews: story.reviews.filter(({ state }) => state !== 'approved') };
    expect(phases(commented)).toEqual({ coding: 40, pickup: 6, review: 23, merge: 5 });
  });

  test('does not start later because commits were rewritten or authored after the opening', () => {
    const rewritten = { ...story, commits: commits('2026-01-06T01:00:00Z', '2031-01-01T00:00:00Z') };
    expect(values(measure(viewOf({ 'pull-requests': [rewritten] })))).toEqual({ '#1': 56 });
  });

  test('keeps work that began long before the opening, and says how many', () => {
    const old = { ...story, commits: commits('2024-01-05T09:00:00Z') };
    const result = measure(viewOf({ 'pull-requests': [old] }));
    expect(values(result)['#1']).toBe(731 * 24 + 56);
    expect(result.remarks.map(({ text }) => text)).toEqual([
      'started more than 90 days before the pull request was opened',
    ]);
  });

  test('says so only of work that began more than 90 days before', () => {
    const remarks = (authoredAt: string) =>
      measure(viewOf({ 'pull-requests': [{ ...story, commits: commits(authoredAt) }] })).remarks.length;
    expect(remarks('2026-01-04T15:00:00Z')).toBe(0);
    expect(remarks('2025-10-07T09:00:00Z')).toBe(0);
    expect(remarks('2025-10-07T08:59:59Z')).toBe(1);
  });

  test('of zero is a value', () => {
    const instant = merged('2026-01-05T09:00:00Z', { createdAt: '2026-01-05T09:00:00Z' });
    expect(values(measure(viewOf({ 'pull-requests': [instant] })))).toEqual({ '#1': 0 });
  });

  test('belongs to the quarter of the merge, not of the opening', () => {
    const long = merged('2026-03-02T09:00:00Z', { createdAt: '2025-08-05T09:00:00Z' });
    expect(dates(measure(viewOf({ 'pull-requests': [long] })))).toEqual(['2026-03-02T09:00:00Z']);
  });

  test('counts neither open nor closed pull requests, and not those merged elsewhere or by automation', () => {
    const result = measure(
      viewOf({
        'pull-requests': [
          pullRequest({ number: 2 }),
          pullRequest({ number: 3, state: 'closed', closedAt: '2026-01-09T09:00:00Z' }),
          merged('2026-01-10T09:00:00Z', { number: 4, base: 'release/1.x' }),
          merged('2026-01-11T09:00:00Z', { number: 5, author: bot }),
          merged('2026-01-12T09:00:00Z', { number: 6, author: null }),
        ],
      }),
    );
    expect(Object.keys(values(result))).toEqual(['#6']);
    expect(reasons(result)).toEqual(['merged into a branch that does not count', 'opened by automation']);
  });
});

describe('the first review', () => {
  const pickup = (fields: Partial<typeof story>) => phases({ ...story, readiness: [], ...fields })['pickup'];

  test('is never the author’s own, a bot’s, a pending one or one after the merge', () => {
    expect(
      pickup({
        reviews: [
          review('2026-01-05T10:00:00Z', { author }),
          review('2026-01-05T10:01:00Z', { author: bot }),
          review(null, { state: 'pending' }),
          review('2026-01-07T17:00:01Z'),
          review('2026-01-07T16:00:00Z', { author: secondReviewer }),
        ],
      }),
    ).toBe(55);
  });

  test('may come from a deleted account, for that is not the author', () => {
    expect(pickup({ reviews: [review('2026-01-05T12:00:00Z', { author: null })] })).toBe(3);
    expect(pickup({ author: null, reviews: [review('2026-01-05T12:00:00Z', { author: null })] })).toBeNull();
    expect(pickup({ author: null, reviews: [review('2026-01-05T12:00:00Z', { author: reviewer })] })).toBe(3);
  });

  test('that was dismissed did take place', () => {
    expect(pickup({ reviews: [review('2026-01-05T14:00:00Z', { state: 'dismissed' })] })).toBe(5);
  });

  test('during a draft is a wait of zero', () => {
    const openedAsDraft = {
      readiness: [{ at: '2026-01-06T09:00:00Z', to: 'ready' as const }],
      reviews: [review('2026-01-05T20:00:00Z')],
    };
    expect(pickup(openedAsDraft)).toBe(0);
  });

  const hours = (from: string, to: string) => (Date.parse(to) - Date.parse(from)) / 3_600_000;

  test('is waited for as long as the pull request is shown as ready before it, and not later', () => {
    expect(
      pickup({
        readiness: [
          { at: '2026-01-05T10:00:00Z', to: 'ready' },
          { at: '2026-01-05T11:00:00Z', to: 'draft' },
          { at: '2026-01-05T12:00:00Z', to: 'ready' },
          { at: '2026-01-06T10:00:00Z', to: 'draft' },
          { at: '2026-01-06T11:00:00Z', to: 'ready' },
        ],
        reviews: [review('2026-01-05T15:00:00Z')],
      }),
    ).toBe(1 + 3);
  });

  test('does not come sooner by a conversion to draft: what was waited until then stays', () => {
    const turned = (at: string) =>
      pickup({ readiness: [{ at, to: 'draft' }], reviews: [review('2026-01-06T09:00:00Z')] });
    for (const at of ['2026-01-05T15:00:00Z', '2026-01-06T08:00:00Z', '2026-01-06T09:00:00Z'])
      expect(turned(at)).toBe(hours('2026-01-05T09:00:00Z', at));
  });
});

describe('whatever happens to a pull request,', () => {
  test('no phase is below zero and they add up to its cycle time', () => {
    const at = (hour: number) => new Date(Date.UTC(2026, 0, 5) + hour * 3_600_000).toISOString();
    const moment = fc.integer({ min: 0, max: 60 });
    const turns = fc.array(fc.record({ hour: moment, to: fc.constantFrom('ready', 'draft') }), {
      maxLength: 6,
    });
    fc.assert(
      fc.property(turns, fc.array(moment, { maxLength: 3 }), fc.boolean(), (turned, reviewed, draft) => {
        const pull = merged(at(60), {
          createdAt: at(0),
          draft,
          commits: commits(at(-5)),
          readiness: turned.toSorted((a, b) => a.hour - b.hour).map(({ hour, to }) => ({ at: at(hour), to })),
          reviews: reviewed.map((hour) => review(at(hour))),
        });
        const parts = Object.values(phases(pull)).map((part) => part ?? 0);
        expect(Math.min(...parts)).toBeGreaterThanOrEqual(-1e-9);
        expect(parts.reduce((sum, part) => sum + part, 0)).toBeCloseTo(65, 9);
      }),
    );
  });
});
