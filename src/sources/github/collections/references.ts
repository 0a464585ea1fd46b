import type { Cause } from '../../../facts/schema.ts';
import { closedIssues } from '../../closing.ts';

/**
 * The names, `owner/name`, of the repository that a text belongs to: the present one and the one it was asked by. In
 * such a text `#12` and `owner/name#12` mean the same.
 */
type Names = readonly string[];

/**
 * Finds the pull requests that one reverts: lines `Reverts #12` or `Reverts owner/name#12` of the same
 * repository in its description, and GitHub's branch names `revert-12-…`.
 * @returns their numbers in order, each once
 */
export function findReverts(body: string, branch: string, names: Names): number[] {
  const numbers = new Set<number>();
  for (const line of linesOf(body)) {
    const match = /^reverts?:?\s+([\w.-]+\/[\w.-]+)?#(\d+)\b/i.exec(line);
    if (match !== null && isHere(match[1], names)) numbers.add(Number(match[2]));
  }
  const ofBranch = /^revert-(\d+)-/.exec(branch);
  if (ofBranch !== null) numbers.add(Number(ofBranch[1]));
  return [...numbers].sort((a, b) => a - b);
}

/**
 * Finds the issues that a pull request says it closes, in its title (which becomes the message of a squash) or its
 * description. Code, quoted lines and HTML comments do not count.
 * @returns their numbers in order, each once
 */
export function findCloses(title: string, body: string, names: Names): number[] {
  const text = withoutComments(body)
    .replaceAll(/^([ \t]*)(```|~~~)[\s\S]*?(^[ \t]*\2|$(?![\s\S]))/gm, '')
    .replaceAll(/`[^`]*`/g, '')
    .replaceAll(/^[ \t]*>.*$/gm, '')
    .replaceAll('*', '');
  return closedIssues(`${title}\n${text}`, names);
}

/**
 * Finds what an issue names as its cause: lines `Caused by: …` with commits, pull requests (`#12`,
 * `owner/name#12` of the same repository), deployments (`deployment 42` or GitHub's `DE_…`) or tags, separated
 * by commas; and lines `Root cause: <commit>`.
 * @returns the causes in the order of the text, each once; prose is not a reference
 */
export function findCauses(body: string, names: Names): Cause[] {
  const causes = new Map<string, Cause>();
  const add = (cause: Cause | null) => {
    if (cause !== null) causes.set(JSON.stringify(cause), cause);
  };
  for (const line of linesOf(body)) {
    const caused = /^caused by:\s*(.+)$/i.exec(line)?.[1];
    if (caused !== undefined) for (const text of caused.split(/,|\band\b/)) add(reference(text, names));
    const root = /^root cause:\s*(.+)$/i.exec(line)?.[1];
    if (root !== undefined) add(commit(clean(root)));
  }
  return [...causes.values()];
}

/** Lines without list marks, emphasis, code marks and HTML comments (templates hide examples in them). */
function linesOf(body: string): string[] {
  return withoutComments(body)
    .split(/\r?\n/)
    .map((line) =>
      line
        .replaceAll(/[*`]/g, '')
        .replace(/^\s*[-+]\s+/, '')
        .trim(),
    );
}

const withoutComments = (body: string) => body.replaceAll(/<!--[\s\S]*?(-->|$)/g, '');

function reference(text: string, names: Names): Cause | null {
  const item = clean(text);
  const pull = /^([\w.-]+\/[\w.-]+)?#(\d+)$/.exec(item);
  if (pull !== null) return isHere(pull[1], names) ? { pullRequest: Number(pull[2]) } : null;
  const deployment = /^deployment\s+([\w-]+)$/i.exec(item)?.[1] ?? /^DE_[\w-]+$/.exec(item)?.[0];
  if (deployment !== undefined) return { deployment };
  return commit(item) ?? tag(item);
}

function commit(text: string): Cause | null {
  const sha = text.toLowerCase();
  return /^[0-9a-f]{7,64}$/.test(sha) ? { commit: sha } : null;
}

/** A bare word counts as a tag only with a digit in it, as versions have; others are prose. */
function tag(text: string): Cause | null {
  const named = /^tag\s+(\S+)$/i.exec(text)?.[1];
  if (named !== undefined) return { tag: named };
  return /^[\w./+-]+$/.test(text) && /\d/.test(text) ? { tag: text } : null;
}

const clean = (text: string) => text.trim().replace(/[.;]+$/, '');

const isHere = (repository: string | undefined, names: Names) =>
  repository === undefined || names.some((name) => name.toLowerCase() === repository.toLowerCase());
