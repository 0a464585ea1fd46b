import { describe, expect, test } from 'vitest';
import { mergeFacts, noFacts } from '../../src/facts/collection.ts';
import { withLanded } from '../../src/facts/landed.ts';
import type { Commit, PullRequest } from '../../src/facts/schema.ts';
import { landedPullRequests } from '../../src/sources/closing.ts';
import { commit, pullRequest, sha } from '../support/facts.ts';

const CLOSED = '2026-01-08T12:00:00Z';

/** What becomes of closed pull request 12 with this commit on the default branch. */
function outcome(
  changes: Partial<Commit>,
  row: Partial<PullRequest> = {},
): Pick<PullRequest, 'state' | 'mergedAt' | 'mergeCommit'> {
  const facts = mergeFacts(noFacts(), {
    ...noFacts(),
    'pull-requests': [pullRequest({ number: 12, state: 'closed', closedAt: CLOSED, ...row })],
    commits: [commit(1, { committedAt: '2026-01-08T11:00:00Z', ...changes })],
  });
  const [found] = withLanded(facts)['pull-requests'];
  if (found === undefined) throw new Error('no pull request');
  return { state: found.state, mergedAt: found.mergedAt, mergeCommit: found.mergeCommit };
}

const landed = { state: 'merged', mergedAt: CLOSED, mergeCommit: sha(1) };
const rejected = { state: 'closed', mergedAt: null, mergeCommit: null };

describe('a closed pull request has landed', () => {
  test.each<[string, Partial<Commit>]>([
    ['a trailer names', { landed: [12] }],
    ['closing words name', { closes: [12] }],
    ['the subject names', { subject: 'Add a page (#12)' }],
    ['bors names', { subject: 'Merge #11 #12' }],
    ['merges it by hand', { subject: 'Merge pull request #12 from ada/page' }],
    ['homu names', { subject: 'Auto merge of #12 - ada:page, r=bo' }],
  ])('with a commit on the default branch that %s', (_, changes) => {
    expect(outcome(changes)).toEqual(landed);
  });

  test('with the commit, when that came after the close', () => {
    expect(outcome({ landed: [12], committedAt: '2026-01-09T11:00:00Z' })).toEqual({
      ...landed,
      mergedAt: '2026-01-09T11:00:00Z',
    });
  });
});

describe('a closed pull request is rejected', () => {
  test.each<[string, Partial<Commit>]>([
    ['names another one', { landed: [13] }],
    ['was made before it', { landed: [12], committedAt: '2026-01-02T11:00:00Z' }],
    ['is not on the default branch', { landed: [12], offBranch: true }],
    ['another pull request brought, which replaces it', { closes: [12], pullRequest: 14 }],
    ['another pull request brought, by its subject', { closes: [12], subject: 'Add a page (#14)' }],
    ['reverts it', { subject: 'Revert "Add a page (#12)" (#14)' }],
  ])('with a commit that %s', (_, changes) => {
    expect(outcome(changes)).toEqual(rejected);
  });
});

test('an open pull request stays open, and a merged one as it was', () => {
  const changes = { landed: [12] };
  expect(outcome(changes, { state: 'open', closedAt: null }).state).toBe('open');
  expect(outcome(changes, { state: 'merged', mergedAt: '2026-01-07T12:00:00Z' }).mergedAt).toBe(
    '2026-01-07T12:00:00Z',
  );
});

test('trailers name pull requests of this repository by address or number', () => {
  const message = [
    'Add a page',
    '',
    'PR-URL: https://github.com/acme/shop/pull/12',
    'Pull-Request: #13',
    'GitHub-Pull-Request: acme/shop#16',
    'COPYBARA_INTEGRATE_REVIEW=https://github.com/acme/shop/pull/17 from ada:page 0f1e2d3',
    'PR-URL: https://github.com/other/shop/pull/14',
    'Pull-Request: other/shop#18',
    'The PR-URL: #15 is prose',
  ].join('\n');
  expect(landedPullRequests(message, ['acme/shop'])).toEqual([12, 13, 16, 17]);
});
