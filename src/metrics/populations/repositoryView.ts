import memoize from 'memoize';
import type { Facts } from '../../facts/collection.ts';
import type { Commit, Repository } from '../../facts/schema.ts';
import { type CheckPopulation, checkPopulation } from './checks.ts';
import { type CommitPopulation, commitPopulation } from './commits.ts';
import { type DecisionRecordPopulation, decisionRecordPopulation } from './decisionRecords.ts';
import { isOnBranch } from './deploymentAttempts.ts';
import { type DeploymentPopulation, deploymentPopulation } from './deployments.ts';
import { type IncidentPopulation, incidentPopulation } from './incidents.ts';
import { type IssuePopulation, issuePopulation } from './issues.ts';
import { type KindsOfWork, kindsOfWork } from './kindOfWork.ts';
import { type MilestonePopulation, milestonePopulation } from './milestones.ts';
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
  checks: CheckPopulation;
  issues: IssuePopulation;
  milestones: MilestonePopulation;
  commits: CommitPopulation;
  decisionRecords: DecisionRecordPopulation;
  kindOf: KindsOfWork;
}

/** What a scope has of what pull requests do not divide. */
export interface Extent {
  /** Whether it has a commit that no known pull request brought. */
  hasDirect: (row: Commit) => boolean;
  /** Whether each release, version or merge is the scope's, and not only those that brought something of it. */
  allVersions: boolean;
}

/** All of a repository, or all that is left of it. */
export const everything: Extent = { hasDirect: () => true, allVersions: true };

/**
 * @param known what the scope owns
 * @param whole all of the repository: an incident may name another team's change as its cause
 * @param extent what the scope has of what pull requests do not divide
 */
export function repositoryView(
  repository: Repository,
  rules: ReadingRules,
  known: Facts,
  whole: Facts,
  extent: Extent,
): RepositoryView {
  // Commits of a release branch alone say what a deployment brought; they are not work on the default branch.
  const isCounted = (commit: Commit) => isOnBranch(commit) && commit.misdated !== true;
  const facts = { ...known, commits: known.commits.filter(isCounted) };
  const dated = { ...whole, commits: whole.commits.filter(isCounted) };
  const shipped = whole['pull-requests'];
  const kindOf = kindsOfWork(rules, shipped);
  const pullRequests = memoize(() => pullRequestPopulation(repository, rules, facts['pull-requests']));
  const checks = memoize(() => checkPopulation(repository, rules, facts));
  const incidents = memoize(() => incidentPopulation(repository, rules, facts, whole));
  const deployments = memoize(() =>
    deploymentPopulation(repository, rules, kindOf, known, shipped, incidents().all, versionsOf),
  );
  const belongs = memoize(() => belonging(facts['pull-requests'], shipped, extent));
  const versionsOf = extent.allVersions ? null : belongs;
  const commits = memoize(() => commitPopulation(repository, rules, facts.commits, belongs()));
  const decisionRecords = memoize(() => decisionRecordPopulation(repository, rules, facts, dated, belongs()));
  const issues = memoize(() => issuePopulation(repository, rules, kindOf, facts, dated));
  const milestones = memoize(() => milestonePopulation(repository, rules, facts.milestones, issues()));
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
    get checks() {
      return checks();
    },
    get issues() {
      return issues();
    },
    get milestones() {
      return milestones();
    },
    get commits() {
      return commits();
    },
    get decisionRecords() {
      return decisionRecords();
    },
    kindOf,
  };
}

/** A commit goes with the pull request that brought it. */
function belonging(
  own: Facts['pull-requests'],
  shipped: Facts['pull-requests'],
  { hasDirect }: Extent,
): (row: Commit) => boolean {
  if (own === shipped) return () => true;
  const numbers = new Set(own.map(({ number }) => number));
  const known = new Set(shipped.map(({ number }) => number));
  return (row) => {
    const { pullRequest } = row;
    return pullRequest === null || !known.has(pullRequest) ? hasDirect(row) : numbers.has(pullRequest);
  };
}
