import type { Facts } from '../../facts/collection.ts';
import { namesMatching } from '../../facts/names.ts';
import type { Commit, PullRequest, Repository } from '../../facts/schema.ts';
import { type Attempt, type Attempts, attemptsOf } from './deploymentAttempts.ts';
import { type Contents, contentsOf } from './deploymentContents.ts';
import { type Failure, failuresOf, type NamedCauses, namedCauses } from './deploymentFailures.ts';
import { hotfixesOf } from './hotfixes.ts';
import type { CountedIncident } from './incidents.ts';
import type { KindsOfWork } from './kindOfWork.ts';
import type { Remark } from './observation.ts';
import type { ReadingRules } from './readingRules.ts';
import { isReverting, revertsOf } from './reverts.ts';
import { rollbacksOf } from './rollbacks.ts';

/** An attempt with its failure. */
export interface CountedDeployment extends Attempt {
  /** Why it failed after it had reached users; null when it did not, or never reached them. */
  failure: Failure | null;
}

/** A repository's deployments, what each brought, and which of them failed. */
export interface DeploymentPopulation
  extends Omit<Attempts, 'attempts'>,
    Contents<CountedDeployment>,
    NamedCauses<CountedDeployment> {
  /** In order of time. */
  all: readonly CountedDeployment[];
  /** The deployments that went back to an earlier commit, by the one that each took back; stand-ins never do. */
  takenBack: ReadonlyMap<CountedDeployment, CountedDeployment>;
  /** What each version or release repairs whose tag marks it as a hotfix; null for nothing. */
  hotfixes: ReadonlyMap<CountedDeployment, CountedDeployment | null>;
  /** What could show that a deployment failed: all that the source holds, reverts in commit messages alone, or nothing. */
  evidenceOfFailures: 'all' | 'reverts' | 'none';
}

/**
 * Finds a repository's deployments, what each brought to users, and which of them failed.
 * @param facts what the scope owns, with every commit that is known
 * @param shipped all pull requests of the repository
 * @param belongs whether a commit is the scope's, where only releases, versions and merges count that brought something of it;
 * null where all do
 */
export function deploymentPopulation(
  repository: Repository,
  rules: ReadingRules,
  kindOf: Pick<KindsOfWork, 'hotfix'>,
  facts: Facts,
  shipped: readonly PullRequest[],
  incidents: readonly CountedIncident[],
  belongs: (() => (row: Commit) => boolean) | null,
): DeploymentPopulation {
  const counts = namesMatching(rules.branches, { exact: true });
  const { attempts, ...found } = attemptsOf(
    repository,
    rules,
    facts,
    shipped.filter(({ base }) => counts(base)),
  );
  const all = attempts.map((attempt): CountedDeployment => ({ ...attempt, failure: null }));
  const contents = contentsOf(all, facts.commits, shipped);
  // An old release that is published late, or an old tag, puts nothing back into production.
  const takenBack =
    found.standIn === null
      ? rollbacksOf(all, facts.commits, contents.commitShippedBy)
      : new Map<CountedDeployment, CountedDeployment>();
  const hotfixes = hotfixesOf(all, rules, facts.commits, contents);
  const named = namedCauses(incidents, all, contents, facts);
  const { reverts, unresolved } = revertsOf(
    repository.name,
    contents,
    facts.commits,
    facts['pull-requests'],
    shipped,
  );
  const failures = failuresOf(
    all,
    contents,
    takenBack,
    hotfixes,
    named,
    rules,
    kindOf,
    facts,
    reverts,
    incidents,
  );
  for (const [deployment, failure] of failures) deployment.failure = failure;
  const isOwn =
    belongs === null || found.standIn === null ? () => true : bringsOneOf(facts, belongs(), contents);
  return {
    all: all.filter(isOwn),
    ...found,
    excluded: [
      ...found.excluded,
      ...all
        .filter((deployment) => !isOwn(deployment))
        .map(({ item, at }) => ({ id: item.id, at, text: 'brought no change of this team' })),
    ],
    ...contents,
    ...named,
    unresolved: [...named.unresolved, ...unresolved],
    takenBack,
    hotfixes,
    evidenceOfFailures:
      rules.hotfix.tags === undefined ? evidenceIn(found, facts.commits, shipped, incidents) : 'all',
  };
}

function bringsOneOf(
  facts: Facts,
  belongs: (row: Commit) => boolean,
  { shippedBy, commitShippedBy }: Contents<CountedDeployment>,
): (deployment: CountedDeployment) => boolean {
  const own = new Set([
    ...facts['pull-requests'].map(({ number }) => shippedBy.get(number)),
    ...facts.commits.filter(belongs).map(({ sha }) => commitShippedBy.get(sha)),
  ]);
  return (deployment) => own.has(deployment);
}

/** Releases and tags have no statuses, and only incidents among the issues tell of failures. */
function evidenceIn(
  { standIn }: Pick<Attempts, 'standIn'>,
  commits: readonly Commit[],
  shipped: readonly PullRequest[],
  incidents: readonly CountedIncident[],
): DeploymentPopulation['evidenceOfFailures'] {
  if (standIn === null || shipped.length > 0 || incidents.length > 0) return 'all';
  return commits.some(isReverting) ? 'reverts' : 'none';
}

/** @returns the deployments that reached users, and why the others did not */
export function successesOf({ all, excluded }: Pick<DeploymentPopulation, 'all' | 'excluded'>): {
  successes: readonly CountedDeployment[];
  excluded: readonly Remark[];
} {
  const failed = all.filter(({ succeeded }) => !succeeded);
  return {
    successes: all.filter(({ succeeded }) => succeeded),
    excluded: [...excluded, ...failed.map(({ at, item }) => ({ id: item.id, at, text: 'failed to deploy' }))],
  };
}
