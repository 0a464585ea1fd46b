import { judgementOf } from '../../facts/conclusion.ts';
import type { ChecksAtMerge, Instant } from '../../facts/schema.ts';

/** The last run of a check, or the last status of a context, on a pull request's last commit. */
export type LastCheck =
  | {
      __typename: 'CheckRun';
      name: string;
      startedAt: Instant | null;
      completedAt: Instant | null;
      conclusion: string | null;
    }
  | { __typename: 'StatusContext'; context: string; createdAt: Instant; state: string };

/**
 * What the checks said when a pull request was merged. GitHub keeps the last run of each: one that started after the merge
 * says nothing of the moment of it, and is left out, like one that passed no judgement.
 */
export function checksAtMerge(checks: readonly LastCheck[], mergedAt: Instant): ChecksAtMerge {
  const merge = Date.parse(mergedAt);
  const found = checks.flatMap((check) => {
    const state = stateAt(check, merge);
    return state === null ? [] : [{ state, name: 'context' in check ? check.context : check.name }];
  });
  const names = (state: keyof ChecksAtMerge) =>
    [...new Set(found.filter((check) => check.state === state).map(({ name }) => name))].sort();
  return { passed: names('passed'), failed: names('failed'), pending: names('pending') };
}

function stateAt(check: LastCheck, merge: number): keyof ChecksAtMerge | null {
  if (check.__typename === 'StatusContext') {
    if (Date.parse(check.createdAt) > merge) return null;
    const state = check.state.toLowerCase();
    return state === 'pending' || state === 'expected' ? 'pending' : judgementOf(state);
  }
  const { startedAt, completedAt, conclusion } = check;
  if (startedAt !== null && Date.parse(startedAt) > merge) return null;
  if (conclusion === null || completedAt === null) return 'pending';
  const judgement = judgementOf(conclusion.toLowerCase());
  return judgement !== null && Date.parse(completedAt) > merge ? 'pending' : judgement;
}
