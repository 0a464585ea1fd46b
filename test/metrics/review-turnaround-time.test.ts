import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { PullRequest } from '../../src/facts/schema.ts';
import reviewTurnaroundTime from '../../src/metrics/review-turnaround-time.ts';
import { summarise } from '../../src/stats/summarise.ts';
import { author, bot, merged, review, sha } from '../support/facts.ts';
import { dates, reasons, values, viewOf } from '../support/view.ts';

const { measure } = reviewTurnaroundTime;

const commits = (...times: string[]) =>
  times.map((committedAt, index) => ({
    sha: sha(index + 1),
    authoredAt: `2026-01-0${index + 1}T06:00:00Z`,
    committedAt,
  }));
const measured = (fields: Partial<PullRequest>) =>
  measure(
    viewOf({
      'pull-requests': [merged('2026-01-09T17:00:00Z', { createdAt: '2026-01-05T09:00:00Z', ...fields })],
    }),
  );

test('the page’s example: six pull requests with ten rounds', () => {
  const rounds = [[0.5, 6], [1, 18], [2, 22], [3, 40], [4], [9]];
  const rows = rounds.map(([first = 0, second], index) => {
    const start = Date.UTC(2026, 0, 5 + 7 * index, 9);
    const at = (hours: number) => new Date(start + hours * 3_600_000).toISOString();
    return merged(at(100), {
      number: index + 1,
      createdAt: at(0),
      commits: commits(at(20)).slice(0, second === undefined ? 0 : 1),
      reviews: [review(at(first)), ...(second === undefined ? [] : [review(at(20 + second))])],
    });
  });
  const { observations } = measure(viewOf({ 'pull-requests': rows }));
  const summary = summarise({ kind: 'distribution', values: observations.map(({ value }) => value) });
  expect(summary).toMatchObject({ n: 10, value: 5, interval: { low: 1, high: 22 } });
});

describe('a review round', () => {
  test('runs from ready, later ones from the last commit after a review; dated by the merge', () => {
    const result = measured({
      commits: commits(
        '2026-01-05T08:00:00Z',
        '2026-01-06T10:00:00Z',
        '2026-01-06T12:00:00Z',
        '2026-01-08T09:00:00Z',
      ),
      reviews: [
        review('2026-01-08T10:30:00Z', { state: 'approved' }),
        review('2026-01-05T13:00:00Z', { state: 'changes-requested' }),
        review('2026-01-07T12:00:00Z'),
      ],
    });
    expect(values(result)).toEqual({ '#1 round 1': 4, '#1 round 2': 24, '#1 round 3': 1.5 });
    expect(new Set(dates(result))).toEqual(new Set(['2026-01-09T17:00:00Z']));
    expect(result.observations.map(({ note }) => note)).toEqual(['round 1', 'round 2', 'round 3']);
    expect(reasons(result)).toEqual([]);
  });

  test('is not opened by a further review of the same code', () => {
    const result = measured({
      commits: commits('2026-01-05T08:00:00Z', '2026-01-06T10:00:00Z'),
      reviews: [
        review('2026-01-05T13:00:00Z'),
        review('2026-01-05T14:00:00Z'),
        review('2026-01-06T11:00:00Z'),
      ],
    });
    expect(values(result)).toEqual({ '#1 round 1': 4, '#1 round 2': 1 });
    expect(result.excluded).toEqual([
      {
        id: 'sample-org/shop#1 review 2',
        at: Date.parse('2026-01-09T17:00:00Z'),
        text: 'a further review of the same state of the code',
      },
    ]);
  });

  test('begins with the last commit by its date, in whatever order they stand', () => {
    const pushes = ['2026-01-06T10:00:00Z', '2026-01-06T12:00:00Z', '2026-01-06T11:00:00Z'];
    const reviews = [review('2026-01-05T13:00:00Z'), review('2026-01-06T14:00:00Z')];
    for (const order of [pushes, pushes.toSorted(), pushes.toSorted().reverse()])
      expect(values(measured({ commits: commits(...order), reviews }))['#1 round 2']).toBe(2);
  });

  test('is opened by what was committed after a review, and answered by a review in the same moment', () => {
    const [first, second] = ['2026-01-05T13:00:00Z', '2026-01-06T10:00:00Z'];
    const reviews = [review(first), review(second)];
    const unchanged = measured({ commits: commits(first), reviews });
    expect(values(unchanged)).toEqual({ '#1 round 1': 4 });
    expect(reasons(unchanged)).toEqual(['a further review of the same state of the code']);
    expect(values(measured({ commits: commits(second), reviews }))).toEqual({
      '#1 round 1': 4,
      '#1 round 2': 0,
    });
  });

  test('belongs to the time up to the merge, its moment included', () => {
    const merge = '2026-01-09T17:00:00Z';
    expect(values(measured({ reviews: [review(merge)] }))).toEqual({ '#1 round 1': 104 });
    const unanswered = (committedAt: string) =>
      reasons(measured({ commits: commits(committedAt), reviews: [review('2026-01-05T13:00:00Z')] })).length;
    expect(unanswered('2026-01-05T13:00:00Z')).toBe(0);
    expect(unanswered('2026-01-05T13:00:01Z')).toBe(1);
    expect(unanswered(merge)).toBe(1);
    expect(unanswered('2026-01-09T17:00:01Z')).toBe(0);
  });

  test('without an answer before the merge is counted and has no duration', () => {
    const pushed = measured({
      commits: commits('2026-01-05T08:00:00Z', '2026-01-06T10:00:00Z'),
      reviews: [review('2026-01-05T13:00:00Z'), review('2026-01-09T18:00:00Z')],
    });
    expect(values(pushed)).toEqual({ '#1 round 1': 4 });
    expect(reasons(pushed)).toEqual(['a round that nobody answered before the merge']);
    expect(reasons(measured({}))).toEqual(['a round that nobody answered before the merge']);
  });

  test('is not answered by a bot or the author', () => {
    const result = measured({
      reviews: [
        review('2026-01-05T10:00:00Z', { author: bot }),
        review('2026-01-05T11:00:00Z', { author }),
        review('2026-01-05T12:00:00Z'),
      ],
    });
    expect(values(result)).toEqual({ '#1 round 1': 3 });
  });

  test('of a draft that was reviewed took no time', () => {
    expect(values(measured({ draft: true, reviews: [review('2026-01-05T12:00:00Z')] }))).toEqual({
      '#1 round 1': 0,
    });
  });

  test('never has a negative length, and each review is a round or left out', () => {
    const hour = fc.integer({ min: 0, max: 100 });
    const at = (hours: number) => new Date(Date.UTC(2026, 0, 5, 9) + hours * 3_600_000).toISOString();
    fc.assert(
      fc.property(fc.array(hour, { maxLength: 8 }), fc.array(hour, { maxLength: 8 }), (pushes, looks) => {
        const result = measured({
          commits: pushes.map((hours) => ({ sha: sha(1), authoredAt: at(0), committedAt: at(hours) })),
          reviews: looks.map((hours) => review(at(hours))),
        });
        expect(result.observations.every(({ value }) => value >= 0)).toBe(true);
        const further = result.excluded.filter(({ text }) => text.startsWith('a further review'));
        expect(result.observations.length + further.length).toBe(looks.length);
      }),
    );
  });
});
