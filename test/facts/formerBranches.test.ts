import { describe, expect, test } from 'vitest';
import { withFormerBranches } from '../../src/facts/formerBranches.ts';
import type { Commit, PullRequest } from '../../src/facts/schema.ts';
import { commit, merged, repository, sha } from '../support/facts.ts';

const day = (number: number) => `2026-01-${String(number).padStart(2, '0')}T10:00:00Z`;
const commits = Array.from({ length: 9 }, (_, index) => commit(index + 1, { committedAt: day(index + 1) }));

/** The change of a day into a branch, merged by that day's commit. */
const change = (number: number, base: string, mergeCommit = sha(number)) =>
  merged(day(number), { number, base, mergeCommit });

const formerOf = (pulls: PullRequest[], rows: Commit[] = commits) =>
  withFormerBranches(repository(), { 'pull-requests': pulls, commits: rows }).formerBranches;

const renamed = [1, 2, 3, 4].map((number) => change(number, 'master'));
const since = [5, 6].map((number) => change(number, 'main'));

describe('the default branch had another name', () => {
  test('when merges into that one ended before the first into it, on its own line', () => {
    expect(formerOf([...renamed, ...since])).toEqual(['master']);
  });

  test('beside names that were seen at an earlier reading', () => {
    const facts = { 'pull-requests': [...renamed, ...since], commits };
    expect(withFormerBranches(repository({ formerBranches: ['trunk'] }), facts).formerBranches).toEqual([
      'trunk',
      'master',
    ]);
  });
});

describe('another branch is not a former name', () => {
  test('when changes were merged into it later, too', () => {
    expect(formerOf([...renamed, ...since, change(7, 'master')])).toBeUndefined();
  });

  test('when a merge commit brought it, as with a branch of development or of a release', () => {
    const joined = [
      ...commits.slice(0, 4).map((row) => ({ ...row, parents: row.sha === sha(1) ? [sha(8)] : row.parents })),
      commit(8, { parents: [], committedAt: '2025-12-31T10:00:00Z' }),
      commit(5, { parents: [sha(8), sha(4)], committedAt: day(5) }),
      commit(6, { committedAt: day(6) }),
    ];
    expect(formerOf([...renamed, ...since], joined)).toBeUndefined();
  });

  test('when its commits are not on the default branch', () => {
    const pulls = [1, 2, 3, 4].map((number) => change(number, 'next', sha(90 + number)));
    expect(formerOf([...pulls, ...since])).toBeUndefined();
  });

  test('while nothing was merged into the default one, and for one or two merges', () => {
    expect(formerOf(renamed)).toBeUndefined();
    expect(formerOf([...renamed.slice(0, 2), ...since])).toBeUndefined();
  });
});
