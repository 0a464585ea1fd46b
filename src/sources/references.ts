import type { Cause } from '../facts/schema.ts';

/** What a text says it takes back. */
export interface Reverted {
  /** Numbers of pull requests, in order, each once. */
  pullRequests: number[];
  /** Beginnings of commits' identifiers, each once. */
  commits: string[];
}

const ADDRESS = String.raw`https?:\/\/[^\s/]+\/(?<linked>[\w.-]+\/[\w.-]+)`;

/**
 * One thing that people refer to: `#12`, `owner/name#12`, `PR #12`, `!12`, an address of a pull request, an issue, a
 * commit, a deployment or a release, a deployment by its number or identifier, a tag, or a commit.
 */
const REFERENCE = new RegExp(
  [
    String.raw`${ADDRESS}\/(?:-\/)?(?:pull|issues|merge_requests)\/(?<linkedNumber>\d{1,9})[^\s,]*`,
    String.raw`${ADDRESS.replace('linked', 'linkedByCommit')}\/(?:-\/)?(?:pull\/\d+\/)?commits?\/(?<linkedCommit>[0-9a-f]{7,64})[^\s,]*`,
    String.raw`${ADDRESS.replace('linked', 'linkedByTag')}\/(?:-\/)?releases\/(?:tag\/)?(?<linkedTag>[^\s,/]+)`,
    String.raw`${ADDRESS.replace('linked', 'linkedByDeployment')}\/(?:-\/)?deployments\/(?:activity_log\S*?deployment=|[\w-]+\/)?(?<linkedDeployment>\d+)[^\s,]*`,
    String.raw`deployment\s+(?:id\s+)?#?(?<deployment>\d+|DE_[\w-]+|[a-z0-9]*\d[\w-]*)`,
    String.raw`(?<node>DE_[\w-]+)`,
    String.raw`(?:pull request|merge request|pr|mr|issue)?\s*(?<repository>[\w.-]+\/[\w.-]+)?[#!](?<number>\d{1,9})\b`,
    String.raw`(?:tag|release|version)\s+(?<namedTag>[\w./@+-]+)`,
    String.raw`(?:commit\s+)?(?<commit>[0-9a-f]{7,64})(?![\w-])`,
    String.raw`(?<tag>[\w./@+-]*\d[\w./@+-]*)`,
  ].join('|'),
  'iy',
);

/** Between the parts of a list. */
const SEPARATOR = /[\s]*(?:,\s*(?:and\s+|&\s*)?|;\s*|\band\b\s*|&\s*|\+\s+)/iy;

type Reference = { pullRequest: number } | { commit: string } | { deployment: string } | { tag: string };

/** @returns the references of a list such as `#4, #5 and 0f1e2d3`; it ends where something else begins */
function listIn(text: string, names: readonly string[]): Reference[] {
  const found: Reference[] = [];
  let at = 0;
  for (;;) {
    REFERENCE.lastIndex = at;
    const match = REFERENCE.exec(text);
    if (match === null) return found;
    const reference = referenceOf(match.groups ?? {}, names);
    if (reference !== null) found.push(reference);
    SEPARATOR.lastIndex = REFERENCE.lastIndex;
    if (SEPARATOR.exec(text) === null) return found;
    at = SEPARATOR.lastIndex;
  }
}

function referenceOf(groups: Record<string, string | undefined>, names: readonly string[]): Reference | null {
  const repository =
    groups['linked'] ??
    groups['linkedByCommit'] ??
    groups['linkedByTag'] ??
    groups['linkedByDeployment'] ??
    groups['repository'];
  if (!isHere(repository, names)) return null;
  const number = groups['linkedNumber'] ?? groups['number'];
  if (number !== undefined) return { pullRequest: Number(number) };
  const deployment = groups['linkedDeployment'] ?? groups['deployment'] ?? groups['node'];
  if (deployment !== undefined) return { deployment };
  const commit = groups['linkedCommit'] ?? groups['commit'];
  if (commit !== undefined) return { commit: commit.toLowerCase() };
  const tag = groups['linkedTag'] ?? groups['namedTag'] ?? groups['tag'];
  return tag === undefined ? null : { tag: decoded(tag).replace(/[.]+$/, '') };
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/**
 * Finds what a text says it reverts: lines that begin `Reverts`, `Revert` or `This reverts` with pull requests or
 * commits in any usual spelling, git's own sentence (`This reverts commit <sha>.`, also with `reversing changes made
 * to`), and GitHub's branch names `revert-12-…`. Code, quotations and comments say nothing.
 * @param branch the pull request's own; '' for a commit
 * @param names the repository's names, `owner/name`; what belongs to others does not count
 */
export function findReverts(text: string, branch: string, names: readonly string[]): Reverted {
  const numbers = new Set<number>();
  const commits = new Set<string>();
  for (const line of linesOf(text)) {
    const list = /^(?:this\s+)?reverts?:?\s+(?:the\s+)?(?:pull requests?\s+|prs?\s+|commits?\s+)?(.+)$/i.exec(
      line,
    )?.[1];
    if (list === undefined) continue;
    for (const reference of listIn(list, names)) {
      if ('pullRequest' in reference) numbers.add(reference.pullRequest);
      else if ('commit' in reference && isIdentifier(reference.commit)) commits.add(reference.commit);
    }
  }
  const ofBranch = /^revert-(\d+)-/.exec(branch);
  if (ofBranch !== null) numbers.add(Number(ofBranch[1]));
  return { pullRequests: [...numbers].sort((a, b) => a - b), commits: [...commits] };
}

/** Words such as `defaced` and numbers such as a date are made of the same characters as short identifiers. */
const isIdentifier = (text: string) => text.length >= 40 || (/\d/.test(text) && /[a-f]/.test(text));

/**
 * Finds what an issue names as its cause: lines `Caused by: …`, `Root cause: …`, `Cause: …` or `Introduced by …` with
 * commits, pull requests, deployments or tags in any usual spelling, separated by commas or *and*.
 * @returns the causes in the order of the text, each once; prose is no reference
 */
export function findCauses(text: string, names: readonly string[]): Cause[] {
  const causes = new Map<string, Cause>();
  for (const line of linesOf(text)) {
    const list = /^(?:caused by|root cause|cause|introduced (?:by|in))\s*:?\s+(?:the\s+)?(.+)$/i.exec(
      line,
    )?.[1];
    if (list === undefined) continue;
    for (const cause of listIn(list, names)) {
      if ('tag' in cause && !isTagLike(cause.tag, list)) continue;
      causes.set(JSON.stringify(cause), cause);
    }
  }
  return [...causes.values()];
}

/** A bare word is a tag when it looks like a version: other words with a digit are prose (`log4j2`, `JIRA-123`). */
const isTagLike = (tag: string, list: string) =>
  /^(?:[\w./@-]*[@/-])?v?\d+(?:\.\d+)+\S*$|^v\d+$/i.test(tag) ||
  new RegExp(String.raw`(?:tag|release|version)\s+${RegExp.escape(tag)}|releases/`, 'i').test(list);

/** @returns a description or message without code, quoted lines and HTML comments (templates hide examples in them) */
export function proseOf(text: string): string {
  return text
    .replaceAll(/<!--[\s\S]*?(-->|$)/g, '')
    .replaceAll(/^([ \t]*)(```|~~~)[\s\S]*?(^[ \t]*\2|$(?![\s\S]))/gm, '')
    .replaceAll(/^[ \t]*>.*$/gm, '');
}

/** Lines of prose without list marks, headings and emphasis; links and code marks are what they show. */
function linesOf(text: string): string[] {
  return proseOf(text)
    .split(/\r?\n/)
    .map((line) =>
      line
        .replaceAll(/\[([^\]]*)\]\((https?:[^)\s]+)\)/g, (_, shown: string, address: string) =>
          /^[\w./-]*[#!]\d+$/.test(shown) ? shown : address,
        )
        .replaceAll(/<(https?:[^>\s]+)>/g, '$1')
        .replaceAll(/`([^`]*)`/g, '$1')
        .replaceAll(/\*+|(?<!\w)_+|_+(?!\w)/g, '')
        .replace(/^\s*(?:[-+]|#+|\d+[.)])\s+/, '')
        .trim(),
    );
}

const isHere = (repository: string | undefined, names: readonly string[]) =>
  repository === undefined || names.some((name) => name.toLowerCase() === repository.toLowerCase());
