import type { Commit } from '../../facts/schema.ts';

interface Attempt {
  environment: string;
  service: string;
  sha: string;
  startedAt: number;
  at: number;
  succeeded: boolean;
}

/**
 * Finds the deployments that were taken back: those that the next success of the same service in their environment
 * replaced by an ancestor of their commit. Where the commits do not hold what ran, such as a branch that was never merged, a
 * return to a commit that ran in the environment before is a rollback, too. One that had begun before what it replaced was
 * overtaken: it takes nothing back.
 * @param attempts in order of time
 * @param shippedBy the first success that held each commit
 * @returns by each deployment that was taken back the one that did it
 */
export function rollbacksOf<Deployment extends Attempt>(
  attempts: readonly Deployment[],
  commits: readonly Commit[],
  shippedBy: ReadonlyMap<string, Deployment>,
): Map<Deployment, Deployment> {
  const parents = new Map(commits.map(({ sha, parents }) => [sha, parents]));
  const takenBack = new Map<Deployment, Deployment>();
  const places = new Map<string, { running: Deployment; ran: Set<string> }>();
  for (const deployment of attempts) {
    if (!deployment.succeeded) continue;
    const { environment, service, sha } = deployment;
    const place = JSON.stringify([environment, service]);
    const known = places.get(place);
    if (known === undefined) {
      places.set(place, { running: deployment, ran: new Set([sha]) });
      continue;
    }
    const { running, ran } = known;
    const wentBack = parents.has(running.sha)
      ? isAncestor(sha, running.sha, parents, shippedBy)
      : running.sha !== sha && ran.has(sha);
    if (wentBack && deployment.startedAt >= running.startedAt) takenBack.set(running, deployment);
    known.running = deployment;
    ran.add(sha);
  }
  return takenBack;
}

/** Whatever ships a commit ships its ancestors, so one that was shipped before the sought one does not descend from it. */
function isAncestor(
  sought: string,
  from: string,
  parents: ReadonlyMap<string, readonly string[]>,
  shippedBy: ReadonlyMap<string, Attempt>,
): boolean {
  const shippedAt = shippedBy.get(sought)?.at;
  if (shippedAt === undefined || sought === from) return false;
  const seen = new Set<string>();
  const stack = [from];
  for (let sha = stack.pop(); sha !== undefined; sha = stack.pop()) {
    if (sha === sought) return true;
    if (seen.has(sha)) continue;
    seen.add(sha);
    const at = shippedBy.get(sha)?.at;
    if (at !== undefined && at >= shippedAt) stack.push(...(parents.get(sha) ?? []));
  }
  return false;
}
