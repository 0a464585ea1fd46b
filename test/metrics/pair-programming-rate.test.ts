import { expect, test } from 'vitest';
import pairProgrammingRate from '../../src/metrics/pair-programming-rate.ts';
import { author, bot, commit, reviewer, secondReviewer, sha } from '../support/facts.ts';
import { dates, reasons, viewOf } from '../support/view.ts';

const { measure } = pairProgrammingRate;

const at = (hour: number) => `2026-01-05T${String(hour).padStart(2, '0')}:30:00Z`;
const commits = [
  commit(1, { committedAt: at(1) }),
  commit(2, { committedAt: at(2), coAuthors: [reviewer] }),
  commit(3, { committedAt: at(3), coAuthors: [reviewer, secondReviewer, null] }),
  commit(4, { committedAt: at(4), coAuthors: [bot] }),
  commit(5, { committedAt: at(5), coAuthors: [{ ...author }] }),
  commit(6, { committedAt: at(6), coAuthors: [null] }),
  commit(7, { committedAt: at(7), author: null, coAuthors: [null] }),
  commit(8, { committedAt: at(8), author: null, coAuthors: [reviewer] }),
  commit(9, { committedAt: at(9), author: bot, coAuthors: [reviewer] }),
  commit(10, { committedAt: at(10), parents: [sha(8), sha(2)], coAuthors: [reviewer] }),
];
const measured = () => measure(viewOf({ commits }));

test('a commit was paired on when a further person is named, however many; automation is none', () => {
  const result = measured();
  expect(result.observations.map(({ value }) => value)).toEqual([0, 1, 1, 0, 0, 1, 0, 1]);
  expect(reasons(result)).toEqual(['committed by automation', 'a merge commit, which only joins changes']);
});

test('pairing is dated by the committer date', () => {
  expect(dates(measured())[1]).toBe(at(2));
});

test('no one’s identity leaves the measurement', () => {
  expect(JSON.stringify(measured())).not.toMatch(/p-0000/);
});

test('the page’s example: of 160 commits 31 have a trailer, 11 of which name only an assistant', () => {
  const rows = Array.from({ length: 160 }, (_, index) =>
    commit(index + 1, {
      committedAt: new Date(Date.UTC(2026, 1, 1, index)).toISOString(),
      coAuthors: index < 20 ? [reviewer, bot] : index < 31 ? [bot] : [],
    }),
  );
  const { observations } = measure(viewOf({ commits: rows }));
  expect([observations.filter(({ value }) => value === 1).length, observations.length]).toEqual([20, 160]);
});
