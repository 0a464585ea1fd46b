import type { Commit, PullRequest } from '../../facts/schema.ts';
import { type Attempt, isOnBranch } from './deploymentAttempts.ts';
import type { Remark } from './observation.ts';

/** What each deployment brought to users. */
export interface Contents<Deployment extends Attempt> {
  /** The first successful deployment that held each pull request; absent for those not deployed yet. */
  shippedBy: ReadonlyMap<number, Deployment>;
  /** Numbers of pull requests that the first deployment ever brought: they have no lead time. */
  shippedByFirst: ReadonlySet<number>;
  /** The first successful deployment that held each commit, on the default branch or off it. */
  commitShippedBy: ReadonlyMap<string, Deployment>;
  /** Commits that the first deployment ever brought. */
  commitsOfFirst: ReadonlySet<string>;
  /** Successful deployments of a commit that is not known, and so of unknown contents. */
  ofUnknownContents: readonly Remark[];
  /** Deployments that may have brought less than it seems: one of unknown contents came just before. */
  afterUnknown: ReadonlySet<Deployment>;
}

/**
 * Walks from each successful deployment's commit back to what earlier ones had brought, along its own ancestry, be it
 * on the default branch or on a branch of releases. A pull request is where its merge commit is: squash, rebase and
 * merge commits all resolve.
 */
export function contentsOf<Deployment extends Attempt>(
  attempts: readonly Deployment[],
  commits: readonly Commit[],
  pullRequests: readonly PullRequest[],
): Contents<Deployment> {
  const parents = new Map(commits.map(({ sha, parents }) => [sha, parents]));
  const commitShippedBy = new Map<string, Deployment>();
  const commitsOfFirst = new Set<string>();
  const ofUnknownContents: Remark[] = [];
  const afterUnknown = new Set<Deployment>();
  let unknownBefore = false;
  const first = attempts.find(({ succeeded }) => succeeded);
  for (const deployment of attempts) {
    if (!deployment.succeeded) continue;
    if (!parents.has(deployment.sha)) {
      const text = 'deployed a commit that is not known: what it brought cannot be told';
      ofUnknownContents.push({ id: deployment.item.id, at: deployment.at, text });
      unknownBefore = true;
      continue;
    }
    if (unknownBefore) afterUnknown.add(deployment);
    unknownBefore = false;
    const stack = [deployment.sha];
    for (let sha = stack.pop(); sha !== undefined; sha = stack.pop()) {
      const next = parents.get(sha);
      if (next === undefined || commitShippedBy.has(sha)) continue;
      commitShippedBy.set(sha, deployment);
      if (deployment === first) commitsOfFirst.add(sha);
      stack.push(...next);
    }
  }
  const lastCommitOf = new Map<number, string>();
  for (const commit of commits)
    if (commit.pullRequest !== null && isOnBranch(commit)) lastCommitOf.set(commit.pullRequest, commit.sha);
  const shippedBy = new Map<number, Deployment>();
  const shippedByFirst = new Set<number>();
  for (const { number, mergedAt, mergeCommit } of pullRequests) {
    if (mergedAt === null) continue;
    const sha = mergeCommit !== null && parents.has(mergeCommit) ? mergeCommit : lastCommitOf.get(number);
    const deployment = sha === undefined ? undefined : commitShippedBy.get(sha);
    if (deployment === undefined) continue;
    shippedBy.set(number, deployment);
    if (deployment === first) shippedByFirst.add(number);
  }
  return { shippedBy, shippedByFirst, commitShippedBy, commitsOfFirst, ofUnknownContents, afterUnknown };
}
