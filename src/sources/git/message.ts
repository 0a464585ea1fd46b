import type { Commit } from '../../facts/schema.ts';
import { closedIssues } from '../closing.ts';
import { findReverts } from '../references.ts';

/** @returns the first line of a commit message that is not blank, '' when there is none */
export function subjectOf(message: string): string {
  const text = message.trimStart();
  const end = text.indexOf('\n');
  return (end === -1 ? text : text.slice(0, end)).trimEnd();
}

/**
 * The pull or merge request that a message names as its origin: GitHub's merge subject, the number that a
 * squash puts at the subject's end, or GitLab's last `See merge request` line.
 * @returns null when it names none
 */
export function pullRequestOf(message: string): number | null {
  const subject = subjectOf(message);
  const merged = /^Merge pull request #([1-9]\d{0,8}) from /.exec(subject);
  const squashed = /\(#([1-9]\d{0,8})\)$/.exec(subject);
  const gitLab = [...message.matchAll(/^See merge request \S*!([1-9]\d{0,8})\s*$/gm)].at(-1);
  const number = (merged ?? squashed ?? gitLab)?.[1];
  return number === undefined ? null : Number(number);
}

/**
 * The issues that a message says it closes.
 * @param repository `owner/name`; issues of other repositories do not count
 * @returns their numbers in order, each once
 */
export function closesOf(message: string, repository: string): number[] {
  return closedIssues(message, [repository]);
}

/** @returns the commits that a message says it reverts, in git's own words or others; nothing when it names none */
export function revertsOf(message: string, repository: string): Pick<Commit, 'reverts'> {
  const { commits } = findReverts(message, '', [repository]);
  return commits.length === 0 ? {} : { reverts: commits };
}
