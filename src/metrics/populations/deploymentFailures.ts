import type { Facts } from '../../facts/collection.ts';
import { DAY, HOUR } from '../../facts/time.ts';
import type { Attempt } from './deploymentAttempts.ts';
import type { Contents } from './deploymentContents.ts';
import type { CountedIncident } from './incidents.ts';
import type { KindsOfWork } from './kindOfWork.ts';
import type { Item, Remark } from './observation.ts';
import type { ReadingRules } from './readingRules.ts';
import { REVERT_WITHIN_DAYS, type Revert } from './reverts.ts';

/** A failed deployment's evidence and its end. */
export interface Failure {
  rule: string;
  /** When service was restored or the change undone; null while it is not. */
  recoveredAt: number | null;
}

/** Which deployments each incident names as its cause, and which name none that reached users. */
export interface NamedCauses<Deployment extends Attempt> {
  /** Each with at least one deployment, in the order of the incident's text. */
  namedBy: ReadonlyMap<Item, readonly Deployment[]>;
  /** Incidents that name an attempt which never reached users: no deployment is to blame by time either. */
  beforeUsers: ReadonlySet<Item>;
  /** Incidents whose named cause resolves to nothing that reached users. */
  unresolved: readonly Remark[];
}

/** Resolves what incidents name as their causes: a deployment, a pull request, a commit or a tag. */
export function namedCauses<Deployment extends Attempt>(
  incidents: readonly CountedIncident[],
  attempts: readonly Deployment[],
  contents: Contents<Deployment>,
  facts: Facts,
): NamedCauses<Deployment> {
  const namedBy = new Map<Item, readonly Deployment[]>();
  const beforeUsers = new Set<Item>();
  const unresolved: Remark[] = [];
  for (const { item, startedAt, causes } of incidents) {
    const found = causes.map((cause) => ({
      cause,
      deployment: deploymentNamed(cause, attempts, contents, facts),
    }));
    const live = new Set(found.flatMap(({ deployment }) => (deployment?.succeeded ? [deployment] : [])));
    if (live.size > 0) namedBy.set(item, [...live]);
    else if (found.some(({ deployment }) => deployment !== undefined)) beforeUsers.add(item);
    for (const [where, rows] of Map.groupBy(found, ({ deployment }) => whereItLeads(deployment)))
      if (where !== null) {
        const named = rows.map(({ cause }) => wordsOf(cause)).join(' and ');
        unresolved.push({ id: item.id, at: startedAt, text: `an incident that names ${named}, ${where}` });
      }
  }
  return { namedBy, beforeUsers, unresolved };
}

/** @returns why a named cause counts as none; null for a deployment that reached users */
function whereItLeads(deployment: Attempt | undefined): string | null {
  if (deployment === undefined) return 'which leads to no deployment';
  return deployment.succeeded ? null : 'which never reached users';
}

function wordsOf(cause: CountedIncident['causes'][number]): string {
  if ('deployment' in cause) return `deployment ${cause.deployment}`;
  if ('pullRequest' in cause) return `#${cause.pullRequest}`;
  if ('tag' in cause) return cause.tag;
  if ('elsewhere' in cause) return 'something outside this repository';
  return `commit ${cause.commit.slice(0, 7)}`;
}

function deploymentNamed<Deployment extends Attempt>(
  cause: CountedIncident['causes'][number],
  attempts: readonly Deployment[],
  { shippedBy, commitShippedBy }: Contents<Deployment>,
  facts: Facts,
): Deployment | undefined {
  /** The deployment of a commit that reached users, else the first one that held it, else one that never did. */
  const deploymentOf = (sha: string | null): Deployment | undefined => {
    if (sha === null) return undefined;
    const ofCommit = attempts.filter((attempt) => attempt.sha === sha);
    return ofCommit.find(({ succeeded }) => succeeded) ?? commitShippedBy.get(sha) ?? ofCommit[0];
  };
  if ('deployment' in cause) {
    const row = facts.deployments.find(
      ({ id, number }) => id === cause.deployment || String(number) === cause.deployment,
    );
    const id = row?.id ?? cause.deployment;
    return attempts.find(({ item }) => item.id.endsWith(` deployment ${id}`));
  }
  if ('elsewhere' in cause) return undefined;
  if ('pullRequest' in cause) return shippedBy.get(cause.pullRequest);
  if ('tag' in cause) {
    const tagged = facts.tags.find(({ name }) => name === cause.tag)?.sha;
    const released = facts.releases.find(({ tag }) => tag === cause.tag)?.sha;
    return deploymentOf(released ?? tagged ?? null);
  }
  const commit = facts.commits.find(({ sha }) => sha.startsWith(cause.commit));
  const deployed = attempts.find(({ sha }) => sha.startsWith(cause.commit));
  return deploymentOf(commit?.sha ?? deployed?.sha ?? null);
}

/**
 * Finds the deployments that reached users and then needed remediation: a later status says that they failed; an
 * incident names one (or something that it shipped) or, naming nothing that is known, began during its roll-out or less
 * than `linkWithinHours` after it; the next one of the same service went back to an earlier commit; a change that it
 * shipped was reverted within 30 days; or a hotfix was opened less than `linkWithinHours` after it. To revert a revert
 * puts a change in again and blames nothing. Reverts and hotfixes are the scope's own.
 */
export function failuresOf<Deployment extends Attempt>(
  attempts: readonly Deployment[],
  contents: Contents<Deployment>,
  takenBack: ReadonlyMap<Deployment, Deployment>,
  hotfixes: ReadonlyMap<Deployment, Deployment | null>,
  { namedBy, beforeUsers }: Pick<NamedCauses<Deployment>, 'namedBy' | 'beforeUsers'>,
  rules: ReadingRules,
  { hotfix }: Pick<KindsOfWork, 'hotfix'>,
  facts: Facts,
  reverts: readonly Revert<Deployment>[],
  incidents: readonly CountedIncident[],
): Map<Deployment, Failure> {
  const failures = new Map<Deployment, Failure>();
  /** The strongest evidence comes first and stays; a second reason does not make a second failure. */
  const fail = (deployment: Deployment | undefined, rule: string, recoveredAt: number | null) => {
    if (deployment?.succeeded && !failures.has(deployment)) failures.set(deployment, { rule, recoveredAt });
  };
  const nextSuccess = nextSuccesses(attempts);
  const linkWithin = rules.linkWithinHours * HOUR;
  const live = attempts.filter(({ succeeded }) => succeeded);
  /** The last one that had begun by then, if it ended less than so long before; an incident may begin in its roll-out. */
  const latestBefore = (moment: number): Deployment | undefined => {
    const deployment = live.findLast(({ startedAt }) => startedAt <= moment);
    return deployment !== undefined && moment - deployment.at < linkWithin && linkWithin > 0
      ? deployment
      : undefined;
  };

  for (const { item, resolvedAt } of incidents)
    for (const deployment of namedBy.get(item) ?? [])
      fail(deployment, `named as the cause of incident ${item.id}`, resolvedAt);
  for (const { item, startedAt, resolvedAt } of incidents) {
    if (namedBy.has(item) || beforeUsers.has(item)) continue;
    const how = `incident ${item.id} began during it or within ${rules.linkWithinHours} h after it`;
    fail(latestBefore(startedAt), how, resolvedAt);
  }
  for (const deployment of live) {
    if (deployment.failedAt === null) continue;
    const next = deployment.succeededAgainAt ?? nextSuccess.get(deployment) ?? null;
    fail(deployment, 'a status after its success is a failure', next);
  }
  for (const [replaced, deployment] of takenBack)
    fail(replaced, `rolled back by ${deployment.item.id}`, deployment.at);
  for (const [remedy, deployment] of hotfixes)
    fail(deployment ?? undefined, `${remedy.item.id} is a hotfix of it`, remedy.at);
  for (const { what, reverts: changes, at, remedy } of reverts) {
    for (const { deployment, change } of changes) {
      const soon = deployment.at <= at && at - deployment.at <= REVERT_WITHIN_DAYS * DAY;
      if (deployment !== remedy && soon)
        fail(deployment, `${what} reverts its change ${change}`, remedy?.at ?? null);
    }
  }
  const reverting = new Set(reverts.map(({ pullRequest }) => pullRequest));
  for (const row of facts['pull-requests']) {
    if (row.mergedAt === null || reverting.has(row.number) || hotfix(row) === null) continue;
    const remedy = contents.shippedBy.get(row.number);
    const deployment = latestBefore(Date.parse(row.createdAt));
    if (deployment !== remedy)
      fail(deployment, `#${row.number} is a hotfix opened after it`, remedy?.at ?? null);
  }
  return failures;
}

/** For each deployment the time of the next success of the same service in its environment. */
function nextSuccesses<Deployment extends Attempt>(attempts: readonly Deployment[]): Map<Deployment, number> {
  const next = new Map<Deployment, number>();
  const ahead = new Map<string, number>();
  for (const deployment of attempts.toReversed()) {
    const place = JSON.stringify([deployment.environment, deployment.service]);
    const at = ahead.get(place);
    if (at !== undefined) next.set(deployment, at);
    if (deployment.succeeded) ahead.set(place, deployment.at);
  }
  return next;
}
