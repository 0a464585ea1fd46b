import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Actor, PullRequest } from '../../../src/facts/schema.ts';
import { placesIn } from '../../../src/metrics/populations/moments.ts';
import { DELETED, personNumbers } from '../../../src/metrics/populations/pullColumns.ts';
import { pullRequestPopulation } from '../../../src/metrics/populations/pullRequests.ts';
import { type RepositoryWork, repositoryWork } from '../../../src/metrics/populations/repositoryWork.ts';
import { poolWork } from '../../../src/metrics/populations/teamWork.ts';
import { anyWork } from '../../support/anyWork.ts';
import { author, bot, merged, pullRequest, repository, review, reviewer } from '../../support/facts.ts';
import { person } from '../../support/teamWork.ts';
import { defaultRules } from '../../support/view.ts';

const shareOf = (
  name: string,
  rows: readonly PullRequest[],
  team: string | null = 'shop',
  shared = false,
) => {
  const where = repository({ name: `sample-org/${name}` });
  const pullRequests = pullRequestPopulation(where, defaultRules, rows);
  return repositoryWork({ repository: where, pullRequests }, team, shared);
};

const pool = (parts: readonly RepositoryWork[], people = personNumbers()) =>
  poolWork(parts, {
    numberOf: people.numberOf,
    weeks: [],
    homes: { teams: 1, at: () => [] },
  });

/** What the columns say of each pull request, with people by their names. */
function told(parts: readonly RepositoryWork[]) {
  const people = personNumbers();
  const work = pool(parts, people);
  const nameOf = (number: number | undefined) => people.names[(number ?? DELETED) - 1] ?? null;
  return Array.from(work.author, (by, pull) => ({
    id: work.itemOf(pull).id,
    repository: work.repositories[work.repository[pull] ?? 0],
    owners: work.ownersOf(pull),
    author: nameOf(by),
    moments: [work.openedAt[pull], work.endedAt[pull], work.mergedAt[pull]],
    reviews: Array.from(work.reviewer)
      .map((each, review) => [nameOf(each), work.reviewedAt[review]])
      .slice(work.reviewsFrom[pull], work.reviewsFrom[pull + 1]),
  }));
}

const nameOf = (actor: Actor) => (actor !== null && 'person' in actor ? actor.person : null);
const momentOf = (instant: string | null) => (instant === null ? Number.NaN : Date.parse(instant));

describe('the columns of a scope', () => {
  test('say of each pull request what its row says, whatever numbers its share has for people', () => {
    fc.assert(
      fc.property(anyWork, (work) => {
        const expected = Object.entries(work).flatMap(([name, rows]) =>
          rows.map((row) => ({
            id: `sample-org/${name}#${row.number}`,
            repository: `sample-org/${name}`,
            owners: ['shop'],
            author: nameOf(row.author),
            moments: [row.createdAt, row.mergedAt ?? row.closedAt, row.mergedAt].map(momentOf),
            reviews: row.reviews
              .filter((each) => nameOf(each.author) !== nameOf(row.author))
              .map((each) => [nameOf(each.author), momentOf(each.submittedAt)] as const)
              .sort(([, one], [, other]) => one - other),
          })),
        );
        const byId = <Row extends { id: string }>(rows: Row[]) =>
          rows.toSorted((a, b) => (a.id < b.id ? -1 : 1));
        const shares = Object.entries(work).map(([name, rows]) => shareOf(name, rows));
        expect(byId(told(shares))).toEqual(byId(expected));
      }),
    );
  });

  test('hold what two teams own once, with both of them, and what is said of it once', () => {
    const rows = [
      merged('2026-01-09T10:00:00Z', { number: 1, createdAt: '2026-01-06T09:00:00Z' }),
      merged('2026-01-10T10:00:00Z', { number: 2, createdAt: '2026-01-07T09:00:00Z', author: bot }),
      pullRequest({
        number: 3,
        createdAt: '2026-01-08T09:00:00Z',
        reviews: [review('2026-01-08T11:00:00Z')],
      }),
    ];
    const first = shareOf('kit', rows.slice(0, 2), 'shop', true);
    const second = shareOf('kit', rows, 'search', true);
    expect(told([first, second]).map(({ id, owners, reviews }) => [id, owners, reviews.length])).toEqual([
      ['sample-org/kit#1', ['shop', 'search'], 0],
      ['sample-org/kit#3', ['search'], 1],
    ]);
    expect(told([first, shareOf('kit', rows, null, true)])[0]?.owners).toEqual(['shop']);
    const { excludedMerges, openedByBots, repositories } = pool([first, second]);
    expect([excludedMerges, openedByBots].map((remarks) => remarks.map(({ id }) => id))).toEqual([
      ['sample-org/kit#2'],
      ['sample-org/kit#2'],
    ]);
    expect(repositories).toEqual(['sample-org/kit']);
  });

  test('hold nothing where nothing was opened', () => {
    expect(told([shareOf('kit', [])])).toEqual([]);
  });
});

test('merges come first, in order of time, and those of a window from its first moment on and before its last', () => {
  const at = (day: number, number: number) =>
    merged(`2026-01-${day}T10:00:00Z`, { number, createdAt: `2026-01-0${number}T09:00:00Z` });
  const shares = [
    shareOf('cart', [pullRequest({ number: 3 }), at(20, 1), at(12, 2)]),
    shareOf('kit', [at(16, 4)]),
  ];
  const work = pool(shares);
  const ids = told(shares).map(({ id }) => id);
  expect(ids).toEqual(['cart#2', 'kit#4', 'cart#1', 'cart#3'].map((id) => `sample-org/${id}`));
  expect(work.merged).toBe(3);
  const moments = work.mergedAt.subarray(0, work.merged);
  const within = (start: string, end: string) =>
    placesIn(moments, { start: Date.parse(start), end: Date.parse(end) });
  expect(within('2026-01-12T10:00:00Z', '2026-01-20T10:00:00Z')).toEqual({ from: 0, to: 2 });
  expect(within('2026-01-12T10:00:01Z', '2026-01-20T10:00:01Z')).toEqual({ from: 1, to: 3 });
});

test('people have a part in a change once each up to its merge, and deleted accounts count as one', () => {
  const reviews = [
    review('2026-01-07T10:00:00Z', { author: person(7) }),
    review('2026-01-07T11:00:00Z', { author: null }),
    review('2026-01-07T12:00:00Z', { author: person(7) }),
    review('2026-01-07T13:00:00Z', { author: null }),
    review('2026-01-09T10:00:00Z', { author: person(8) }),
    review('2026-01-09T10:00:01Z', { author: reviewer }),
  ];
  const share = shareOf('kit', [
    merged('2026-01-09T10:00:00Z', { number: 1, createdAt: '2026-01-06T09:00:00Z', author, reviews }),
    merged('2026-01-10T10:00:00Z', { number: 2, createdAt: '2026-01-08T09:00:00Z', author: person(7) }),
  ]);
  const people = personNumbers();
  const { partakersFrom, partaker } = pool([share], people);
  const seven = people.numberOf(person(7).person);
  const eight = people.numberOf(person(8).person);
  expect(Array.from(partakersFrom)).toEqual([0, 4, 5]);
  expect(Array.from(partaker)).toEqual([people.numberOf(author.person), seven, DELETED, eight, seven]);
});

test('a pull request is under way from its opening to its end, or to its last review if that is later', () => {
  const at = (day: number, number: number, fields: Partial<PullRequest> = {}) =>
    pullRequest({ number, createdAt: `2026-01-${String(day).padStart(2, '0')}T00:00:00Z`, ...fields });
  const ended = (day: number) => ({ state: 'closed' as const, closedAt: `2026-01-${day}T00:00:00Z` });
  const share = shareOf('kit', [
    at(6, 1, ended(11)),
    at(7, 2, { ...ended(10), reviews: [review('2026-01-20T09:00:00Z')] }),
    at(8, 3, ended(12)),
    at(12, 4, ended(13)),
    at(13, 5),
    at(2, 6, ended(14)),
  ]);
  const week = (day: number) => ({
    start: Date.parse('2026-01-05T00:00:00Z') + (day - 5) * 86_400_000,
    end: Date.parse('2026-01-05T00:00:00Z') + (day + 2) * 86_400_000,
  });
  const { underWay, itemOf } = poolWork([share], {
    numberOf: personNumbers().numberOf,
    weeks: [5, 12, 19, 26].map(week),
    homes: { teams: 1, at: () => [] },
  });
  const numbers = underWay.map((pulls) =>
    Array.from(pulls, (pull) => itemOf(pull).id.replace(/.*#/, '')).sort(),
  );
  expect(numbers).toEqual([['1', '2', '3', '6'], ['2', '3', '4', '5', '6'], ['2', '5'], ['5']]);
});

test('what is said twice of one shared change is said twice', () => {
  const remark = (text: string) => ({ id: 'sample-org/kit#1', at: 1, text });
  const share = {
    ...shareOf('kit', [], 'shop', true),
    excludedMerges: [remark('opened by automation'), remark('into another branch')],
  };
  const { excludedMerges } = pool([share, { ...share, team: 'search' }]);
  expect(excludedMerges.map(({ text }) => text)).toEqual(['opened by automation', 'into another branch']);
});

test('two teams’ shares of one repository are of one repository', () => {
  const first = shareOf('kit', [merged('2026-01-09T10:00:00Z', { number: 1 })], 'shop', true);
  const second = shareOf('kit', [merged('2026-01-10T10:00:00Z', { number: 2 })], 'search', true);
  const other = shareOf('cart', [merged('2026-01-11T10:00:00Z', { number: 3 })]);
  expect(told([first, second, other]).map(({ repository }) => repository)).toEqual([
    'sample-org/kit',
    'sample-org/kit',
    'sample-org/cart',
  ]);
});
