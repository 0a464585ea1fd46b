import picomatch from 'picomatch';
import type { Facts } from '../facts/collection.ts';
import { withFormerBranches } from '../facts/formerBranches.ts';
import { labelsNow, typeAndFields } from '../facts/issueLabels.ts';
import { namesMatching } from '../facts/names.ts';
import { Problem } from '../facts/problem.ts';
import type { Repository } from '../facts/schema.ts';
import type { Snapshot } from '../facts/store.ts';
import type { Organisation, Ownership, RepositorySettings } from '../handbook/organisation.ts';
import type { ReadingRules } from '../metrics/populations/readingRules.ts';
import { type RepositoryView, repositoryView } from '../metrics/populations/repositoryView.ts';

/** What one team has of one repository. */
export interface Share {
  /** The team's id; null for what no team owns, which counts for the organisation alone. */
  team: string | null;
  /** Whether other teams may see the same items. */
  shared: boolean;
  view: RepositoryView;
}

/**
 * Divides a repository among the teams that own it, wholly or by labels, paths and environments.
 * @throws Problem (exit 2) when a team owns paths and the snapshot holds none
 */
export function sharesOf(
  organisation: Organisation,
  settings: RepositorySettings,
  snapshot: Snapshot,
): Share[] {
  const repository = withFormerBranches(snapshot.repository, snapshot.facts);
  const rules = readingRules(organisation, settings, repository);
  const owners = organisation.teams
    .map((team) => ({
      team: team.id,
      owns: team.owns.filter((own) => own.repository === settings.name),
    }))
    .filter(({ owns }) => owns.length > 0);
  const view = (facts: Facts, environments: string[] | null, directCommits: boolean): RepositoryView =>
    repositoryView(
      repository,
      environments === null ? rules : { ...rules, deployments: { ...rules.deployments, environments } },
      facts,
      snapshot.facts,
      directCommits,
    );

  const shares = owners.map(({ team, owns }): Share => {
    const whole = owns.some(isWhole);
    const environments = owns.some((own) => own.environments === undefined)
      ? null
      : owns.flatMap((own) => own.environments ?? []);
    return {
      team,
      shared: owners.length > 1 || !whole,
      view: view(
        factsOf(team, whole ? snapshot.facts : ownedFacts(team, owns, snapshot)),
        environments,
        whole,
      ),
    };
  });
  if (!owners.some(({ owns }) => owns.some(isWhole))) {
    const pulls = new Set(shares.flatMap((share) => share.view.facts['pull-requests']));
    const issues = new Set(shares.flatMap((share) => share.view.facts.issues));
    const rest: Facts = {
      ...snapshot.facts,
      'pull-requests': snapshot.facts['pull-requests'].filter((row) => !pulls.has(row)),
      issues: snapshot.facts.issues.filter((row) => !issues.has(row)),
    };
    shares.push({ team: null, shared: true, view: view(factsOf(null, rest), null, true) });
  }
  return shares;
}

/** Facts that an import gives to a team by name are that team's, whatever else it owns of the repository. */
function factsOf(team: string | null, facts: Facts): Facts {
  const isOwn = (row: { team?: string | undefined }): boolean => row.team === undefined || row.team === team;
  const named = [facts.issues, facts.incidents, facts.deployments, facts.checks].some((rows) =>
    rows.some((row) => !isOwn(row)),
  );
  return named
    ? {
        ...facts,
        issues: facts.issues.filter(isOwn),
        incidents: facts.incidents.filter(isOwn),
        deployments: facts.deployments.filter(isOwn),
        checks: facts.checks.filter(isOwn),
      }
    : facts;
}

/** Whether a team owns all of a repository's pull requests and issues. */
export function isWhole(own: Ownership): boolean {
  return own.labels === undefined && own.paths === undefined;
}

function ownedFacts(team: string, owns: readonly Ownership[], { facts, repository }: Snapshot): Facts {
  const matchers = owns.map(({ labels, paths }) => ({
    label: labels === undefined ? null : namesMatching(labels),
    path: paths === undefined ? null : picomatch(paths, { dot: true }),
  }));
  const pullRequests = facts['pull-requests'].filter((row) =>
    matchers.some(({ label, path }) => {
      if (label !== null && !row.labels.some((name) => label(name))) return false;
      if (path === null) return true;
      if (row.paths === null) throw pathsMissing(team, repository.name, row.number);
      return row.paths.some((name) => path(name));
    }),
  );
  const issues = facts.issues.filter((row) =>
    row.team === undefined
      ? matchers.some(
          ({ label }) =>
            label !== null && [...labelsNow(row), ...typeAndFields(row)].some((name) => label(name)),
        )
      : row.team === team,
  );
  return { ...facts, 'pull-requests': pullRequests, issues };
}

function pathsMissing(team: string, repository: string, number: number): Problem {
  return new Problem({
    place: `the snapshot of ${repository}`,
    found: `no file paths for pull request #${number}, although team \`${team}\` owns paths of this repository`,
    expected: 'a snapshot that was read with paths',
    remedy: 'Run `npm run snapshot`, which reads them now that `org.yaml` asks for them.',
    exitCode: 2,
  });
}

function readingRules(
  organisation: Organisation,
  settings: RepositorySettings,
  repository: Repository,
): ReadingRules {
  return {
    timeZone: organisation.timeZone,
    branches: settings.branches ?? [repository.defaultBranch, ...(repository.formerBranches ?? [])],
    deployments: settings.deployments,
    incidentLabels: organisation.incidents.labels,
    resolveWithinHours: organisation.incidents.resolveWithinHours ?? null,
    checks: organisation.checks,
    agents: organisation.agents,
    linkWithinHours: organisation.incidents.linkWithinHours,
    hotfix: organisation.hotfix,
    work: organisation.work,
    issues: organisation.issues,
    decisionRecords: organisation.decisionRecords.paths,
  };
}
