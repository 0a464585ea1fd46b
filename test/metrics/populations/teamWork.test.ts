import { expect, test } from 'vitest';
import type { PullRequest } from '../../../src/facts/schema.ts';
import { placesIn } from '../../../src/metrics/populations/moments.ts';
import { DELETED, teamWork } from '../../../src/metrics/populations/teamWork.ts';
import { author, merged, pullRequest, review, reviewer } from '../../support/facts.ts';
import { person, workOf } from '../../support/teamWork.ts';

const shareOf = (repository: string, pulls: readonly PullRequest[]) => ({ repository, team: 'shop', pulls });

test('merges come first, in order of time, and those of a window from its first moment on and before its last', () => {
  const at = (day: number, number: number) =>
    merged(`2026-01-${day}T10:00:00Z`, { number, createdAt: `2026-01-0${number}T09:00:00Z` });
  const shares = [
    shareOf('cart', [pullRequest({ number: 3 }), at(20, 1), at(12, 2)]),
    shareOf('kit', [at(16, 4)]),
  ];
  const work = workOf(shares);
  const ids = work.items.map(({ id }) => id);
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
  const { participantsFrom, participant, people } = workOf([share]);
  const numberOf = (name: string): number => people.indexOf(name) + 1;
  const [seven, eight] = [numberOf(person(7).person), numberOf(person(8).person)];
  expect(Array.from(participantsFrom)).toEqual([0, 4, 5]);
  expect(Array.from(participant)).toEqual([numberOf(author.person), seven, DELETED, eight, seven]);
});

test('a pull request is open or reviewed from its opening to its end, or to its last review if that is later', () => {
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
  const work = workOf([share]);
  const { openInWeek } = teamWork({ ...work, weeks: [5, 12, 19, 26].map(week) });
  const numbers = openInWeek.map((pulls) =>
    Array.from(pulls, (pull) => work.items[pull]?.id.replace(/.*#/, '')).sort(),
  );
  expect(numbers).toEqual([['1', '2', '3', '6'], ['2', '3', '4', '5', '6'], ['2', '5'], ['5']]);
});
