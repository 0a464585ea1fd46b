import { inPeriods, periodName } from '../../facts/periodWords.ts';
import { quarterOf } from '../../facts/quarter.ts';
import { schemaProblem } from '../../facts/schemaProblem.ts';
import { checkRuleIds } from '../../handbook/checkRuleIds.ts';
import type { Definition } from '../../handbook/definition.ts';
import type { DatedOrganisation } from '../../handbook/ownershipOverTime.ts';
import type { Rule } from '../../handbook/pageSchemas.ts';
import type { Review } from '../../handbook/reviews.ts';
import { settingsAt, type Team } from '../../handbook/settingsAt.ts';
import type { Evidence, Scorecard } from '../../scorecard/schema.ts';
import { type Check, type Outcome, outcomeSchema, type Seen } from './check.ts';

/** Without a scorecard, what org.yaml says of the time after all of its dates is checked. */
const AFTER_ALL = { id: '', start: Date.UTC(9998, 0), end: Date.UTC(9999, 0) };

/** Everything that rules are checked against. */
export interface PolicyMaterial {
  organisation: DatedOrganisation;
  definitions: ReadonlyMap<string, Definition>;
  rules: ReadonlyMap<string, Rule>;
  /** The checks of `src/policy` by id. */
  checks: ReadonlyMap<string, Check>;
  scorecards: readonly Scorecard[];
  evidence: readonly Evidence[];
  reviews: readonly Review[];
}

/** What came of one rule. */
export interface RuleResult {
  id: string;
  title: string;
  severity: Rule['severity'];
  /** By name: never by how many rules they keep. */
  teams: readonly TeamOutcome[];
}

export interface TeamOutcome {
  team: Pick<Team, 'id' | 'name'>;
  outcome: Outcome;
}

/**
 * Checks every rule that has a check, for every team, in one quarter.
 * @returns results in the order of the rules
 * @throws Problem (exit 2) when a rule names a check that does not exist, or a check returns something else than an outcome
 */
export function policyOf(material: PolicyMaterial, quarter: string): RuleResult[] {
  const { organisation, definitions, scorecards, evidence, reviews } = material;
  checkRuleIds(material.rules, [...material.checks.keys()]);
  const { teams } = settingsAt(organisation, quarterOf(quarter, organisation) ?? AFTER_ALL);
  const seen = teams
    .toSorted((a, b) => a.name.localeCompare(b.name, 'en'))
    .map((team) => ({
      organisation,
      team,
      definitions,
      quarter,
      scorecard:
        scorecards.find(
          (card) => card.quarter.id === quarter && card.scope.kind === 'team' && card.scope.id === team.id,
        ) ?? null,
      evidence: evidence.find((each) => each.quarter === quarter && each.scope === team.id) ?? null,
      review: reviews.find((each) => each.quarter === quarter && each.team === team.id) ?? null,
    }));
  return [...material.rules].flatMap(([id, { title, severity, check: checkId }]) => {
    if (checkId === null) return [];
    const check = material.checks.get(checkId);
    if (check === undefined) throw new RangeError(`no check ${checkId}`);
    const teams = seen.map((each) => ({
      team: { id: each.team.id, name: each.team.name },
      outcome: inWordsOf(quarter, outcomeOf(checkId, check, each)),
    }));
    return [{ id, title, severity, teams }];
  });
}

function outcomeOf(id: string, check: Check, seen: Seen): Outcome {
  const returned: unknown = check(seen);
  const { data, error } = outcomeSchema.safeParse(returned);
  if (data !== undefined) return data;
  const placeOf = (path: readonly PropertyKey[]) =>
    `what the check \`${id}\` returned for team ${seen.team.id}${path.length === 0 ? '' : ` (${path.map(String).join('.')})`}`;
  throw schemaProblem(error, {
    data: returned,
    schema: outcomeSchema,
    placeOf,
    placeOfKey: (path, key) => placeOf([...path, key]),
  });
}

/** @returns what a check found, of the organisation's own periods */
function inWordsOf(quarter: string, outcome: Outcome): Outcome {
  const say = (text: string) => inPeriods(text, periodName(quarter));
  if (outcome.status === 'nothing-to-check') return { ...outcome, reason: say(outcome.reason) };
  if (outcome.status === 'kept') return outcome;
  return {
    ...outcome,
    findings: outcome.findings.map((finding) => ({
      ...finding,
      expected: say(finding.expected),
      remedy: say(finding.remedy),
    })),
  };
}

/** @returns the quarters that `npm run check` judges: the latest closed one and any that began after it, oldest first */
export function quartersToJudge(scorecards: readonly Scorecard[]): string[] {
  const quarters = [...new Map(scorecards.map(({ quarter }) => [quarter.id, quarter])).values()].sort(
    (a, b) => a.start.localeCompare(b.start),
  );
  const closed = quarters.findLastIndex((quarter) => quarter.closed);
  return quarters.slice(Math.max(closed, 0)).map(({ id }) => id);
}
