import { bisector } from 'd3-array';
import type { Facts } from '../../facts/collection.ts';
import type { Commit, Deployment, PullRequest, Repository } from '../../facts/schema.ts';
import { HOUR } from '../../facts/time.ts';
import { matcherOf } from './globs.ts';
import type { CountedIncident } from './incidents.ts';
import type { KindsOfWork } from './kindOfWork.ts';
import type { Item, Remark } from './observation.ts';
import type { ReadingRules } from './readingRules.ts';
import { rollbacksOf } from './rollbacks.ts';

/** One attempt to bring changes to users. Times in milliseconds since the epoch. */
export interface CountedDeployment {
  item: Item;
  environment: string;
  sha: string;
  /** When it began to run: its first in-progress status, else its creation; for a release its publication. */
  startedAt: number;
  /** When it ended: its first success, else its failure. */
  at: number;
  succeeded: boolean;
  /** Why it counts as failed; null when it does not. */
  failure: Failure | null;
}

/** A failed deployment's evidence and its end. */
export interface Failure {
  rule: string;
  /** When service was restored or the change undone; null while it is not. */
  recoveredAt: number | null;
}

export interface DeploymentPopulation {
  /** In order of time. */
  all: readonly CountedDeployment[];
  /** What stands in for records of deployments; null when they are such records, or there are none. */
  standIn: 'releases' | 'version tags' | null;
  /** What counts as a deployment in this repository, in words. */
  description: string;
  /** Why the repository has none by nature; null when it is deployed. */
  notApplicable: string | null;
  excluded: readonly Remark[];
  /** The first successful deployment that contained each pull request; absent for those not deployed yet. */
  shippedBy: ReadonlyMap<number, CountedDeployment>;
  /** Numbers of pull requests that the first deployment ever brought: they have no lead time. */
  shippedByFirst: ReadonlySet<number>;
  /** The first successful deployment that contained each commit of the default branch. */
  commitShippedBy: ReadonlyMap<string, CountedDeployment>;
  /** Commits that the first deployment ever brought. */
  commitsOfFirst: ReadonlySet<string>;
  /** Successful deployments of a commit that is not among those of the default branch, and so of unknown contents. */
  ofUnknownContents: readonly Remark[];
  /** The deployments that went back to an earlier commit, by the one that each took back; stand-ins never do. */
  takenBack: ReadonlyMap<CountedDeployment, CountedDeployment>;
  /** The deployment that each incident names as its cause, directly or by what it shipped, by the incident's item. */
  namedBy: ReadonlyMap<Item, CountedDeployment>;
}

/**
 * Finds a repository's deployments, what each brought to users, and which of them failed.
 *
 * A deployment failed when its own status says so, when an incident names it (or something it shipped) or, naming
 * nothing, began less than `linkWithinHours` after it; when the next one went back to an earlier commit; when a
 * change it shipped was later reverted; or when a hotfix was opened less than `linkWithinHours` after it. To revert a
 * revert puts a change in again and blames nothing. Reverts and hotfixes are the scope's own: one that another team
 * makes in a shared repository mends that team's deployment.
 */
export function deploymentPopulation(
  repository: Repository,
  rules: ReadingRules,
  kindOf: Pick<KindsOfWork, 'hotfix'>,
  facts: Facts,
  shipped: readonly PullRequest[],
  incidents: readonly CountedIncident[],
): DeploymentPopulation {
  const { attempts, ...found } = attemptsOf(repository, rules, facts);
  const contents = contentsOf(attempts, facts.commits, shipped);
  // An old release that is published late, or an old tag, puts nothing back into production.
  const takenBack =
    found.standIn === null
      ? rollbacksOf(attempts, facts.commits, contents.commitShippedBy)
      : new Map<CountedDeployment, CountedDeployment>();
  const namedBy = new Map(
    incidents.flatMap(({ item, causes }) => {
      const named = causes.map((cause) => deploymentNamed(cause, attempts, contents, facts));
      const deployment = named.find((candidate) => candidate !== undefined);
      return deployment === undefined ? [] : [[item, deployment] as const];
    }),
  );
  const failures = failuresOf(
    attempts,
    { ...contents, takenBack, namedBy },
    rules,
    kindOf,
    facts['pull-requests'],
    undoing(shipped),
    incidents,
  );
  for (const [deployment, failure] of failures) deployment.failure = failure;
  return { all: attempts, ...found, ...contents, takenBack, namedBy };
}

/** @returns the deployments that brought something to users, and why the others did not */
export function successesOf({ all, excluded }: DeploymentPopulation): {
  successes: readonly CountedDeployment[];
  excluded: readonly Remark[];
} {
  const failed = all.filter(({ succeeded }) => !succeeded);
  return {
    successes: all.filter(({ succeeded }) => succeeded),
    excluded: [...excluded, ...failed.map(({ at, item }) => ({ id: item.id, at, text: 'failed to deploy' }))],
  };
}

interface Attempts {
  standIn: DeploymentPopulation['standIn'];
  attempts: CountedDeployment[];
  description: string;
  notApplicable: string | null;
  excluded: Remark[];
}

function attemptsOf(repository: Repository, rules: ReadingRules, facts: Facts): Attempts {
  const { from, environments } = rules.deployments;
  if (from === 'none') {
    return {
      standIn: null,
      attempts: [],
      description: 'not deployed',
      notApplicable: `${repository.name} is not deployed`,
      excluded: [],
    };
  }
  const found = [
    ...(from === 'auto' || from === 'deployments' ? [fromDeployments(repository, rules, facts)] : []),
    ...(from === 'auto' || from === 'releases' ? [fromReleases(repository, facts)] : []),
    ...(from === 'auto' || from === 'tags' ? [fromTags(repository, rules, facts)] : []),
  ];
  const chosen = found.find(({ attempts }) => attempts.length > 0);
  if (chosen !== undefined) {
    chosen.attempts.sort((a, b) => a.at - b.at || (a.item.id < b.item.id ? -1 : 1));
    return { ...chosen, notApplicable: null };
  }
  const looked = {
    auto: `no deployment to ${environments.join(', ')}, no published release and no version tag`,
    deployments: `no deployment to ${environments.join(', ')}`,
    releases: 'no published release',
    tags: 'no version tag',
  }[from];
  return {
    standIn: null,
    attempts: [],
    description: `${looked} so far`,
    notApplicable: null,
    excluded: found.flatMap(({ excluded }) => excluded),
  };
}

function fromDeployments(
  repository: Repository,
  rules: ReadingRules,
  facts: Facts,
): Omit<Attempts, 'notApplicable'> {
  const isProduction = matcherOf(rules.deployments.environments, { nocase: true });
  const attempts: CountedDeployment[] = [];
  const excluded: Remark[] = [];
  for (const row of facts.deployments) {
    const environment = row.environment ?? 'production';
    const id = `${repository.name} deployment ${row.id}`;
    if (!isProduction(environment)) {
      excluded.push({ id, at: Date.parse(row.createdAt), text: 'not to a production environment' });
      continue;
    }
    const outcome = outcomeOf(row);
    if (outcome === null) {
      excluded.push({ id, at: Date.parse(row.createdAt), text: 'neither succeeded nor failed' });
      continue;
    }
    attempts.push({
      item: {
        id,
        kind: 'deployment',
        title: `${environment} at ${row.sha.slice(0, 7)}`,
        url: repository.url === null ? null : `${repository.url}/deployments`,
      },
      environment,
      sha: row.sha,
      startedAt: Date.parse(row.statuses.find(({ state }) => state === 'in-progress')?.at ?? row.createdAt),
      ...outcome,
      failure: null,
    });
  }
  return {
    standIn: null,
    attempts,
    description: `deployments to ${rules.deployments.environments.join(', ')}`,
    excluded,
  };
}

/** `inactive` is written when a newer deployment takes over; it is no failure. */
function outcomeOf(row: Deployment): { at: number; succeeded: boolean } | null {
  const success = row.statuses.find(({ state }) => state === 'success');
  if (success !== undefined) return { at: Date.parse(success.at), succeeded: true };
  const failure = row.statuses.find(({ state }) => state === 'failure' || state === 'error');
  return failure === undefined ? null : { at: Date.parse(failure.at), succeeded: false };
}

function fromReleases(repository: Repository, facts: Facts): Omit<Attempts, 'notApplicable'> {
  const attempts: CountedDeployment[] = [];
  const excluded: Remark[] = [];
  for (const release of facts.releases) {
    const id = `${repository.name} release ${release.tag}`;
    if (release.publishedAt === null || release.sha === null) {
      excluded.push({ id, at: Date.parse(release.createdAt), text: 'an unpublished release' });
    } else if (release.prerelease) {
      excluded.push({ id, at: Date.parse(release.publishedAt), text: 'a pre-release' });
    } else {
      attempts.push({
        item: {
          id,
          kind: 'deployment',
          title: release.name ?? release.tag,
          url:
            repository.url === null
              ? null
              : `${repository.url}/releases/tag/${encodeURIComponent(release.tag)}`,
        },
        environment: 'release',
        sha: release.sha,
        startedAt: Date.parse(release.publishedAt),
        at: Date.parse(release.publishedAt),
        succeeded: true,
        failure: null,
      });
    }
  }
  return { standIn: 'releases', attempts, description: 'published releases', excluded };
}

/** As version tags say it, after a number: `v2.0.0-rc.1`, `2.0.0-beta`, `2.0rc1`, `2.0b1`. */
const PRE_RELEASE =
  /\d[-._]?(?:(?:alpha|beta|rc|pre|preview|dev|snapshot|nightly|canary)(?:[-._]?\d+)*|[ab]\d+)$/i;

function fromTags(
  repository: Repository,
  rules: ReadingRules,
  facts: Facts,
): Omit<Attempts, 'notApplicable'> {
  const isVersion = matcherOf(rules.deployments.tags);
  const attempts: CountedDeployment[] = [];
  const excluded: Remark[] = [];
  for (const tag of facts.tags) {
    if (!isVersion(tag.name)) continue;
    const id = `${repository.name} tag ${tag.name}`;
    if (PRE_RELEASE.test(tag.name)) {
      excluded.push({ id, at: Date.parse(tag.at), text: 'a pre-release' });
      continue;
    }
    attempts.push({
      item: {
        id,
        kind: 'deployment',
        title: tag.name,
        url: repository.url === null ? null : `${repository.url}/tree/${encodeURIComponent(tag.name)}`,
      },
      environment: 'tag',
      sha: tag.sha,
      startedAt: Date.parse(tag.at),
      at: Date.parse(tag.at),
      succeeded: true,
      failure: null,
    });
  }
  return {
    standIn: 'version tags',
    attempts,
    description: `version tags (${rules.deployments.tags.join(', ')})`,
    excluded,
  };
}

type Contents = Pick<
  DeploymentPopulation,
  'shippedBy' | 'shippedByFirst' | 'commitShippedBy' | 'commitsOfFirst' | 'ofUnknownContents'
>;

/**
 * Walks from each successful deployment's commit back to what earlier ones had brought. A pull request is where
 * its merge commit is: squash, rebase and merge commits all resolve.
 */
function contentsOf(
  attempts: readonly CountedDeployment[],
  commits: readonly Commit[],
  pullRequests: readonly PullRequest[],
): Contents {
  const parents = new Map(commits.map(({ sha, parents }) => [sha, parents]));
  const commitShippedBy = new Map<string, CountedDeployment>();
  const commitsOfFirst = new Set<string>();
  const ofUnknownContents: Remark[] = [];
  const first = attempts.find(({ succeeded }) => succeeded);
  for (const deployment of attempts) {
    if (!deployment.succeeded) continue;
    if (!parents.has(deployment.sha)) {
      const text = 'deployed a commit that is not on the default branch: what it brought cannot be told';
      ofUnknownContents.push({ id: deployment.item.id, at: deployment.at, text });
    }
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
    if (commit.pullRequest !== null) lastCommitOf.set(commit.pullRequest, commit.sha);
  const shippedBy = new Map<number, CountedDeployment>();
  const shippedByFirst = new Set<number>();
  for (const { number, mergedAt, mergeCommit } of pullRequests) {
    if (mergedAt === null) continue;
    const sha = mergeCommit !== null && parents.has(mergeCommit) ? mergeCommit : lastCommitOf.get(number);
    const deployment = sha === undefined ? undefined : commitShippedBy.get(sha);
    if (deployment === undefined) continue;
    shippedBy.set(number, deployment);
    if (deployment === first) shippedByFirst.add(number);
  }
  return { shippedBy, shippedByFirst, commitShippedBy, commitsOfFirst, ofUnknownContents };
}

function failuresOf(
  attempts: readonly CountedDeployment[],
  contents: Contents & Pick<DeploymentPopulation, 'takenBack' | 'namedBy'>,
  rules: ReadingRules,
  { hotfix }: Pick<KindsOfWork, 'hotfix'>,
  pullRequests: readonly PullRequest[],
  undoes: (number: number) => boolean,
  incidents: readonly CountedIncident[],
): Map<CountedDeployment, Failure> {
  const failures = new Map<CountedDeployment, Failure>();
  /** The strongest evidence comes first and stays; a second reason does not make a second failure. */
  const fail = (deployment: CountedDeployment | undefined, rule: string, recoveredAt: number | null) => {
    if (deployment !== undefined && !failures.has(deployment))
      failures.set(deployment, { rule, recoveredAt });
  };
  const nextSuccess = nextSuccesses(attempts);
  const linkWithin = rules.linkWithinHours * HOUR;
  const latestBefore = (moment: number): CountedDeployment | undefined => {
    const deployment = latestSuccessBefore(attempts, moment);
    return deployment !== undefined && moment - deployment.at < linkWithin ? deployment : undefined;
  };

  for (const { item, resolvedAt } of incidents)
    fail(contents.namedBy.get(item), `named as the cause of incident ${item.id}`, resolvedAt);
  for (const { item, causes, startedAt, resolvedAt } of incidents) {
    const how = `incident ${item.id} began within ${rules.linkWithinHours} h after it`;
    if (causes.length === 0) fail(latestBefore(startedAt), how, resolvedAt);
  }
  for (const deployment of attempts) {
    if (!deployment.succeeded)
      fail(deployment, 'its own status is a failure', nextSuccess.get(deployment) ?? null);
  }
  for (const [replaced, deployment] of contents.takenBack)
    fail(replaced, `rolled back by ${deployment.item.id}`, deployment.at);
  for (const row of pullRequests) {
    if (row.mergedAt === null) continue;
    const remedy = contents.shippedBy.get(row.number);
    for (const reverted of row.reverts) {
      if (undoes(reverted)) continue;
      const deployment = contents.shippedBy.get(reverted);
      if (deployment !== undefined && deployment !== remedy && deployment.at <= Date.parse(row.mergedAt)) {
        fail(deployment, `#${row.number} reverts its change #${reverted}`, remedy?.at ?? null);
      }
    }
    if (row.reverts.length === 0 && hotfix(row) !== null) {
      const deployment = latestBefore(Date.parse(row.createdAt));
      if (deployment !== remedy)
        fail(deployment, `#${row.number} is a hotfix opened after it`, remedy?.at ?? null);
    }
  }
  return failures;
}

/** @returns whether a pull request takes a change back: one that reverts a revert does not, one that reverts that does */
function undoing(pullRequests: readonly PullRequest[]): (number: number) => boolean {
  const reverting = pullRequests.filter(({ reverts }) => reverts.length > 0);
  const revertsOf = new Map(reverting.map(({ number, reverts }) => [number, reverts]));
  // What is reverted was there before, so no two revert each other.
  const undoes = (number: number): boolean =>
    (revertsOf.get(number) ?? []).some((earlier) => earlier < number && !undoes(earlier));
  return undoes;
}

function deploymentNamed(
  cause: CountedIncident['causes'][number],
  attempts: readonly CountedDeployment[],
  contents: Contents,
  facts: Facts,
): CountedDeployment | undefined {
  if ('deployment' in cause)
    return attempts.find(({ item }) => item.id.endsWith(` deployment ${cause.deployment}`));
  if ('pullRequest' in cause) return contents.shippedBy.get(cause.pullRequest);
  if ('tag' in cause) {
    const tagged = facts.tags.find(({ name }) => name === cause.tag)?.sha;
    const released = facts.releases.find(({ tag }) => tag === cause.tag)?.sha;
    const sha = released ?? tagged;
    return sha === undefined || sha === null ? undefined : attempts.find((attempt) => attempt.sha === sha);
  }
  const commit = facts.commits.find(({ sha }) => sha.startsWith(cause.commit));
  return commit === undefined ? undefined : contents.commitShippedBy.get(commit.sha);
}

/** For each deployment the time of the next success in its environment. */
function nextSuccesses(attempts: readonly CountedDeployment[]): Map<CountedDeployment, number> {
  const next = new Map<CountedDeployment, number>();
  const ahead = new Map<string, number>();
  for (const deployment of attempts.toReversed()) {
    const at = ahead.get(deployment.environment);
    if (at !== undefined) next.set(deployment, at);
    if (deployment.succeeded) ahead.set(deployment.environment, deployment.at);
  }
  return next;
}

const byTime = bisector(({ at }: CountedDeployment) => at);

function latestSuccessBefore(
  attempts: readonly CountedDeployment[],
  moment: number,
): CountedDeployment | undefined {
  for (let index = byTime.right(attempts, moment) - 1; index >= 0; index -= 1) {
    if (attempts[index]?.succeeded) return attempts[index];
  }
  return undefined;
}
