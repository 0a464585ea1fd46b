import { namesMatching } from '../../facts/names.ts';
import type { Commit } from '../../facts/schema.ts';
import type { Attempt } from './deploymentAttempts.ts';
import type { Contents } from './deploymentContents.ts';
import type { ReadingRules } from './readingRules.ts';

/**
 * Finds the deployments that a tag marks as hotfixes, and the one that each repairs: the latest of those that it builds
 * on, and the one before it where its commit is not known. One whose changes an earlier deployment had brought repairs none.
 * @param attempts in order of time
 * @returns by each hotfix what it repairs; null for none
 */
export function hotfixesOf<Deployment extends Attempt>(
  attempts: readonly Deployment[],
  { hotfix: { tags } }: Pick<ReadingRules, 'hotfix'>,
  commits: readonly Commit[],
  { commitShippedBy }: Pick<Contents<Deployment>, 'commitShippedBy'>,
): Map<Deployment, Deployment | null> {
  const repaired = new Map<Deployment, Deployment | null>();
  if (tags === undefined) return repaired;
  const isHotfix = namesMatching(tags, { exact: true });
  const parents = new Map(commits.map(({ sha, parents }) => [sha, parents]));
  const latest = (before: readonly Deployment[]) => before.toSorted((a, b) => b.at - a.at)[0] ?? null;
  for (const [index, hotfix] of attempts.entries()) {
    if (hotfix.tag === null || !isHotfix(hotfix.tag)) continue;
    if (!parents.has(hotfix.sha)) {
      repaired.set(hotfix, latest(attempts.slice(0, index)));
      continue;
    }
    const builtOn = new Set<Deployment>();
    const stack = [hotfix.sha];
    const seen = new Set(stack);
    for (let sha = stack.pop(); sha !== undefined; sha = stack.pop()) {
      const deployment = commitShippedBy.get(sha);
      if (deployment !== undefined && deployment !== hotfix) builtOn.add(deployment);
      if (deployment !== hotfix) continue;
      const next = (parents.get(sha) ?? []).filter((parent) => !seen.has(parent));
      for (const parent of next) seen.add(parent);
      stack.push(...next);
    }
    repaired.set(hotfix, commitShippedBy.get(hotfix.sha) === hotfix ? latest([...builtOn]) : null);
  }
  return repaired;
}
