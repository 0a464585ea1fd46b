import type { Outcome } from '../policy/core/check.ts';
import type { RuleResult, TeamOutcome } from '../policy/core/policy.ts';
import { formatCount } from '../scorecard/format.ts';
import type { Scorecard } from '../scorecard/schema.ts';
import { listed } from './words.ts';

/** Whether one scorecard keeps a rule. */
export interface RuleStanding extends Pick<RuleResult, 'id' | 'title' | 'severity'> {
  /** Broken: what was found and what to do. Nothing to check: why. Kept: none. */
  lines: readonly string[];
}

/** Which rules one scorecard keeps. */
export interface Standings {
  kept: readonly RuleStanding[];
  broken: readonly RuleStanding[];
  nothing: readonly RuleStanding[];
}

/** How a scorecard keeps the rules. The organisation keeps one that every team with something to check keeps. */
export function standingsOf(results: readonly RuleResult[], { kind, id }: Scorecard['scope']): Standings {
  const rows = results.map((result) => ({
    result,
    teams: result.teams.filter(({ team }) => kind === 'organisation' || team.id === id),
  }));
  const lines = (teams: readonly TeamOutcome[]) =>
    kind === 'organisation' ? byTeam(teams) : teams.flatMap(({ outcome }) => linesOf(outcome));
  const standing = (status: TeamOutcome['outcome']['status']): RuleStanding[] =>
    rows
      .filter(({ teams }) => statusOf(teams) === status)
      .map(({ result: { id, title, severity }, teams }) => ({ id, title, severity, lines: lines(teams) }));
  return {
    kept: standing('kept'),
    broken: standing('broken'),
    nothing: standing('nothing-to-check'),
  };
}

/** `Kept 8 of the 10 rules that had something to check; no must is broken.` */
export function tallyWords({ kept, broken }: Standings): string {
  const count = kept.length + broken.length;
  if (count === 0) return 'No rule had anything to check.';
  const musts = broken.filter(({ severity }) => severity === 'must').length;
  const worst = musts > 0 ? `${formatCount(musts, 'must is', 'musts are')} broken` : 'no must is broken';
  const end = broken.length === 0 ? '' : `; ${worst}`;
  return `Kept ${kept.length} of the ${formatCount(count, 'rule', 'rules')} that had something to check${end}.`;
}

/** `Kept by 3 of 4 teams.` Those that gave it nothing to check do not count. */
export function keptWords({ teams }: RuleResult): string {
  const kept = teams.filter(({ outcome }) => outcome.status === 'kept').length;
  const checked = teams.filter(({ outcome }) => outcome.status !== 'nothing-to-check').length;
  if (checked === 0) return 'No team had anything to check.';
  const all = formatCount(checked, 'team', 'teams');
  return `Kept by ${kept} of ${checked === teams.length ? all : `the ${all} that had something to check`}.`;
}

/** Teams, by name, with what was found of a rule, together where it is the same. */
export interface TeamGroup {
  words: string;
  teams: TeamOutcome['team'][];
  reason: string;
}

const groupWords = {
  broken: 'Broken by',
  kept: 'Kept by',
  'nothing-to-check': 'Nothing to check for',
} as const;

/** Teams that break a rule first. Those that keep it are left out where there is no number to show. */
export function groupsOf({ teams }: RuleResult): TeamGroup[] {
  const groups = new Map<string, TeamGroup>();
  for (const status of ['broken', 'kept', 'nothing-to-check'] as const) {
    const words = groupWords[status];
    for (const { team, outcome } of teams) {
      const reason = foundIn(outcome);
      if (outcome.status !== status || reason === null) continue;
      const key = `${words} ${reason}`;
      const group = groups.get(key) ?? { words, teams: [], reason };
      group.teams.push(team);
      groups.set(key, group);
    }
  }
  return [...groups.values()];
}

function foundIn(outcome: Outcome): string | null {
  switch (outcome.status) {
    case 'broken':
      return `${outcome.findings.map(({ found }) => found).join('; ')}.`;
    case 'kept':
      return outcome.found === undefined ? null : `${outcome.found}.`;
    case 'nothing-to-check':
      return outcome.reason;
  }
}

function statusOf(teams: readonly TeamOutcome[]): TeamOutcome['outcome']['status'] {
  const statuses = teams.map(({ outcome }) => outcome.status);
  if (statuses.includes('broken')) return 'broken';
  return statuses.includes('kept') ? 'kept' : 'nothing-to-check';
}

function linesOf(outcome: TeamOutcome['outcome']): string[] {
  switch (outcome.status) {
    case 'kept':
      return [];
    case 'broken':
      return outcome.findings.flatMap(({ place, found, expected, remedy }) => [
        `Found in ${place}: ${found}. Expected: ${expected}.`,
        remedy,
      ]);
    case 'nothing-to-check':
      return [outcome.reason];
  }
}

function byTeam(teams: readonly TeamOutcome[]): string[] {
  const broken = teams.filter(({ outcome }) => outcome.status === 'broken').map(({ team }) => team.name);
  const where = broken.length === 1 ? 'its scorecard says how' : 'their scorecards say how';
  return broken.length === 0 ? [] : [`Broken by ${listed(broken)}; ${where}.`];
}
