import type { Cause, Commit } from '../facts/schema.ts';

/** What a text says it takes back. */
export interface Reverted {
  /** Numbers of pull requests, in order, each once. */
  pullRequests: number[];
  /** Beginnings of commits' identifiers, each once. */
  commits: string[];
}

/** Of a page, or of the same thing at the REST API; a word may say what it is. */
const ADDRESS = String.raw`(?:(?:commit|deployment|issue|merge request|mr|pr|pull request|release|tag|version)\s+)?https?:\/\/[^\s/]+\/(?:(?:api\/v3\/)?repos\/)?(?<linked>[\w.-]+\/[\w.-]+)`;

/**
 * One thing that people refer to: `#12`, `owner/name#12`, `GH-12`, `PR 12`, `!12`, an address of a pull request, an
 * issue, a commit, a deployment or a release, a deployment by its number or identifier, a tag, or a commit, also as
 * `owner/name@0f1e2d3`.
 */
const REFERENCE = new RegExp(
  [
    String.raw`${ADDRESS}\/(?:-\/)?(?:pulls?|issues|merge_requests)\/(?<linkedNumber>\d{1,9})[^\s,]*`,
    String.raw`${ADDRESS.replace('linked', 'linkedByCommit')}\/(?:-\/)?(?:pull\/\d+\/)?commits?\/(?<linkedCommit>[0-9a-f]{7,64})[^\s,]*`,
    String.raw`${ADDRESS.replace('linked', 'linkedByTag')}\/(?:-\/)?(?:releases\/(?:tags?\/)?|tree\/)(?<linkedTag>[^\s,/]+)`,
    String.raw`${ADDRESS.replace('linked', 'linkedByDeployment')}\/(?:-\/)?deployments\/(?:activity_log\S*?deployment=|[\w-]+\/)?(?<linkedDeployment>\d+)[^\s,]*`,
    String.raw`deployment\s+(?:id\s+)?#?(?<deployment>\d+|DE_[\w-]+|[a-z0-9]*\d[\w-]*)`,
    String.raw`(?<node>DE_[\w-]+)`,
    String.raw`(?:pull request|merge request|pr|mr|issue)?\s*(?<repository>[\w.-]+\/[\w.-]+)?[#!](?<number>\d{1,9})\b`,
    String.raw`(?:gh-|(?:pull request|merge request|pr|mr)\s+)(?<numberAlone>\d{1,9})\b`,
    String.raw`(?<repositoryOfCommit>[\w.-]+\/[\w.-]+)@(?<commitThere>[0-9a-f]{7,64})(?![\w-])`,
    String.raw`(?:tag|release|version)\s+(?<namedTag>[\w./@+-]+)`,
    String.raw`(?:commit\s+)?(?<commit>[0-9a-f]{7,64})(?![\w-])`,
    String.raw`https?:\/\/[^\s,]+`,
    String.raw`(?<tag>[\w./@+-]*\d[\w./@+-]*)`,
  ].join('|'),
  'iy',
);

/** Between the parts of a list. */
const SEPARATOR = /\s*(?:,\s*(?:and\s+|&\s*)?|;\s*|\b(?:and|or)\b\s*|[&/]\s*|\+\s+)/iy;

type Reference =
  | { pullRequest: number }
  | { commit: string }
  | { deployment: string }
  | { tag: string }
  /** Something of another repository, or an address of another kind. */
  | { elsewhere: true };

/** @returns the references of a list such as `#4, #5 and 0f1e2d3`; it ends where something else begins */
function listIn(text: string, names: readonly string[]): Reference[] {
  const found: Reference[] = [];
  let at = 0;
  for (;;) {
    REFERENCE.lastIndex = at;
    const match = REFERENCE.exec(text);
    if (match === null) return found;
    found.push(referenceOf(match.groups ?? {}, names));
    SEPARATOR.lastIndex = REFERENCE.lastIndex;
    if (SEPARATOR.exec(text) === null) return found;
    at = SEPARATOR.lastIndex;
  }
}

function referenceOf(groups: Record<string, string | undefined>, names: readonly string[]): Reference {
  const repository =
    groups['linked'] ??
    groups['linkedByCommit'] ??
    groups['linkedByTag'] ??
    groups['linkedByDeployment'] ??
    groups['repository'] ??
    groups['repositoryOfCommit'];
  if (!isHere(repository, names)) return { elsewhere: true };
  const number = groups['linkedNumber'] ?? groups['number'] ?? groups['numberAlone'];
  if (number !== undefined) return { pullRequest: Number(number) };
  const deployment = groups['linkedDeployment'] ?? groups['deployment'] ?? groups['node'];
  if (deployment !== undefined) return { deployment };
  const commit = groups['linkedCommit'] ?? groups['commitThere'] ?? groups['commit'];
  if (commit !== undefined) return { commit: commit.toLowerCase() };
  const tag = groups['linkedTag'] ?? groups['namedTag'] ?? groups['tag'];
  return tag === undefined ? { elsewhere: true } : { tag: decoded(tag).replace(/[.]+$/, '') };
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** How a line begins that takes something back; what follows is a list, here or in the lines below. */
const REVERTS = new RegExp(
  [
    String.raw`^(?:this(?:\s+(?:pull request|pr|merge request|mr|change|commit|patch))?\s+)?`,
    String.raw`(?:is\s+)?(?:an?\s+)?(?:(?:partial(?:ly)?|manual(?:ly)?|clean(?:ly)?|fully|completely|temporar(?:il)?y|also)\s+)?`,
    String.raw`(?:revert(?:s|ed|ing)?|roll(?:s|ed|ing)?\s?back|back(?:s|ed|ing)?\s?out|undo(?:es|ing)?)\b`,
    String.raw`\s*[:：]?\s*(?:of\s+)?(?:the\s+)?(?:following\s+)?(?:changes?\s+(?:of|in|from)\s+)?`,
    String.raw`(?:(?:pull requests?|merge requests|prs|commits?)\b\s*[:：]?\s*)?(?<list>.*)$`,
  ].join(''),
  'i',
);

/** GitHub's own title for the revert of a squash, and git's: the number of what it takes back comes last. */
const REVERTED_TITLE = /^revert\s+".*\(#(?<number>\d{1,9})\)"/i;

/** A title and the footers of Conventional Commits 1.0.0: `revert: add a page`, with `Refs: 676104e, a215868` below. */
const CONVENTIONAL = /^revert(?:\([^()]*\))?!?:/i;
const REFS = /^refs?:\s*(?<list>.*)$/i;

/**
 * Finds what a text says it reverts: lines that begin `Reverts`, `This PR reverts`, `Rolls back` and the like with pull
 * requests or commits in any usual spelling, or with a list of them below; git's own sentence (`This reverts commit
 * <sha>.`, also with `reversing changes made to`); titles such as `Revert "A change (#12)"`; the footers of Conventional Commits; and GitHub's branch names
 * `revert-12-…`. Code, quotations and comments say nothing.
 * @param text a message, or a title and a description
 * @param branch the pull request's own; '' for a commit
 * @param names the repository's names, `owner/name`; what belongs to others does not count
 */
export function findReverts(text: string, branch: string, names: readonly string[]): Reverted {
  const numbers = new Set<number>();
  const commits = new Set<string>();
  const lines = linesOf(text);
  const isConventional = CONVENTIONAL.test(lines[0] ?? '');
  for (const [at, line] of lines.entries()) {
    const titled = REVERTED_TITLE.exec(line)?.groups?.['number'];
    if (titled !== undefined) numbers.add(Number(titled));
    const list = (REVERTS.exec(line) ?? (isConventional ? REFS.exec(line) : null))?.groups?.['list'];
    if (list === undefined) continue;
    for (const reference of list === '' ? listBelow(lines, at, names) : listIn(list, names)) {
      if ('pullRequest' in reference) numbers.add(reference.pullRequest);
      else if ('commit' in reference && isIdentifier(reference.commit)) commits.add(reference.commit);
    }
  }
  const ofBranch = /^revert-(\d+)-/.exec(branch);
  if (ofBranch !== null) numbers.add(Number(ofBranch[1]));
  return { pullRequests: [...numbers].sort((a, b) => a - b), commits: [...commits] };
}

/** @returns what the message of a commit says it reverts, as facts hold it */
export function revertedBy(
  message: string,
  names: readonly string[],
): Pick<Commit, 'reverts' | 'revertedPullRequests'> {
  const { commits, pullRequests } = findReverts(message, '', names);
  return {
    ...(commits.length === 0 ? {} : { reverts: commits }),
    ...(pullRequests.length === 0 ? {} : { revertedPullRequests: pullRequests }),
  };
}

/** @returns the references at the beginning of the lines that follow one, up to the first line without any */
function listBelow(lines: readonly string[], above: number, names: readonly string[]): Reference[] {
  const found: Reference[] = [];
  for (const line of lines.slice(above + 1)) {
    if (line === '') {
      if (found.length > 0) break;
      continue;
    }
    const here = listIn(line, names);
    if (here.length === 0) break;
    found.push(...here);
  }
  return found;
}

/** Words such as `defaced` and numbers such as a date are made of the same characters as short identifiers. */
const isIdentifier = (text: string) => text.length >= 40 || (/\d/.test(text) && /[a-f]/.test(text));

/** How a line begins that names a cause. The cause may be on a later line, as a form of issues puts it. */
const CAUSED = new RegExp(
  [
    '^(?:',
    [
      'root[ -]cause(?:[ -]analysis)?|cause|culprit',
      '(?:caused|triggered)[ -]by|introduced[ -](?:by|in|with)|brok(?:en|e)[ -](?:by|in|since|with)',
      String.raw`regress(?:ed|ion)\s+(?:(?:introduced|caused)\s+)?(?:by|from|in|of|since|with)`,
      String.raw`bisect(?:ed|s)\s+to|(?:first\s+)?(?:bad|faulty|guilty|offending|responsible)(?=\s+(?:commit|change|deploy|merge|mr\b|pr\b|pull|release|version))`,
    ].join('|'),
    String.raw`)(?:\s*[:：=–—-]\s*|\s+|$)(?:the\s+)?(?<list>.*)$`,
  ].join(''),
  'i',
);

/** A sentence that does: `The outage was caused by #12.` */
const CAUSED_IN_WORDS =
  /^(?<subject>[^.:!?#]{1,80}?)\s(?:was|were|is|been|got)\s+(?:(?:most\s+)?(?:likely|probably)\s+)?(?:caused|triggered|introduced|broken)\s+(?:by|in|with)[:\s]\s*(?:the\s+)?(?<list>.*)$/i;

const DOUBTFUL = /\b(?:cannot|could|if|may|maybe|might|never|no|not|perhaps|unless|whether)\b|n[’']t\b/i;

/** @returns what follows the words that name a cause on a line; undefined on any other line */
function causesNamed(line: string): string | undefined {
  const list = CAUSED.exec(line)?.groups?.['list'];
  if (list !== undefined)
    return list
      .replace(/^(?:change|deploy)\b\s*[:：]?\s*(?=\S)/i, '')
      .replace(/^(commit|deployment|merge request|mr|pr|pull request|release|version)\s*[:：]\s*/i, '$1 ');
  const { subject = '', list: inWords } = CAUSED_IN_WORDS.exec(line)?.groups ?? {};
  return DOUBTFUL.test(subject) ? undefined : inWords;
}

/** Words before a reference: `a bug introduced in #12`, or a title with its number, `Add a page (#12)`. */
const LEAD_IN =
  /^(?<words>[^.!?\n]{1,100}?(?:\s(?:in|of|by|from|with)\s+(?:the\s+)?|\s\())(?=https?:|[\w./-]*[#!]\d|gh-\d|(?:pull request|merge request|pr|mr|deployment|commit|release|tag|version)\s+\S*\d|v\d)/i;

/** Words that speak of something else than the cause. */
const OF_A_REMEDY =
  /\b(?:fix\w*|resolv\w*|clos\w*|revert\w*|mitigat\w*|track\w*|follow\w*|see|not|unrelated|since|until|after|before)\b/i;

/**
 * Finds what an issue names as its cause: lines that begin `Caused by`, `Root cause`, `Introduced by`, `Regression from`,
 * `Offending commit` and the like, or sentences such as `The outage was caused by #12.`, with commits, pull requests, deployments or tags in any usual spelling, separated by commas or *and*, or with a list of them
 * below. A few words may precede the first (`a bug introduced in #12`).
 * @returns the causes in the order of the text, each once; prose does not count as a reference
 */
export function findCauses(text: string, names: readonly string[]): Cause[] {
  const causes = new Map<string, Cause>();
  const add = (found: readonly Reference[], list: string) => {
    for (const cause of found)
      if (!('tag' in cause) || isTagLike(cause.tag, list)) causes.set(JSON.stringify(cause), cause);
  };
  const lines = linesOf(text);
  for (const [at, line] of lines.entries()) {
    const list = causesNamed(line);
    if (list === undefined) continue;
    if (list === '') add(listBelow(lines, at, names), lines.slice(at + 1).join('\n'));
    else {
      const words = LEAD_IN.exec(list)?.groups?.['words'];
      const rest = words === undefined || OF_A_REMEDY.test(words) ? list : list.slice(words.length);
      add(listIn(list, names), list);
      if (rest !== list) add(listIn(rest, names), rest);
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

/**
 * Lines of prose without list marks, headings and emphasis. Links are what they show, and so is a name in code marks; a
 * sentence in code marks says nothing. The cells of a table's row follow colons.
 */
function linesOf(text: string): string[] {
  return proseOf(text)
    .split(/\r?\n/)
    .map((line) =>
      line
        .replaceAll(/\[([^\]]*)\]\((https?:[^)\s]+)\)/g, (_, shown: string, address: string) =>
          /^[\w./-]*[#!]\d+$/.test(shown) || (/^\d+$/.test(shown) && /\/deployments\b/.test(address))
            ? shown
            : address,
        )
        .replaceAll(/<(https?:[^>\s]+)>/g, '$1')
        .replaceAll(/`([^`]*)`/g, (_, shown: string) => (/\s/.test(shown.trim()) ? '' : shown))
        .replaceAll(/~~.*?~~/g, '')
        .replaceAll(/\*+|(?<!\w)_+|_+(?!\w)/g, '')
        .replace(/^\s*(?:[-+]|#+|\d+[.)])\s+/, '')
        .replace(/^\s*\[[ x]\]\s+/i, '')
        .trim(),
    )
    .map(withoutCells);
}

function withoutCells(line: string): string {
  const cells = line.split('|').map((cell) => cell.trim());
  return cells.length > 2 && cells[0] === '' && cells.at(-1) === '' ? cells.slice(1, -1).join(': ') : line;
}

const isHere = (repository: string | undefined, names: readonly string[]) =>
  repository === undefined || names.some((name) => name.toLowerCase() === repository.toLowerCase());
