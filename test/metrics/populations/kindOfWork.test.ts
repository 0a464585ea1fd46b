import { describe, expect, test } from 'vitest';
import type { Issue, PullRequest } from '../../../src/facts/schema.ts';
import { commit, incidentIssue, pullRequest } from '../../support/facts.ts';
import { defaultRules, viewOf } from '../../support/view.ts';

const kindOf = (fields: Partial<PullRequest>) => viewOf({}).kindOf.ofPullRequest(pullRequest(fields));

describe('the kind of a pull request', () => {
  test.each<[Partial<PullRequest>, string, string]>([
    [{ reverts: [7] }, 'revert', 'reverts #7'],
    [{ revertedCommits: ['0f1e2d3c4b5a'] }, 'revert', 'reverts commit 0f1e2d3'],
    [{ title: 'Revert "Add prices"' }, 'revert', 'title begins with `Revert "`'],
    [{ title: 'revert: add prices' }, 'revert', 'title begins with `revert:`'],
    [{ labels: ['HotFix'] }, 'hotfix', 'label `HotFix`'],
    [{ head: 'hotfix/prices' }, 'hotfix', 'branch `hotfix/prices`'],
    [{ labels: ['team/shop', 'Bug'] }, 'fix', 'label `Bug`'],
    [{ title: 'fix: prices' }, 'fix', 'title begins with `fix:`'],
    [{ title: 'Fix(api)!: prices' }, 'fix', 'title begins with `fix:`'],
    [{ title: 'refactor(core)!: prices' }, 'refactoring', 'title begins with `refactor:`'],
    [{ title: 'chore: tidy' }, 'maintenance', 'title begins with `chore:`'],
    [{ title: 'docs: prices' }, 'documentation', 'title begins with `docs:`'],
    [{ title: 'feat: prices' }, 'feature', 'title begins with `feat:`'],
    [{ labels: ['enhancement'] }, 'feature', 'label `enhancement`'],
    [{ head: 'feature/shop/prices' }, 'feature', 'branch `feature/shop/prices`'],
  ])('of %j is %s', (fields, kind, reason) => {
    expect(kindOf(fields)).toEqual({ kind, reason });
  });

  test.each([
    'Fix prices',
    'prefix: none',
    'fixture: none',
    'A fix: prices',
    'Reverting is hard',
    'fix (api): x',
    'constructor: x',
  ])('is not guessed from free text such as %j', (title) => {
    expect(kindOf({ title })).toBeNull();
  });

  test('goes by the first rule that applies: revert, hotfix, label, title, branch', () => {
    const all: Partial<PullRequest> = {
      reverts: [7],
      labels: ['hotfix', 'enhancement'],
      title: 'fix: prices',
      head: 'chore/prices',
    };
    expect(kindOf(all)?.kind).toBe('revert');
    expect(kindOf({ ...all, reverts: [] })?.kind).toBe('hotfix');
    expect(kindOf({ ...all, reverts: [], labels: ['enhancement'] })?.kind).toBe('feature');
    expect(kindOf({ ...all, reverts: [], labels: [] })?.kind).toBe('fix');
    expect(kindOf({ head: 'chore/prices' })?.kind).toBe('maintenance');
  });

  test('is a fix first when labels say several things', () => {
    expect(kindOf({ labels: ['enhancement', 'refactoring', 'bug'] })).toEqual({
      kind: 'fix',
      reason: 'label `bug`',
    });
  });

  test('follows the organisation’s own words', () => {
    const { work } = defaultRules;
    const own = viewOf(
      {},
      { work: { ...work, fix: { labels: ['*/fault'], types: ['Repair'], branches: ['repair-*'] } } },
    ).kindOf;
    expect(own.ofPullRequest(pullRequest({ labels: ['kind/fault'] }))?.kind).toBe('fix');
    expect(own.ofPullRequest(pullRequest({ title: 'repair: prices' }))?.kind).toBe('fix');
    expect(own.ofPullRequest(pullRequest({ head: 'repair-prices' }))?.kind).toBe('fix');
    expect(own.ofPullRequest(pullRequest({ title: 'fix: prices' }))).toBeNull();
  });

  test('that reverts does not hide that it is a hotfix', () => {
    const both = pullRequest({ reverts: [7], labels: ['hotfix'] });
    expect(viewOf({}).kindOf.hotfix(both)).toBe('label `hotfix`');
    expect(viewOf({}).kindOf.ofPullRequest(both)?.kind).toBe('revert');
  });
});

describe('the kind of a commit', () => {
  const { ofCommit } = viewOf({
    'pull-requests': [
      pullRequest({ number: 5, title: 'feat: prices', labels: ['bug'] }),
      pullRequest({ number: 6, title: 'fix: prices' }),
      pullRequest({ number: 7, head: 'refactor/prices' }),
    ],
  }).kindOf;

  test.each([
    ['its subject', commit(1, { subject: 'fix: prices' }), 'fix'],
    ['the label of the pull request that brought it', commit(2, { pullRequest: 5 }), 'fix'],
    ['that label before its subject', commit(3, { subject: 'feat: prices', pullRequest: 5 }), 'fix'],
    ['the branch of that pull request', commit(4, { pullRequest: 7 }), 'refactoring'],
    ['not by the title of that pull request', commit(5, { pullRequest: 6 }), undefined],
    ['nothing where the pull request is not known', commit(6, { pullRequest: 99 }), undefined],
  ])('goes by %s', (_, row, kind) => {
    expect(ofCommit(row)?.kind).toBe(kind);
  });
});

describe('the kind of an issue', () => {
  const ofIssue = (fields: Partial<Issue>) => viewOf({}).kindOf.ofIssue(incidentIssue(1, fields))?.kind;

  test('is a fix for a defect, a feature for a wish, and nothing for an incident', () => {
    expect([{ labels: ['defect'] }, { labels: ['Feature'] }, {}].map(ofIssue)).toEqual([
      'fix',
      'feature',
      undefined,
    ]);
  });
});
