import type { Facts } from './collection.ts';
import type { Commit, PullRequest, Repository } from './schema.ts';

/** Fewer merges do not show a name. */
const FEWEST = 3;

/** Of the merges into a branch, those that must be on the line of the default branch. */
const NEARLY_ALL = 0.9;

/**
 * Recognises earlier names of the default branch where it was renamed before the first reading: all merges into such a
 * branch came before the first into the default one, and nearly all of their commits are on the default branch's own
 * line of first parents. The line of a branch that was merged by a merge commit is another one.
 * @returns the repository with the names added to its former branches
 */
export function withFormerBranches(
  repository: Repository,
  facts: Pick<Facts, 'pull-requests' | 'commits'>,
): Repository {
  const merged = facts['pull-requests'].filter(({ mergedAt }) => mergedAt !== null);
  const byBase = Map.groupBy(merged, ({ base }) => base);
  const into = byBase.get(repository.defaultBranch) ?? [];
  const first = into.reduce((earliest, row) => Math.min(earliest, mergeTime(row)), Number.POSITIVE_INFINITY);
  const known = new Set([repository.defaultBranch, ...(repository.formerBranches ?? [])]);
  const candidates = [...byBase].filter(
    ([base, rows]) =>
      !known.has(base) &&
      rows.length >= FEWEST &&
      Number.isFinite(first) &&
      rows.every((row) => mergeTime(row) < first),
  );
  if (candidates.length === 0) return repository;
  const line = new Set(firstParentLine(facts.commits).map(({ sha }) => sha));
  const found = candidates.filter(([, rows]) => {
    const onLine = rows.filter(({ mergeCommit }) => mergeCommit !== null && line.has(mergeCommit));
    return onLine.length >= NEARLY_ALL * rows.length;
  });
  if (found.length === 0) return repository;
  const names = found.map(([base]) => base).sort();
  return { ...repository, formerBranches: [...(repository.formerBranches ?? []), ...names] };
}

const mergeTime = ({ mergedAt }: PullRequest): number => Date.parse(mergedAt ?? '');

/** @returns the commits of the default branch along first parents, the newest first */
export function firstParentLine(commits: readonly Commit[]): Commit[] {
  const onBranch = new Map(
    commits.filter(({ offBranch }) => offBranch !== true).map((row) => [row.sha, row]),
  );
  const parents = new Set([...onBranch.values()].flatMap((row) => row.parents));
  const heads = [...onBranch.values()].filter(({ sha }) => !parents.has(sha));
  const line: Commit[] = [];
  for (
    let row = heads.toSorted((a, b) => Date.parse(b.committedAt) - Date.parse(a.committedAt))[0];
    row !== undefined;
    row = onBranch.get(row.parents[0] ?? '')
  )
    line.push(row);
  return line;
}
