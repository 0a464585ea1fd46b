import { z } from 'zod';
import type { ExtensionPoint } from '../../facts/extensionPoint.ts';
import type { Definition } from '../../handbook/definition.ts';
import type { Organisation } from '../../handbook/organisation.ts';
import type { Review } from '../../handbook/reviews.ts';
import type { Team } from '../../handbook/settingsAt.ts';
import type { Evidence, Scorecard } from '../../scorecard/schema.ts';

/** What a rule can see: one team in one quarter. */
export interface Seen {
  organisation: Organisation;
  team: Team;
  definitions: ReadonlyMap<string, Definition>;
  quarter: string;
  /** The team's scorecard of the quarter, which may be in progress; null when none was computed. */
  scorecard: Scorecard | null;
  /** Every item behind the scorecard. */
  evidence: Evidence | null;
  /** What the team wrote about the quarter. */
  review: Review | null;
}

const findingSchema = z.strictObject({
  place: z.string(),
  found: z.string(),
  expected: z.string(),
  remedy: z.string(),
});

/** One breach of a rule, in words that let the reader fix it. */
export type Finding = z.infer<typeof findingSchema>;

/** What a check returns. An organisation's own checks run without having been compiled. */
export const outcomeSchema = z.discriminatedUnion('status', [
  z.strictObject({
    status: z.literal('kept'),
    /** What shows it, with the team's own numbers. */
    found: z.string().optional(),
  }),
  z.strictObject({ status: z.literal('broken'), findings: z.array(findingSchema).readonly() }),
  z.strictObject({ status: z.literal('nothing-to-check'), reason: z.string() }),
]);

export type Outcome = z.infer<typeof outcomeSchema>;

/** What each file of `src/policy` exports by default, made by `defineCheck`, under the id that the rule names. Pure. */
export type Check = (seen: Seen) => Outcome;

/**
 * Declares a rule's check: the default export of each file in `src/policy`.
 * @returns the check as it was given
 */
export function defineCheck(check: Check): Check {
  return check;
}

const checkSchema = z.custom<Check>((value) => typeof value === 'function', 'a function');

/** The files of `src/policy`. */
export const checkFiles: ExtensionPoint<Check> = {
  folder: 'src/policy',
  define: 'defineCheck',
  schemaOf: () => checkSchema,
};

/**
 * Kept without findings, broken with them.
 * @param found what shows that the rule is kept, with the team's own numbers
 */
export function judged(findings: readonly Finding[], found?: string): Outcome {
  if (findings.length > 0) return { status: 'broken', findings };
  return found === undefined ? { status: 'kept' } : { status: 'kept', found };
}

/** @param reason one sentence */
export function nothingToCheck(reason: string): Outcome {
  return { status: 'nothing-to-check', reason };
}

export const NO_SCORECARD = nothingToCheck('The team has no scorecard of this quarter.');

/** The place of a team's settings, for a finding. */
export function settingPlace(team: Pick<Team, 'id'>, what: string): string {
  return `org.yaml (team ${team.id}, ${what})`;
}

/** The place of a team's review. */
export function reviewPlace({ team, quarter }: Pick<Seen, 'team' | 'quarter'>): string {
  return `reviews/${team.id}/${quarter}.mdx`;
}

/** The place of a figure. */
export function figurePlace({ scope, quarter }: Scorecard, what: string): string {
  return `scorecards/${quarter.id}/${scope.id}.json (${what})`;
}

/** A metric's title; its id where it has no page. */
export function titleOf({ definitions }: Pick<Seen, 'definitions'>, metric: string): string {
  return definitions.get(metric)?.title ?? metric;
}
