import { closedIssues } from '../closing.ts';

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

/** Lines that git itself adds: beside one of them, other lines may come between the trailers. */
const ADDED_BY_GIT = /^(?:Signed-off-by: |\(cherry picked from commit )/;
const TRAILER = /^(?<token>[A-Za-z0-9-]+)[ \t]*:(?<value>.*)$/;

/**
 * The values of a trailer, which is in the last paragraph of a message, after the subject's: every line of it is a
 * trailer, or a quarter of them where git has added one. Read here because git's own reading follows settings of the
 * clone (`trailer.*`). https://git-scm.com/docs/git-interpret-trailers
 * @param token the trailer's name in any case
 * @returns the values in order, each on one line
 */
export function trailersOf(message: string, token: string): string[] {
  const paragraphs = message.trim().split(/\n(?:[ \t]*\n)+/);
  const lines = paragraphs.length < 2 ? [] : (paragraphs.at(-1) ?? '').split('\n');
  const trailers: { token: string; value: string }[] = [];
  let hasLineOfGit = false;
  let trailerLines = 0;
  let others = 0;
  let inTrailer = false;
  let unfolded: { value: string } | undefined;
  for (const line of lines) {
    if (/^\s/.test(line)) {
      if (unfolded !== undefined) unfolded.value += ` ${line.trim()}`;
      else if (!inTrailer) others += 1;
      continue;
    }
    const { token: name, value = '' } = TRAILER.exec(line)?.groups ?? {};
    const addedByGit = ADDED_BY_GIT.test(line);
    hasLineOfGit ||= addedByGit;
    inTrailer = name !== undefined || addedByGit;
    if (inTrailer) trailerLines += 1;
    else others += 1;
    unfolded = undefined;
    if (name !== undefined) {
      const trailer = { token: name.toLowerCase(), value };
      trailers.push(trailer);
      unfolded = trailer;
    }
  }
  if (others > 0 && !(hasLineOfGit && trailerLines * 3 >= others)) return [];
  return trailers.filter((trailer) => trailer.token === token.toLowerCase()).map(({ value }) => value.trim());
}
