import { IMPLAUSIBLE } from '../../facts/misdated.ts';
import type { PullRequest } from '../../facts/schema.ts';

/** Said of a pull request whose start of work leaves a commit out. */
export const COMMIT_OF_ANOTHER_TIME =
  'has a commit dated more than ten years before it, which does not start its clock';

/**
 * @param knownFrom the first moment at which the pull request is known to have been there, in milliseconds since the epoch
 * @returns when work on it began: the earliest authored date of its commits, not after that moment, and whether a commit
 * is left out because its date cannot be
 */
export function startOfWork(
  { commits }: Pick<PullRequest, 'commits'>,
  knownFrom: number,
): { at: number; leavesOut: boolean } {
  let at = knownFrom;
  let leavesOut = false;
  for (const commit of commits) {
    const authoredAt = Date.parse(commit.authoredAt);
    if (authoredAt < knownFrom - IMPLAUSIBLE) leavesOut = true;
    else if (authoredAt < at) at = authoredAt;
  }
  return { at, leavesOut };
}
