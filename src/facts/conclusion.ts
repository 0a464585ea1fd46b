/** A run that did not start or did not end in time has failed; `error` is the word of commit statuses. */
const FAILED = new Set(['failure', 'timed_out', 'startup_failure', 'error']);

/** @returns what a check's conclusion says of a commit; null when it passed no judgement, such as a skipped one */
export function judgementOf(conclusion: string): 'passed' | 'failed' | null {
  if (conclusion === 'success') return 'passed';
  return FAILED.has(conclusion) ? 'failed' : null;
}
