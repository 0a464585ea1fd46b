import { isLeftOut } from '../../facts/identity.ts';
import type { Commit, Repository } from '../../facts/schema.ts';
import type { Item, Remark } from './observation.ts';
import { isAutomation } from './pullRequests.ts';
import type { ReadingRules } from './readingRules.ts';

/** A commit by people that is not a merge. `at`, its committer date, is in milliseconds since the epoch. */
export interface CountedCommit {
  row: Commit;
  item: Item;
  at: number;
  /** What it came with: see `Observation`. */
  cluster: string | undefined;
}

export interface CommitPopulation {
  /** The scope's own, merges and automation among them. */
  all: readonly Commit[];
  /** In order of time. */
  counted: readonly CountedCommit[];
  /** Merge commits and those of automation, at their committer date. */
  excluded: readonly Remark[];
}

/**
 * Splits the commits of the default branch into those that people's metrics count and those left out. A scope that
 * owns a part of a repository has the commits that its pull requests brought.
 * @param belongs whether a commit is the scope's
 */
export function commitPopulation(
  repository: Repository,
  rules: Pick<ReadingRules, 'agents'>,
  rows: readonly Commit[],
  belongs: (row: Commit) => boolean,
): CommitPopulation {
  const all = rows.filter(belongs);
  const counted: CountedCommit[] = [];
  const excluded: Remark[] = [];
  for (const row of all) {
    const at = Date.parse(row.committedAt);
    const item = commitItem(repository, row);
    if (isLeftOut(row.author)) continue;
    if (row.parents.length > 1)
      excluded.push({ id: item.id, at, text: 'a merge commit, which only joins changes' });
    else if (isAutomation(rules, row)) excluded.push({ id: item.id, at, text: 'committed by automation' });
    else counted.push({ row, item, at, cluster: changeOf(repository, row) });
  }
  return { all, counted, excluded };
}

/** @returns the pull request that brought a commit; nothing for one that came alone */
export function changeOf({ name }: Repository, { pullRequest }: Commit): string | undefined {
  return pullRequest === null ? undefined : `${name}#${pullRequest}`;
}

/** @returns the evidence item of a commit */
export function commitItem(repository: Repository, row: Commit): Item {
  return {
    id: `${repository.name}@${row.sha.slice(0, 12)}`,
    kind: 'commit',
    title: row.subject,
    url: repository.url === null ? null : `${repository.url}/commit/${row.sha}`,
  };
}
