import { expect, test } from 'vitest';
import { everything, repositoryView } from '../../../src/metrics/populations/repositoryView.ts';
import { commit, merged, repository } from '../../support/facts.ts';
import { defaultRules, viewOf } from '../../support/view.ts';

const rows = [merged('2026-01-08T17:00:00Z', { number: 1 }), merged('2026-01-09T17:00:00Z', { number: 2 })];
const whole = viewOf({
  'pull-requests': rows,
  commits: [
    commit(1, { committedAt: '2026-01-05T10:00:00Z' }),
    commit(2, { committedAt: '2026-01-06T10:00:00Z', pullRequest: 1 }),
    commit(3, { committedAt: '2026-01-07T10:00:00Z', pullRequest: 2 }),
    commit(4, { committedAt: '2026-01-08T10:00:00Z', pullRequest: 77 }),
  ],
}).facts;
const own = { ...whole, 'pull-requests': rows.slice(1) };

test.each([
  ['a part of a repository has the commits that its pull requests brought', own, false, ['3']],
  ['what no team owns has those that no known pull request brought, too', own, true, ['1', '3', '4']],
  ['all of a repository has all commits', whole, true, ['1', '2', '3', '4']],
])('%s', (_, facts, directCommits, expected) => {
  const { commits } = repositoryView(repository(), defaultRules, facts, whole, {
    ...everything,
    hasDirect: () => directCommits,
  });
  expect(commits.counted.map(({ row }) => String(Number.parseInt(row.sha.slice(0, 6), 16)))).toEqual(
    expected,
  );
});
