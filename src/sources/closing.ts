import { proseOf } from './references.ts';

/**
 * GitHub's nine keywords (close, fix and resolve, each in three forms), a colon or blanks, perhaps the word *issue*, and
 * issues or pull requests: `#12`, `GH-12`, `owner/name#12` or their addresses, also as a list such as `#12, #13 and #14`. GitHub itself closes only the first of a
 * list; the author of one means all of them.
 */
const CLOSING =
  /(?<![\w-])(?:close[sd]?|fix(?:e[sd])?|resolve[sd]?)(?::\s*|\s+)(?:issues?:?\s+)?(?<list>ISSUE(?:(?:\s*,\s*(?:and\s+)?|\s+and\s+|\s*&\s*)ISSUE)*)/gi;

const ISSUE =
  /(?:([\w.-]+\/[\w.-]+)?#|GH-|https?:\/\/[^/\s]+\/([\w.-]+\/[\w.-]+)\/(?:issues|pull)\/)([1-9]\d{0,8})\b/gi;

const CLOSING_LIST = new RegExp(
  CLOSING.source.replaceAll('ISSUE', `(?:${ISSUE.source.replaceAll(/\((?!\?)/g, '(?:')})`),
  'gi',
);

/** A revert undoes what it quotes. */
const REVERTED = /^Revert ".*"/;

/**
 * Finds the issues that a text says it closes, as in pull requests and commit messages.
 * @param repositories the names, `owner/name`, of the repository that the text belongs to; issues of others do not count
 * @returns their numbers in order, each once
 */
export function closedIssues(text: string, repositories: readonly string[]): number[] {
  const here = repositories.map((name) => name.toLowerCase());
  const numbers = new Set<number>();
  for (const { groups } of text.replace(REVERTED, '').matchAll(CLOSING_LIST)) {
    for (const [, named, linked, number] of (groups?.['list'] ?? '').matchAll(ISSUE)) {
      const repository = (named ?? linked)?.toLowerCase();
      if (repository === undefined || here.includes(repository)) numbers.add(Number(number));
    }
  }
  return [...numbers].sort((a, b) => a - b);
}

/** `PR-URL: …/pull/12` or `Pull-Request: #12`, which tools that land changes write below a message. */
const LANDING =
  /^(?:pr-url|(?:github-)?pull[ -]request(?:[ -]url| resolved)?|pr|reviewed-on|github-pr|copybara_integrate_review)[:=]\s*(?:https?:\/\/[^\s/]+\/([\w.-]+\/[\w.-]+)\/pull\/|([\w.-]+\/[\w.-]+)?#)([1-9]\d{0,8})\b/gim;

/**
 * Finds the pull requests that a commit's trailers say it is.
 * @param repositories the names, `owner/name`, of the repository; pull requests of others do not count
 * @returns their numbers in order, each once
 */
export function landedPullRequests(message: string, repositories: readonly string[]): number[] {
  const here = repositories.map((name) => name.toLowerCase());
  const numbers = new Set<number>();
  for (const [, linked, named, number] of message.matchAll(LANDING)) {
    const repository = (linked ?? named)?.toLowerCase();
    if (repository === undefined || here.includes(repository)) numbers.add(Number(number));
  }
  return [...numbers].sort((a, b) => a - b);
}

/**
 * Finds the issues that a pull request says it closes, in its title (which becomes the message of a squash) or its
 * description. Code, quoted lines and HTML comments say nothing; a link counts by its address.
 * @returns their numbers in order, each once
 */
export function findCloses(title: string, body: string, names: readonly string[]): number[] {
  const text = proseOf(body)
    .replaceAll(/`[^`]*`/g, '')
    .replaceAll(/~~.*?~~/g, '')
    .replaceAll('*', '')
    .replaceAll(/<(https?:[^>\s]+)>/g, '$1')
    .replaceAll(/\[[^\]]*\]\((https?:[^)\s]+)\)/g, '$1');
  return closedIssues(`${title}\n${text}`, names);
}
