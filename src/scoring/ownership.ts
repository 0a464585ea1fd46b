import picomatch from 'picomatch';
import type { CollectionName, Facts } from '../facts/collection.ts';
import { withFormerBranches } from '../facts/formerBranches.ts';
import { labelsNow, typeAndFields } from '../facts/issueLabels.ts';
import { namesMatching } from '../facts/names.ts';
import { Problem } from '../facts/problem.ts';
import type { Window } from '../facts/quarter.ts';
import type { Commit, Issue, PullRequest, Repository } from '../facts/schema.ts';
import type { Snapshot } from '../facts/store.ts';
import { type Counting, conventionsOverTime } from '../handbook/conventionsOverTime.ts';
import type { Organisation, Ownership, RepositorySettings } from '../handbook/organisation.ts';
import { type DatedOrganisation, ownershipOverTime } from '../handbook/ownershipOverTime.ts';
import { NOT_AN_INCIDENT } from '../metrics/populations/incidents.ts';
import type { Remark } from '../metrics/populations/observation.ts';
import type { ReadingRules } from '../metrics/populations/readingRules.ts';
import {
  type Extent,
  everything,
  type RepositoryView,
  repositoryView,
} from '../metrics/populations/repositoryView.ts';

/** What one team has of one repository, from one moment to another. */
export interface Share {
  /**
   * The team's id; null for what no team owns, which counts for the organisation alone. What only serves a team as a
   * baseline has the name that `historyOf` gives.
   */
  team: string | null;
  /** Whether other teams may see the same items. */
  shared: boolean;
  /** Why what is measured of some facts cannot be divided among teams; null when it can. */
  inseparable: (uses: readonly CollectionName[]) => string | null;
  /** Incidents of which nobody knows whose they are. */
  unplaced: readonly Remark[];
  /** When it owns it; what lies outside does not count. */
  window: Window;
  /** The number of the conventions by which it is counted, among those of the repository over time. */
  conventions: number;
  view: RepositoryView;
}

const HISTORY = ' before';

/** The name of what was there before a team owned it; no team's id has a space. */
export function historyOf(team: string): string {
  return `${team}${HISTORY}`;
}

/** @returns the team of a share, be it that of what it owned or of its history */
export function ownerOf(team: string | null): string | null {
  return team !== null && isHistory(team) ? team.slice(0, -HISTORY.length) : team;
}

export function isHistory(team: string): boolean {
  return team.endsWith(HISTORY);
}

/**
 * Divides a repository among the teams that own it, as a whole or by labels, paths and environments, and over time. What was
 * counted by other conventions for some time is a share of its own.
 * @throws Problem (exit 2) when a team owns paths and the snapshot holds none
 */
export function sharesOf(
  organisation: DatedOrganisation,
  settings: RepositorySettings,
  snapshot: Snapshot,
): Share[] {
  const repository = withFormerBranches(snapshot.repository, snapshot.facts);
  const views = new Map<string, RepositoryView>();
  const viewOf = (key: readonly unknown[], make: () => RepositoryView): RepositoryView => {
    const name = JSON.stringify(key);
    const view = views.get(name) ?? make();
    views.set(name, view);
    return view;
  };
  const view = (facts: Facts, own: ReadingRules, extent: Extent): RepositoryView =>
    repositoryView(repository, own, facts, snapshot.facts, extent);
  const overTime = conventionsOverTime(organisation).get(settings.name) ?? [];
  const conventions = overTime.map(({ start, end, value }) => ({
    start,
    end,
    rules: readingRules(organisation, value, repository),
    incidents: incidentsByFix(value, snapshot.facts),
  }));
  const shares: Share[] = [];
  const spans = (ownershipOverTime(organisation).get(settings.name) ?? []).flatMap(({ start, end, ...own }) =>
    conventions.flatMap((each, number) => {
      const window = { start: Math.max(start, each.start), end: Math.min(end, each.end) };
      return window.start < window.end ? [{ ...own, ...each, ...window, number }] : [];
    }),
  );
  for (const { holdings, isCounted, start, end, rules, incidents, number } of spans) {
    const owned = holdings.map(({ team, owns, isHistory }): Share => {
      const whole = owns.some(isWhole);
      const byPath = !whole && owns.some(({ labels }) => labels === undefined);
      const byFix = byPath && narrowed(owns, 'incidents') === null;
      return {
        team: isHistory ? historyOf(team) : team,
        shared: holdings.length > 1 || !whole,
        window: { start, end },
        conventions: number,
        inseparable: byPath ? inseparableByPath(snapshot, byFix ? incidents : NO_INCIDENTS) : () => null,
        unplaced: byFix ? unplacedOf(snapshot.repository.name, incidents) : [],
        view: viewOf([number, team, owns], () =>
          view(
            factsOf(
              team,
              incidentsOf(
                owns,
                incidents,
                checksOf(owns, whole ? snapshot.facts : ownedFacts(team, owns, snapshot)),
              ),
            ),
            rulesOf(owns, rules),
            whole
              ? everything
              : { hasDirect: changesPathsOf(owns), allVersions: narrowed(owns, 'tags') !== null },
          ),
        ),
      };
    });
    shares.push(...owned);
    const present = holdings.filter((holding) => !holding.isHistory);
    if (!isCounted || present.some(({ owns }) => owns.some(isWhole))) continue;
    const isTaken = changesPathsOf(present.flatMap(({ owns }) => owns));
    const taken = owned.filter(({ team }) => team !== null && !isHistory(team));
    shares.push({
      team: null,
      shared: true,
      inseparable: () => null,
      unplaced: [],
      window: { start, end },
      conventions: number,
      view: viewOf([number, present], () =>
        view(factsOf(null, restOf(snapshot.facts, taken)), rules, {
          ...everything,
          hasDirect: (row) => !isTaken(row),
        }),
      ),
    });
  }
  return joined(shares);
}

/** Incidents that issues report, and which of them a pull request with known paths closes. */
interface IncidentsByFix {
  all: readonly Issue[];
  placed: ReadonlySet<number>;
}

const NO_INCIDENTS: IncidentsByFix = { all: [], placed: new Set() };

function incidentsByFix({ incidents }: Counting, facts: Facts): IncidentsByFix {
  const isIncident = namesMatching(incidents.labels);
  const placed = new Set(
    facts['pull-requests'].flatMap(({ closes, paths, mergedAt }) =>
      paths === null || mergedAt === null ? [] : closes,
    ),
  );
  return {
    all: facts.issues.filter(
      (row) =>
        !NOT_AN_INCIDENT.has(row.stateReason?.toLowerCase() ?? '') &&
        [...labelsNow(row), ...typeAndFields(row)].some((name) => isIncident(name)),
    ),
    placed,
  };
}

/** Paths tell pull requests apart; all else only as far as a pull request says what it belongs to. */
function inseparableByPath(
  { repository: { name }, facts }: Snapshot,
  { all, placed }: IncidentsByFix,
): Share['inseparable'] {
  const isClone = facts['pull-requests'].length === 0 && facts.commits.length > 0;
  if (isClone && !facts.commits.some(({ paths }) => paths !== undefined))
    return () =>
      `The commits of ${name} were read without the paths that they change, so \`paths\` cannot divide them until the next \`npm run snapshot\``;
  const lost = all.length > 0 && !all.some(({ number }) => placed.has(number));
  return (uses) =>
    lost && uses.includes('incidents')
      ? `The incidents of ${name} cannot be told apart by path: no pull request says that it closes one. Name its own under \`incidents\` of what the team owns`
      : null;
}

function unplacedOf(repository: string, { all, placed }: IncidentsByFix): Remark[] {
  return all
    .filter(({ number }) => !placed.has(number))
    .map(({ number, createdAt }) => ({
      id: `${repository}#${number}`,
      at: Date.parse(createdAt),
      text: 'incidents that no pull request closes, so that no path says whose they are',
    }));
}

/** What all entries of a team narrow down; an entry that does not stands for everything. */
function narrowed(
  owns: readonly Ownership[],
  part: 'environments' | 'tags' | 'checks' | 'incidents',
): string[] | null {
  return owns.some((own) => own[part] === undefined) ? null : owns.flatMap((own) => own[part] ?? []);
}

function rulesOf(owns: readonly Ownership[], rules: ReadingRules): ReadingRules {
  const [environments, tags] = [narrowed(owns, 'environments'), narrowed(owns, 'tags')];
  if (environments === null && tags === null) return rules;
  const { deployments } = rules;
  return {
    ...rules,
    deployments: {
      ...deployments,
      ...(environments === null ? {} : { environments }),
      ...(tags === null ? {} : { tags }),
    },
  };
}

function checksOf(owns: readonly Ownership[], facts: Facts): Facts {
  const names = narrowed(owns, 'checks');
  if (names === null) return facts;
  const isOwn = namesMatching(names);
  return {
    ...facts,
    checks: facts.checks.filter(({ name, workflow }) => isOwn(name) || (workflow != null && isOwn(workflow))),
  };
}

/** Whether a commit without a pull request changes one of the paths that are owned; none where paths were not read. */
function changesPathsOf(owns: readonly Ownership[]): (row: Commit) => boolean {
  const isOwned = owns.flatMap((own) => (own.labels === undefined ? (pathsOf(own) ?? []) : []));
  return ({ paths = [] }) => paths.some((path) => isOwned.some((matches) => matches(path)));
}

/** The incidents that a team names itself take the place of those that it would have otherwise. */
function incidentsOf(owns: readonly Ownership[], { all }: IncidentsByFix, facts: Facts): Facts {
  const names = narrowed(owns, 'incidents');
  if (names === null) return facts;
  const isOwn = namesMatching(names);
  const isIncident = new Set(all);
  return {
    ...facts,
    issues: [
      ...facts.issues.filter((row) => !isIncident.has(row)),
      ...all.filter((row) => [...labelsNow(row), ...typeAndFields(row)].some((name) => isOwn(name))),
    ].sort((a, b) => a.number - b.number),
    incidents: facts.incidents.filter(({ service }) => service !== undefined && isOwn(service)),
  };
}

function restOf(facts: Facts, taken: readonly Share[]): Facts {
  const pulls = new Set(taken.flatMap((share) => share.view.facts['pull-requests']));
  const issues = new Set(taken.flatMap((share) => share.view.facts.issues));
  return {
    ...facts,
    'pull-requests': facts['pull-requests'].filter((row) => !pulls.has(row)),
    issues: facts.issues.filter((row) => !issues.has(row)),
  };
}

/** Shares of the same, one after the other, are one. */
function joined(shares: readonly Share[]): Share[] {
  const result: Share[] = [];
  for (const share of shares) {
    const before = result.find(
      ({ team, shared, view, window }) =>
        team === share.team &&
        shared === share.shared &&
        view === share.view &&
        window.end === share.window.start,
    );
    if (before === undefined) result.push({ ...share });
    else before.window = { start: before.window.start, end: share.window.end };
  }
  return result;
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

/** @returns whether a path is among those that are owned; null where paths do not divide the repository */
function pathsOf({ paths, exceptPaths = [] }: Ownership): ((path: string) => boolean) | null {
  if (paths === undefined) return null;
  const [isOwned, isExcepted] = [paths, exceptPaths].map((each) => picomatch(each, { dot: true }));
  return (path) => isOwned?.(path) === true && isExcepted?.(path) !== true;
}

/** Whether a team owns all of a repository's pull requests and issues. */
export function isWhole(own: Ownership): boolean {
  return own.labels === undefined && own.paths === undefined && own.codeowners === undefined;
}

function ownedFacts(team: string, owns: readonly Ownership[], snapshot: Snapshot): Facts {
  const { facts, repository } = snapshot;
  if (owns.some(({ codeowners }) => codeowners !== undefined)) throw codeownersMissing(team, repository.name);
  const matchers = owns.map((own) => ({
    label: own.labels === undefined ? null : namesMatching(own.labels),
    path: pathsOf(own),
  }));
  const pullRequests = facts['pull-requests'].filter((row) =>
    matchers.some(({ label, path }) => {
      if (label !== null && !row.labels.some((name) => label(name))) return false;
      if (path === null) return true;
      if (row.paths === null) throw pathsMissing(team, snapshot, row);
      return row.paths.some((name) => path(name));
    }),
  );
  const byPath = matchers.some(({ label }) => label === null);
  const fixed = new Set(
    byPath ? pullRequests.flatMap(({ closes, mergedAt }) => (mergedAt === null ? [] : closes)) : [],
  );
  const issues = facts.issues.filter((row) =>
    row.team === undefined
      ? fixed.has(row.number) ||
        matchers.some(
          ({ label }) =>
            label !== null && [...labelsNow(row), ...typeAndFields(row)].some((name) => label(name)),
        )
      : row.team === team,
  );
  return { ...facts, 'pull-requests': pullRequests, issues };
}

function codeownersMissing(team: string, repository: string): Problem {
  return new Problem({
    place: `the snapshot of ${repository}`,
    found: `no CODEOWNERS, although team \`${team}\` owns what it says`,
    expected: 'a snapshot that was read with CODEOWNERS',
    remedy: 'Run `npm run snapshot`, which reads it now that `org.yaml` asks for it.',
    exitCode: 2,
  });
}

function pathsMissing(
  team: string,
  { repository: { name }, manifest }: Snapshot,
  { number }: PullRequest,
): Problem {
  // A clone has no pull requests but imported ones.
  const isImported = manifest.source === 'git';
  return new Problem({
    place: isImported ? `the imported pull requests of ${name}` : `the snapshot of ${name}`,
    found: `no file paths for pull request #${number}, although team \`${team}\` owns paths of this repository`,
    expected: isImported
      ? 'pull requests with the paths that they change, in the column `paths`'
      : 'a snapshot that was read with paths',
    remedy: isImported
      ? 'Let the export hold the paths of changed files, as the recipe `gitlab-merge-requests` does with `diffStats`, and run `npm run import`; or give the team something else than paths.'
      : 'Run `npm run snapshot`, which reads them now that `org.yaml` asks for them.',
    exitCode: 2,
  });
}

function readingRules(
  { timeZone }: Pick<Organisation, 'timeZone'>,
  { branches, deployments, agents, incidents, checks, hotfix, work, issues, decisionRecords }: Counting,
  repository: Repository,
): ReadingRules {
  return {
    timeZone,
    branches: branches ?? [repository.defaultBranch, ...(repository.formerBranches ?? [])],
    deployments,
    incidentLabels: incidents.labels,
    resolveWithinHours: incidents.resolveWithinHours ?? null,
    checks,
    agents,
    linkWithinHours: incidents.linkWithinHours,
    hotfix,
    work,
    issues,
    decisionRecords: decisionRecords.paths,
  };
}

/** @returns the teams that own a repository, or parts of it, at any time; null where there was none */
export function ownersOf(organisation: DatedOrganisation, repository: string): (string | null)[] {
  const spans = ownershipOverTime(organisation).get(repository) ?? [];
  const teams = spans.flatMap(({ holdings }): (string | null)[] =>
    holdings.length === 0 ? [null] : holdings.map(({ team }) => team),
  );
  return [...new Set(teams)];
}
