import type { RuleResult, TeamOutcome } from '../../src/policy/core/policy.ts';

/** Lines for a terminal: each rule with the teams that keep it, break it and give it nothing to check, and why. */
export function policyReport(results: readonly RuleResult[]): string[] {
  return results.flatMap(({ title, severity, teams }) => {
    const broken = teams.flatMap(({ team, outcome }) =>
      outcome.status === 'broken' ? outcome.findings.map((finding) => ({ team, finding })) : [],
    );
    return [
      `  ${symbolOf(teams)} ${title} (${severity}): ${countsOf(teams)}`,
      ...broken.flatMap(({ finding }) => [
        `      ${finding.place}`,
        `        found:    ${finding.found}`,
        `        expected: ${finding.expected}`,
        `        remedy:   ${finding.remedy}`,
      ]),
      ...reasonsOf(teams).map(
        ([reason, names]) => `      nothing to check for ${names.join(', ')}: ${reason}`,
      ),
    ];
  });
}

function symbolOf(teams: readonly TeamOutcome[]): string {
  if (teams.some(({ outcome }) => outcome.status === 'broken')) return '✖';
  return teams.some(({ outcome }) => outcome.status === 'kept') ? '✔' : '–';
}

function countsOf(teams: readonly TeamOutcome[]): string {
  const words = { kept: 'kept by', broken: 'broken by', 'nothing-to-check': 'nothing to check for' } as const;
  return (['kept', 'broken', 'nothing-to-check'] as const)
    .flatMap((status) => {
      const count = teams.filter(({ outcome }) => outcome.status === status).length;
      return count === 0 ? [] : [`${words[status]} ${count} of ${teams.length}`];
    })
    .join(', ');
}

function reasonsOf(teams: readonly TeamOutcome[]): [reason: string, names: string[]][] {
  const reasons = new Map<string, string[]>();
  for (const { team, outcome } of teams) {
    if (outcome.status !== 'nothing-to-check') continue;
    reasons.set(outcome.reason, [...(reasons.get(outcome.reason) ?? []), team.name]);
  }
  return [...reasons];
}
