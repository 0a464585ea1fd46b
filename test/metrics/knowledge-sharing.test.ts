import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { PullRequest } from '../../src/facts/schema.ts';
import knowledgeSharing, { fewestWithHalf } from '../../src/metrics/knowledge-sharing.ts';
import { anyNumbering, anyWork, PEOPLE } from '../support/anyWork.ts';
import { author, bot, merged, review, reviewer, secondReviewer } from '../support/facts.ts';
import { days, observed, person, quotient, renamed, teamWork } from '../support/teamWork.ts';
import { dates, reasons, values } from '../support/view.ts';

const { measureTeam } = knowledgeSharing;

const january = days('2026-01-01', '2026-02-01');

const figure = (pulls: readonly PullRequest[], windows = [january]) =>
  measureTeam(teamWork({ shop: pulls })).figures?.of(windows);
const parts = (pulls: readonly PullRequest[]) => {
  const sample = figure(pulls)?.sample;
  return sample?.kind === 'ratio' ? sample.n : Number.NaN;
};

/** So many changes that each of these people wrote, a few minutes apart. */
function written(counts: readonly number[], month = '01'): PullRequest[] {
  return counts.flatMap((count, who) =>
    Array.from({ length: count }, (_, index) => {
      const at = (hours: number) =>
        new Date(
          Date.parse(`2026-${month}-05T00:00:00Z`) + (who * 61 + index * 7 + hours * 60) * 60_000,
        ).toISOString();
      return merged(at(3), {
        number: 100 * Number(month) * (who + 1) + index,
        createdAt: at(1),
        author: person(who),
      });
    }),
  );
}

describe('the page’s example', () => {
  test.each([
    [[30, 24, 12, 10, 8, 7, 5, 4], 2],
    [[20, 18, 15, 13, 12, 10, 7, 5], 3],
  ])('%j: half of 100 parts are held by %i', (counts, fewest) => {
    const pulls = written(counts);
    expect(figure(pulls)).toEqual({
      sample: { kind: 'ratio', numerator: fewest, denominator: 1, n: 100 },
      people: 8,
      notes: [],
    });
  });
});

describe('a merged pull request has a part', () => {
  const change = (fields: Partial<PullRequest>) =>
    merged('2026-01-09T15:00:00Z', { createdAt: '2026-01-08T09:00:00Z', ...fields });

  test('for its author and for each other person who reviewed it, once however often', () => {
    const reviews = [
      review('2026-01-08T10:00:00Z'),
      review('2026-01-08T12:00:00Z'),
      review('2026-01-09T09:00:00Z', { author: secondReviewer }),
    ];
    expect(parts([change({ reviews })])).toBe(3);
  });

  test('for no review by the author, by automation, after the merge, or pending', () => {
    const reviews = [
      review('2026-01-08T10:00:00Z', { author }),
      review('2026-01-08T11:00:00Z', { author: bot }),
      review('2026-01-09T15:00:01Z', { author: reviewer }),
      review(null, { author: secondReviewer, state: 'pending' }),
    ];
    expect(parts([change({ reviews })])).toBe(1);
  });

  test('for a review in the moment of the merge', () => {
    expect(parts([change({ reviews: [review('2026-01-09T15:00:00Z')] })])).toBe(2);
  });

  test('for no deleted account, which is said', () => {
    const pulls = [
      change({ number: 4, mergedAt: '2026-03-01T15:00:00Z' }),
      change({ number: 1, author: null, reviews: [review('2026-01-08T10:00:00Z')] }),
      change({
        number: 2,
        mergedAt: '2026-01-10T15:00:00Z',
        reviews: [review('2026-01-08T11:00:00Z', { author: null })],
      }),
      change({ number: 3, mergedAt: '2026-01-11T15:00:00Z', author: bot }),
    ];
    expect(parts(pulls)).toBe(2);
    expect(reasons(observed(measureTeam, teamWork({ shop: pulls }))).sort()).toEqual([
      'opened by automation',
      'with a part of a deleted account, which is left out',
      'with a part of a deleted account, which is left out',
    ]);
  });

  test('at its merge', () => {
    const pull = change({ reviews: [review('2026-01-08T10:00:00Z')] });
    const measurement = observed(measureTeam, teamWork({ shop: [pull] }));
    expect(dates(measurement)).toEqual(['2026-01-09T15:00:00Z']);
    expect(values(measurement)).toEqual({ '#1': 2 });
    expect(figure([pull], [days('2026-01-08', '2026-01-09')])?.people).toBe(0);
  });
});

test('several windows give the mean of theirs, and one without a merge says nothing', () => {
  const pulls = [...written([3, 1]), ...written([2, 2, 2, 2, 2], '03')];
  const months = [january, days('2026-02-01', '2026-03-01'), days('2026-03-01', '2026-04-01')];
  expect(months.map((month) => quotient(figure(pulls, [month])?.sample))).toEqual([1, null, 3]);
  expect(figure(pulls, months)).toMatchObject({
    sample: { numerator: 4, denominator: 2, n: 14 },
    people: 5,
  });
});

test('a merge belongs to the window of its moment, and a window is not the mean of its weeks', () => {
  expect(measureTeam(teamWork({ shop: [] })).figures).toMatchObject({ spans: false, madeOfWeeks: false });
});

describe('whatever people do', () => {
  const quarter = days('2026-01-01', '2026-06-01');

  test('their pseudonyms and the order of rows change nothing', () => {
    fc.assert(
      fc.property(anyWork, anyNumbering, (work, numbers) => {
        const other = Object.fromEntries(
          Object.entries(work)
            .toReversed()
            .map(([name, rows]) => [name, renamed(rows.toReversed(), numbers)]),
        );
        const measured = measureTeam(teamWork(work)).figures?.of([quarter]);
        expect(measureTeam(teamWork(other)).figures?.of([quarter])).toEqual(measured);
      }),
    );
  });

  test('it is at least one and at most half of the people, rounded up', () => {
    fc.assert(
      fc.property(anyWork, (work) => {
        const result = measureTeam(teamWork(work)).figures?.of([quarter]);
        const value = quotient(result?.sample);
        if (result === undefined || value === null) return;
        expect(result.people).toBeLessThanOrEqual(PEOPLE);
        expect(value).toBeGreaterThanOrEqual(1);
        expect(value).toBeLessThanOrEqual(Math.ceil(result.people / 2));
      }),
    );
  });

  test('so many hold half, and one fewer do not', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 50 }), { minLength: 1, maxLength: 12 }), (counts) => {
        const sum = (some: readonly number[]) => some.reduce((total, count) => total + count, 0);
        const sorted = counts.toSorted((a, b) => b - a);
        const fewest = fewestWithHalf(counts);
        expect(2 * sum(sorted.slice(0, fewest))).toBeGreaterThanOrEqual(sum(counts));
        expect(2 * sum(sorted.slice(0, fewest - 1))).toBeLessThan(sum(counts));
      }),
    );
  });
});
