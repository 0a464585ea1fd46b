import { readCodeowners } from '../../../src/facts/codeowners.ts';
import { namesMatching } from '../../../src/facts/names.ts';
import { DAY } from '../../../src/facts/time.ts';
import { isVersionTag } from '../../../src/metrics/populations/versionTags.ts';
import type { DiscoveredTeam } from '../../../src/sources/github/discovery.ts';
import { counted } from '../counted.ts';
import type { Evidence } from './evidence.ts';

/** Where teams can be taken from. */
export const teamSources = ['codeowners', 'github', 'topics', 'properties', 'one'] as const;

export type TeamSource = (typeof teamSources)[number];

/** A team with what it owns, before that is written as patterns. */
export interface ProposedTeam {
  id: string;
  name: string;
  owns: { repository: string; codeowners?: string[] }[];
  /** People behind its changes of the last quarter. */
  people: number;
}

/** How a repository is deployed, as far as that differs from what org.yaml does by itself. */
export interface ProposedDeployments {
  /** The lines below `deployments`; null where the default fits. */
  settings: Record<string, string | string[]> | null;
  /** What was seen: "`Deploy to prod`: 190 runs in 90 days". */
  evidence: string;
}

const QUARTER = 92 * DAY;
const FEWEST = 4;

/** The environments that count as production without being named. */
const PRODUCTION = ['production', 'prod', 'live', 'production – *'];

const idOf = (name: string) =>
  name
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-|-$/g, '');

const titleOf = (id: string) => id.replaceAll('-', ' ').replace(/^./, (letter) => letter.toUpperCase());

/** @returns the teams by each source that gives any, with what in CODEOWNERS could not be used */
export function teamsBySource(
  evidence: readonly Evidence[],
  github: readonly DiscoveredTeam[],
  now: number,
): { teams: Map<TeamSource, ProposedTeam[]>; unused: string[] } {
  const unused: string[] = [];
  const byOwner = new Map<string, ProposedTeam['owns']>();
  for (const { name, codeowners } of evidence) {
    if (codeowners === null) continue;
    const read = readCodeowners(codeowners);
    unused.push(...read.unused.map((line) => `${name}, CODEOWNERS, ${line}`));
    const teams = new Set(read.lines.flatMap((line) => line.teams));
    for (const team of teams) {
      const slug = team.slice(team.indexOf('/') + 1);
      const own = { repository: name, ...(teams.size === 1 ? {} : { codeowners: [team] }) };
      byOwner.set(slug, [...(byOwner.get(slug) ?? []), own]);
    }
  }
  const known = new Set(evidence.map(({ name }) => name));
  const byTeam = new Map(
    github.map(({ slug, repositories }) => [
      slug,
      repositories.filter((name) => known.has(name)).map((repository) => ({ repository })),
    ]),
  );
  const byTopic = new Map<string, ProposedTeam['owns']>();
  for (const { name, topics } of evidence)
    for (const topic of topics) {
      const team = /^team-(.+)$/.exec(topic)?.[1];
      if (team !== undefined) byTopic.set(team, [...(byTopic.get(team) ?? []), { repository: name }]);
    }
  const byProperty = new Map<string, ProposedTeam['owns']>();
  for (const { name, properties } of evidence)
    for (const team of properties)
      byProperty.set(team, [...(byProperty.get(team) ?? []), { repository: name }]);
  const names = new Map(github.map(({ slug, name }) => [slug, name]));
  const made = (owners: ReadonlyMap<string, ProposedTeam['owns']>): ProposedTeam[] =>
    [...owners]
      .filter(([, owns]) => owns.length > 0)
      .map(([team, owns]) => ({
        id: idOf(team) === 'organisation' ? 'organisation-team' : idOf(team),
        name: names.get(team) ?? titleOf(idOf(team)),
        owns,
        people: peopleOf(owns, evidence, now),
      }))
      .sort((a, b) => a.id.localeCompare(b.id, 'en'));
  const all = evidence.map(({ name }) => ({ repository: name }));
  const teams = new Map<TeamSource, ProposedTeam[]>([
    ['codeowners', made(byOwner)],
    ['github', made(byTeam)],
    ['topics', made(byTopic)],
    ['properties', made(byProperty)],
    ['one', made(new Map([['everyone', all]]))],
  ]);
  for (const [source, of] of teams) if (of.length === 0) teams.delete(source);
  return { teams, unused };
}

/** @returns the first source whose teams own at least half of the repositories; one team when there is none */
export function bestSource(
  teams: ReadonlyMap<TeamSource, readonly ProposedTeam[]>,
  repositories: number,
): TeamSource {
  for (const [source, of] of teams) {
    const owned = new Set(of.flatMap(({ owns }) => owns.map(({ repository }) => repository)));
    if (owned.size * 2 >= repositories) return source;
  }
  return 'one';
}

function peopleOf(owns: ProposedTeam['owns'], evidence: readonly Evidence[], now: number): number {
  return authorsOf(owns, evidence, now).size;
}

function authorsOf(owns: ProposedTeam['owns'], evidence: readonly Evidence[], now: number): Set<string> {
  const owned = new Set(owns.map(({ repository }) => repository));
  return new Set(
    evidence
      .filter(({ name }) => owned.has(name))
      .flatMap(({ changes }) =>
        changes.flatMap(({ at, author }) => (author !== null && now - at <= QUARTER ? [author] : [])),
      ),
  );
}

/** A team of so few people that all of its figures will be withheld. */
export interface SmallTeam {
  team: ProposedTeam;
  /** The team that it shares most people with, else most repositories; null when there is no other. */
  nearest: ProposedTeam | null;
  /** How many people of the last quarter both have. */
  shared: number;
}

/** @returns the teams of fewer than four people */
export function smallTeams(
  teams: readonly ProposedTeam[],
  evidence: readonly Evidence[],
  now: number,
): SmallTeam[] {
  return teams
    .filter(({ people }) => people < FEWEST)
    .map((team) => {
      const own = authorsOf(team.owns, evidence, now);
      const owned = new Set(team.owns.map(({ repository }) => repository));
      const [nearest] = teams
        .filter(({ id }) => id !== team.id)
        .map((other) => ({
          other,
          shared: [...authorsOf(other.owns, evidence, now)].filter((person) => own.has(person)).length,
          repositories: other.owns.filter(({ repository }) => owned.has(repository)).length,
        }))
        .sort(
          (a, b) => b.shared - a.shared || b.repositories - a.repositories || a.other.people - b.other.people,
        );
      return { team, nearest: nearest?.other ?? null, shared: nearest?.shared ?? 0 };
    });
}

/** The warning about a small team, and a question. */
export function smallTeamWords({ team, nearest, shared }: SmallTeam): string {
  const withheld = `${team.name}: ${counted(team.people, 'person', 'people')} in a quarter, so all of its figures will be withheld`;
  if (nearest === null) return withheld;
  const why = shared === 0 ? '' : `, with which it shares ${counted(shared, 'person', 'people')}`;
  return `${withheld}; merge it with ${nearest.name}${why}?`;
}

/** @returns the teams with one of them in another: that owns what both did, and keeps its id and name */
export function merged(
  teams: readonly ProposedTeam[],
  small: string,
  into: string,
  evidence: readonly Evidence[],
  now: number,
): ProposedTeam[] {
  const given = teams.find(({ id }) => id === small)?.owns ?? [];
  return teams
    .filter(({ id }) => id !== small)
    .map((team) => {
      if (team.id !== into) return team;
      const owns = Array.from(
        Map.groupBy([...team.owns, ...given], ({ repository }) => repository),
        ([repository, parts]) =>
          // Who owns a whole repository owns its parts.
          parts.some(({ codeowners }) => codeowners === undefined)
            ? { repository }
            : { repository, codeowners: [...new Set(parts.flatMap(({ codeowners = [] }) => codeowners))] },
      );
      return { ...team, owns, people: peopleOf(owns, evidence, now) };
    });
}

/** @returns how a repository is deployed, from what was seen of it in the last 90 days */
export function deploymentsOf(evidence: Evidence, now: number): ProposedDeployments {
  const recent = <T extends { at: number }>(rows: readonly T[]) =>
    rows.filter(({ at }) => now - at <= 90 * DAY);
  const environments = counts(recent(evidence.deployments));
  const isProduction = namesMatching(PRODUCTION);
  const standard = environments.find(([name]) => isProduction(name));
  if (standard !== undefined)
    return { settings: null, evidence: `deployments to \`${standard[0]}\`: ${standard[1]} in 90 days` };
  const production = environments.filter(([name]) => /\b(prod|production|live)\b/i.test(name));
  if (production.length > 0) {
    return {
      settings: { from: 'deployments', environments: production.map(([name]) => name) },
      evidence: production
        .map(([name, count]) => `deployments to \`${name}\`: ${count} in 90 days`)
        .join('; '),
    };
  }
  const [workflow] = counts(recent(evidence.checks)).filter(([name]) =>
    /\b(deploy|release|publish)/i.test(name),
  );
  if (workflow !== undefined) {
    return {
      settings: { from: 'checks', checks: [workflow[0]] },
      evidence: `\`${workflow[0]}\`: ${workflow[1]} runs in 90 days`,
    };
  }
  const releases = evidence.releases.filter((at) => now - at <= 365 * DAY).length;
  if (releases > 0) return { settings: null, evidence: `releases: ${releases} in a year` };
  const versions = evidence.tags.filter(isVersionTag).length;
  if (versions > 0)
    return {
      settings: null,
      evidence: `version tags: ${versions}, such as \`${evidence.tags.find(isVersionTag)}\``,
    };
  return { settings: null, evidence: 'none seen: deployment figures do not apply' };
}

function counts(rows: readonly { name: string }[]): [name: string, count: number][] {
  const found = new Map<string, number>();
  for (const { name } of rows) found.set(name, (found.get(name) ?? 0) + 1);
  return [...found].sort((a, b) => b[1] - a[1] || a[0].localeCompare(b[0], 'en'));
}

/** @returns labels that name incidents and bugs, with how often they were seen */
export function conventionsOf(
  evidence: readonly Evidence[],
): Record<'incidents' | 'bugs', [string, number][]> {
  const labels = counts(evidence.flatMap(({ issueLabels }) => issueLabels).map((name) => ({ name })));
  return {
    incidents: labels.filter(([name]) => /\b(incident|outage|postmortem|sev-?\d)\b/i.test(name)),
    bugs: labels.filter(([name]) => /\b(bug|defect|regression)s?\b/i.test(name)),
  };
}

/**
 * @returns three to five metrics that have data, each figure about speed with one of its counter-metrics, a leading one
 * and a lagging one among them
 */
export function kpisFor(evidence: readonly Evidence[], now: number): string[] {
  const isDeployed = evidence.some((one) => !deploymentsOf(one, now).evidence.startsWith('none'));
  if (evidence.every(({ path }) => path !== null))
    return isDeployed && evidence.some(({ hasReverts }) => hasReverts)
      ? ['deployment-frequency', 'change-failure-rate', 'code-churn-rate', 'rework-rate']
      : ['code-churn-rate', 'pair-programming-rate', 'rework-rate'];
  const failures =
    conventionsOf(evidence).incidents.length > 0 ||
    evidence.some(
      ({ pullRequestLabels, branches }) =>
        pullRequestLabels.some((label) => /^hotfix$/i.test(label)) ||
        branches.some((branch) => /^(hotfix[/-]|revert-)/i.test(branch)),
    );
  if (isDeployed && failures)
    return ['cycle-time', 'review-coverage', 'deployment-frequency', 'change-failure-rate'];
  if (isDeployed) return ['cycle-time', 'review-coverage', 'lead-time-for-changes'];
  return ['cycle-time', 'first-review-time', 'review-coverage', 'rework-rate'];
}

/**
 * Writes names as patterns where one stands for all repositories with a beginning and for none of another team.
 * @param names `owner/name`
 * @param all every repository, those of the names included
 */
export function asPatterns(names: readonly string[], all: readonly string[]): string[] {
  if (names.length < 3) return [...names];
  const others = all.filter((name) => !names.includes(name));
  const prefix = commonPrefix(names);
  const cut = Math.max(prefix.lastIndexOf('-'), prefix.lastIndexOf('.'), prefix.lastIndexOf('_')) + 1;
  const beginning = prefix.slice(0, Math.max(cut, prefix.indexOf('/') + 1));
  if (others.every((name) => !name.startsWith(beginning))) return [`${beginning}*`];
  return [...names];
}

function commonPrefix(names: readonly string[]): string {
  const [first = '', ...others] = names;
  let length = first.length;
  for (const other of others) while (!other.startsWith(first.slice(0, length))) length -= 1;
  return first.slice(0, length);
}
