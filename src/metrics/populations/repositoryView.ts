import type { Facts } from '../../facts/collection.ts';
import type { Repository } from '../../facts/schema.ts';
import { type DeploymentPopulation, deploymentPopulation } from './deployments.ts';
import { type IncidentPopulation, incidentPopulation } from './incidents.ts';
import { type PullRequestPopulation, pullRequestPopulation } from './pullRequests.ts';
import type { ReadingRules } from './readingRules.ts';

/**
 * One repository's facts as metrics see them: what one scope owns of it, with the populations that several
 * metrics share worked out once, on first use.
 */
export interface RepositoryView {
  repository: Repository;
  facts: Facts;
  /** Whether the source knows pull requests at all, be they this scope's or not; a plain clone does not. */
  hasPullRequests: boolean;
  pullRequests: PullRequestPopulation;
  deployments: DeploymentPopulation;
  incidents: IncidentPopulation;
}

/**
 * @param facts what the scope owns
 * @param shipped all pull requests of the repository: an incident may name another team's change as its cause
 */
export function repositoryView(
  repository: Repository,
  rules: ReadingRules,
  facts: Facts,
  shipped: Facts['pull-requests'],
): RepositoryView {
  const pullRequests = once(() => pullRequestPopulation(repository, rules, facts['pull-requests']));
  const incidents = once(() => incidentPopulation(repository, rules, facts));
  const deployments = once(() => deploymentPopulation(repository, rules, facts, shipped, incidents().all));
  return {
    repository,
    facts,
    hasPullRequests: shipped.length > 0,
    get pullRequests() {
      return pullRequests();
    },
    get deployments() {
      return deployments();
    },
    get incidents() {
      return incidents();
    },
  };
}

function once<T>(make: () => T): () => T {
  let made: { value: T } | undefined;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}
