/**
 * GitHub's nine keywords (close, fix and resolve, each in three forms), a colon or blanks, and one issue: `#12`,
 * `owner/name#12` or its URL. A second issue needs a keyword of its own.
 */
const CLOSING =
  /(?<![\w-])(?:close[sd]?|fix(?:e[sd])?|resolve[sd]?)(?::\s*|\s+)(?:([\w.-]+\/[\w.-]+)?#|https?:\/\/[^/\s]+\/([\w.-]+\/[\w.-]+)\/issues\/)([1-9]\d{0,8})\b/gi;

/** A revert undoes what it quotes. */
const REVERTED = /^Revert ".*"/;

/**
 * Finds the issues that a text says it closes, as GitHub reads pull requests and commit messages.
 * @param repositories the names, `owner/name`, of the repository that the text belongs to; issues of others do not count
 * @returns their numbers in order, each once
 */
export function closedIssues(text: string, repositories: readonly string[]): number[] {
  const here = repositories.map((name) => name.toLowerCase());
  const numbers = new Set<number>();
  for (const [, named, linked, number] of text.replace(REVERTED, '').matchAll(CLOSING)) {
    const repository = (named ?? linked)?.toLowerCase();
    if (repository === undefined || here.includes(repository)) numbers.add(Number(number));
  }
  return [...numbers].sort((a, b) => a - b);
}
