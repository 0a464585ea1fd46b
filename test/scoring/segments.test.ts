import { expect, test } from 'vitest';
import { type Item, measurement } from '../../src/metrics/populations/observation.ts';
import { segmentsOf, traitsOf } from '../../src/scoring/segments.ts';
import { scopeTables } from '../../src/scoring/tables/scopeTables.ts';
import { numberPeople, workOf } from '../../src/scoring/tables/work.ts';
import { database } from '../support/database.ts';
import { author, pullRequest, review, secondReviewer } from '../support/facts.ts';
import { writeParts } from '../support/tables.ts';
import { person } from '../support/teamWork.ts';
import { viewOf } from '../support/view.ts';

const view = viewOf({
  'pull-requests': [
    pullRequest({
      number: 1,
      title: 'fix: a leak',
      additions: 30,
      deletions: 20,
      createdAt: '2026-01-05T09:00:00Z',
      mergedAt: '2026-01-07T10:00:00Z',
      reviews: [review('2026-01-06T08:00:00Z')],
    }),
    pullRequest({
      number: 2,
      title: 'Something',
      additions: 200,
      deletions: 1,
      createdAt: '2026-01-08T09:00:00Z',
      mergedAt: '2026-01-09T10:00:00Z',
    }),
    pullRequest({
      number: 3,
      author: secondReviewer,
      title: 'feat: much',
      additions: 400,
      deletions: 1,
      createdAt: '2026-02-02T09:00:00Z',
      mergedAt: '2026-02-09T10:00:00Z',
    }),
    pullRequest({
      number: 4,
      author: null,
      createdAt: '2026-03-03T09:00:00Z',
      mergedAt: '2026-03-04T10:00:00Z',
      reviews: [review('2026-03-03T10:00:00Z', { author: person(9) })],
    }),
  ],
});
const others = ['sample-org/shop#3 round 2', 'sample-org/shop deployment 7', 'sample-org/shop@0000070000'];
const elsewhere = ['other/repository#1', 'INC-12'];

const item = (id: string): Item => ({ id, kind: 'incident', title: id, url: null });
const observed = [
  ...view.pullRequests.lives.map((life) => life.item),
  ...[...others, ...elsewhere].map(item),
];
const measured = measurement(
  'rate',
  observed.map((each, index) => ({ at: index, until: null, value: 1, item: each, note: null })),
);
const parts = await writeParts([
  {
    team: 'shop',
    shared: false,
    measured: {
      repository: 'sample-org/shop',
      measurements: [measured],
      pullRequests: view.pullRequests,
      traits: traitsOf(view),
      changes: [],
    },
  },
]);
const opened = await database();
const people = await numberPeople(opened, parts, [], 1);
const tables = await scopeTables(opened, 'scope', parts);
const { work, authors, reviewersOf } = await workOf(opened, tables, parts, { weeks: [], ...people });
const segments = segmentsOf(await tables.segments(authors), work, reviewersOf);
const numbers = new Map(
  Array.from(await tables.describe(tables.ranks.keys()), ([number, { id }]) => [id, number]),
);
const numberOf = (id: string): number => {
  const number = numbers.get(id);
  if (number === undefined) throw new Error(`no ${id}`);
  return number;
};
const pull = (number: number) => numberOf(`sample-org/shop#${number}`);
const january = [{ start: Date.parse('2026-01-01'), end: Date.parse('2026-02-01') }];

test('a pull request belongs to its repository, its size and what it says it is', () => {
  const of = (each: number) =>
    (['repository', 'size', 'kind'] as const).map((by) => segments.nameOf(by, each));
  expect(of(pull(1))).toEqual(['sample-org/shop', 'up to 50 lines', 'fixes']);
  expect(of(pull(2))).toEqual(['sample-org/shop', '201 to 400 lines', null]);
  expect(of(pull(3))).toEqual(['sample-org/shop', 'over 400 lines', 'features']);
  expect(of(numberOf('sample-org/shop#3 round 2'))).toEqual(of(pull(3)));
});

test('another item belongs to its repository alone, and one of an unknown repository to nothing', () => {
  expect(segments.nameOf('repository', numberOf('sample-org/shop deployment 7'))).toBe('sample-org/shop');
  expect(segments.nameOf('repository', numberOf('sample-org/shop@0000070000'))).toBe('sample-org/shop');
  expect(segments.nameOf('size', numberOf('sample-org/shop deployment 7'))).toBeNull();
  expect(segments.nameOf('repository', numberOf('other/repository#1'))).toBeNull();
  expect(segments.nameOf('repository', numberOf('INC-12'))).toBeNull();
});

test('behind pull requests are their authors, each once', () => {
  expect(author).not.toEqual(secondReviewer);
  expect(segments.peopleBehind([pull(1), pull(2)], january)).toBe(1);
  expect(segments.peopleBehind([pull(1), pull(3)], [])).toBe(2);
});

test('one author is behind most of some pull requests when more than three quarters are theirs', () => {
  expect(segments.isDominated([pull(1), pull(1), pull(1), pull(3)])).toBe(false);
  expect(segments.isDominated([pull(1), pull(1), pull(1), pull(2), pull(3)])).toBe(true);
  expect(segments.isDominated([numberOf('INC-12')])).toBe(false);
});

test('an author who was at work in the repository is one person', () => {
  const deployment = numberOf('sample-org/shop deployment 7');
  expect(segments.peopleBehind([pull(1), deployment], january)).toBe(1);
  expect(segments.peopleBehind([pull(3), deployment], january)).toBe(2);
  const february = [{ start: Date.parse('2026-02-01'), end: Date.parse('2026-03-01') }];
  expect(segments.peopleBehind([pull(3), deployment], february)).toBe(1);
});

test('behind other items are the authors of what was merged in their repository at the time', () => {
  const deployment = numberOf('sample-org/shop deployment 7');
  expect(segments.peopleBehind([deployment], january)).toBe(1);
  const sinceThen = [{ start: Date.parse('2026-01-01'), end: Date.parse('2026-03-01') }];
  expect(segments.peopleBehind([deployment], sinceThen)).toBe(2);
  const toTheEnd = [{ start: Date.parse('2026-01-01'), end: Date.parse('2026-04-01') }];
  expect(segments.peopleBehind([deployment], toTheEnd)).toBe(2);
  expect(segments.peopleBehind([numberOf('INC-12')], january)).toBe(0);
});

test('behind the pull request of a deleted account is nobody who is known', () => {
  expect(segments.peopleBehind([pull(4)], january)).toBe(0);
  expect(segments.peopleBehind([pull(4), pull(1)], january)).toBe(1);
});

test('behind reviews are their reviewers as well as the authors, by the fewer', () => {
  const { ofReviews } = segments;
  expect(segments.peopleBehind([pull(1), pull(3)], january)).toBe(2);
  expect(ofReviews.peopleBehind([pull(1), pull(3)], january)).toBe(1);
  expect(ofReviews.peopleBehind([pull(1), pull(4)], january)).toBe(1);
  expect(ofReviews.peopleBehind([numberOf('sample-org/shop#3 round 2')], january)).toBe(0);
});

test('one reviewer is behind most of some reviews when more than three quarters are theirs', () => {
  expect(segments.ofReviews.isDominated([pull(1)])).toBe(true);
  expect(segments.isDominated([pull(1), pull(3)])).toBe(false);
  expect(segments.ofReviews.isDominated([pull(1), pull(3)])).toBe(true);
  expect(segments.ofReviews.isDominated([pull(1), pull(3), pull(4)])).toBe(false);
});

test('people are counted no further than anybody asks', () => {
  expect(segments.peopleBehind([pull(1), pull(3)], january, 1)).toBe(1);
  expect(segments.peopleBehind([pull(1), pull(3)], january, 3)).toBe(2);
});
