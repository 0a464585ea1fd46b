import type { Arrival } from '../../facts/schema.ts';
import { DAY } from '../../facts/time.ts';
import { notOwnWork } from './attributes.ts';
import type { Git } from './git.ts';

/** Later rewriting is not kept. */
const FOLLOWED_DAYS = 90;

/** In place of a commit: a line that is not followed. */
const NOT_FOLLOWED = -1;
const isFollowed = (birth: number): boolean => birth !== NOT_FOLLOWED;
const NO_LINES = new Int32Array(0);

/** The changes of one file in one commit, as a patch without context describes them. */
interface FilePatch {
  /** Null for a new file. */
  from: string | null;
  /** Null for a deleted file. */
  to: string | null;
  binary: boolean;
  hunks: Hunk[];
}

interface Hunk {
  /** How many lines of the old file come before it. */
  before: number;
  removed: string[];
  added: string[];
}

/**
 * Follows every line of the default branch along its first parents: when it arrived, and when it was changed or
 * deleted. A merge brings all lines of its branch at once. A commit that `.git-blame-ignore-revs` lists at the tip
 * writes and deletes nothing: what it rewrites stays as old as it was. Patches are streamed, one commit at a time.
 * @param committedAt when a commit was committed, in milliseconds since the epoch; undefined for one that cannot be
 * read, whose lines are not followed
 * @returns by commit what it brought
 */
export async function readArrivals(
  git: Git,
  tip: string,
  committedAt: (sha: string) => number | undefined,
): Promise<Map<string, Arrival>> {
  const line = (await git.text(['rev-list', '--first-parent', '--reverse', tip])).split('\n');
  const marked = await git.text(['ls-tree', '--name-only', tip, '.gitattributes']);
  const isOthersWork = notOwnWork(
    marked === '' ? '' : await git.text(['cat-file', 'blob', `${tip}:.gitattributes`]),
  );
  const ignored = await ignoredRevisions(git, tip, line);
  const times = line.map(committedAt);
  const arrivals = line.map((): Arrival => ({ addedPaths: [], lines: 0, rewritten: [] }));
  const files = new Map<string, Int32Array>();
  const indexes = new Map(line.map((sha, index) => [sha, index]));

  const die = (birth: number, now: number | undefined) => {
    const born = times[birth];
    if (born === undefined || now === undefined) return;
    const days = Math.max(0, Math.floor((now - born) / DAY));
    const rewritten = arrivals[birth]?.rewritten;
    if (days >= FOLLOWED_DAYS || rewritten === undefined) return;
    const known = rewritten.find((entry) => entry.days === days);
    if (known === undefined) rewritten.push({ days, lines: 1 });
    else known.lines += 1;
  };
  const apply = (index: number, patches: readonly FilePatch[]) => {
    const arrival = arrivals[index];
    if (arrival === undefined) return;
    const now = times[index];
    const onlyRewrites = ignored.has(line[index] ?? '');
    const moved = onlyRewrites ? new Map<string, number[]>() : removedLines(patches, files);
    const olds = patches.map(({ from }) => (from === null ? undefined : files.get(from)) ?? NO_LINES);
    for (const { from, to } of patches) if (from !== null && from !== to) files.delete(from);
    for (const [position, { from, to, binary, hunks }] of patches.entries()) {
      if (to === null) continue;
      if (from === null) arrival.addedPaths.push(to);
      const followed = now !== undefined && !isOthersWork(to);
      const birthOf = (text: string, replaced: number[]): number => {
        if (text === '' || !followed) return NOT_FOLLOWED;
        if (onlyRewrites) return replaced.shift() ?? NOT_FOLLOWED;
        const known = moved.get(text)?.pop();
        if (known !== undefined) return known;
        arrival.lines += 1;
        return index;
      };
      files.set(to, binary ? NO_LINES : patched(olds[position] ?? NO_LINES, hunks, birthOf));
    }
    for (const births of moved.values()) for (const birth of births) die(birth, now);
  };

  let index: number | undefined;
  let patches: FilePatch[] = [];
  for await (const item of patchesOf(git.pieces('\n', DIFF, `${line.join('\n')}\n`), indexes)) {
    if (typeof item === 'number') {
      if (index !== undefined) apply(index, patches);
      index = item;
      patches = [];
    } else patches.push(item);
  }
  if (index !== undefined) apply(index, patches);
  for (const { addedPaths, rewritten } of arrivals) {
    addedPaths.sort();
    rewritten.sort((a, b) => a.days - b.days);
  }
  return new Map(line.flatMap((sha, at) => (arrivals[at] === undefined ? [] : [[sha, arrivals[at]]])));
}

const DIFF = [
  ...['diff-tree', '--stdin', '-r', '--root', '--patch', '--unified=0', '--inter-hunk-context=0'],
  ...[
    '--ignore-all-space',
    '--find-renames',
    '-l1000',
    '--diff-merges=first-parent',
    '--no-prefix',
    '--no-color',
  ],
  ...['--no-ext-diff', '--no-textconv', '--ignore-submodules=all', '--diff-algorithm=histogram'],
];

/** @returns the commits by which removed lines had arrived, by their text without white space at the ends */
function removedLines(
  patches: readonly FilePatch[],
  files: ReadonlyMap<string, Int32Array>,
): Map<string, number[]> {
  const removed = new Map<string, number[]>();
  for (const { from, hunks } of patches) {
    const births = from === null ? undefined : files.get(from);
    if (births === undefined) continue;
    for (const { before, removed: texts } of hunks) {
      for (const [offset, text] of texts.entries()) {
        const birth = births[before + offset] ?? NOT_FOLLOWED;
        if (birth === NOT_FOLLOWED) continue;
        const known = removed.get(text);
        if (known === undefined) removed.set(text, [birth]);
        else known.push(birth);
      }
    }
  }
  return removed;
}

/** @returns the lines of a file after some hunks; what was not known before is not followed */
function patched(
  old: Int32Array,
  hunks: readonly Hunk[],
  birthOf: (text: string, replaced: number[]) => number,
): Int32Array {
  const growth = hunks.reduce((sum, { added, removed }) => sum + added.length - removed.length, 0);
  const reach = hunks.reduce((end, { before, removed }) => Math.max(end, before + removed.length), 0);
  const length = Math.max(old.length, reach);
  const lines = new Int32Array(length + growth).fill(NOT_FOLLOWED);
  let read = 0;
  let written = 0;
  const copyTo = (end: number) => {
    lines.set(old.subarray(read, end), written);
    written += end - read;
    read = end;
  };
  for (const { before, removed, added } of hunks) {
    copyTo(before);
    const replaced = [...old.subarray(before, before + removed.length)].filter(isFollowed);
    for (const text of added) {
      lines[written] = birthOf(text, replaced);
      written += 1;
    }
    read += removed.length;
  }
  copyTo(length);
  return lines;
}

const HUNK = /^@@ -(\d+)(?:,(\d+))? \+\d+(?:,(\d+))? @@/;

/** Reads git's patches. Yields a commit's index before the files that it changed. */
async function* patchesOf(
  lines: AsyncGenerator<string>,
  indexes: ReadonlyMap<string, number>,
): AsyncGenerator<number | FilePatch> {
  let file: FilePatch | undefined;
  let hunk: Hunk | undefined;
  let toRemove = 0;
  let toAdd = 0;
  for await (const text of lines) {
    if (hunk !== undefined && toRemove > 0 && text.startsWith('-')) {
      hunk.removed.push(text.slice(1).trim());
      toRemove -= 1;
      continue;
    }
    if (hunk !== undefined && toAdd > 0 && text.startsWith('+')) {
      hunk.added.push(text.slice(1).trim());
      toAdd -= 1;
      continue;
    }
    const commit = indexes.get(text);
    if (commit !== undefined || text.startsWith('diff --git ')) {
      if (file !== undefined) yield file;
      file = undefined;
      hunk = undefined;
      if (commit !== undefined) yield commit;
      else file = { ...pathsOfHeader(text), binary: false, hunks: [] };
      continue;
    }
    if (file === undefined) continue;
    const [, start, removed = '1', added = '1'] = HUNK.exec(text) ?? [];
    if (start !== undefined) {
      toRemove = Number(removed);
      toAdd = Number(added);
      hunk = { before: toRemove === 0 ? Number(start) : Number(start) - 1, removed: [], added: [] };
      file.hunks.push(hunk);
    } else if (text.startsWith('new file mode ')) file.from = null;
    else if (text.startsWith('deleted file mode ')) file.to = null;
    else if (text.startsWith('rename from ')) file.from = unquoted(text.slice('rename from '.length));
    else if (text.startsWith('rename to ')) file.to = unquoted(text.slice('rename to '.length));
    else if (text.startsWith('Binary files ')) file.binary = true;
  }
  if (file !== undefined) yield file;
}

/** `diff --git a b` names one path twice, unless the file was renamed; later lines then say so. */
function pathsOfHeader(text: string): { from: string; to: string } {
  const paths = text.slice('diff --git '.length);
  const path = unquoted(paths.slice(0, (paths.length - 1) / 2));
  return { from: path, to: path };
}

const ESCAPED: Readonly<Record<string, string>> = {
  a: '\u0007',
  b: '\b',
  t: '\t',
  n: '\n',
  v: '\v',
  f: '\f',
  r: '\r',
};

/** Git quotes a path with a quotation mark, a backslash or a control character, whatever its settings. */
function unquoted(path: string): string {
  if (!path.startsWith('"')) return path;
  return path
    .slice(1, -1)
    .replaceAll(/\\(?:([0-7]{3})|(.))/g, (_, code: string | undefined, character: string) =>
      code === undefined ? (ESCAPED[character] ?? character) : String.fromCharCode(Number.parseInt(code, 8)),
    );
}

/**
 * Commits that only reformat, as git's own convention lists them: one identifier a line, `#` for a comment. A merge only
 * reformats when all that it brought does.
 * @param line the commits of the branch along first parents, the oldest first
 */
async function ignoredRevisions(
  git: Git,
  tip: string,
  line: readonly string[],
): Promise<ReadonlySet<string>> {
  const file = '.git-blame-ignore-revs';
  if ((await git.text(['ls-tree', tip, file])).split(' ')[1] !== 'blob') return new Set();
  const text = await git.text(['cat-file', 'blob', `${tip}:${file}`]);
  const entries = text.split('\n').map((entry) => entry.replace(/#.*/, '').trim().toLowerCase());
  const listed = [...new Set(entries.filter((entry) => /^[0-9a-f]{7,64}$/.test(entry)))];
  if (listed.length === 0) return new Set();
  const parents = new Map<string, string[]>();
  for await (const row of git.pieces('\n', ['rev-list', '--parents', tip])) {
    const [sha, ...others] = row.split(' ');
    if (sha !== undefined) parents.set(sha, others);
  }
  const shas = [...parents.keys()];
  const ignored = new Set(
    listed.flatMap((entry) => {
      if (parents.has(entry)) return entry;
      const [only, another] = shas.filter((sha) => sha.startsWith(entry));
      return only === undefined || another !== undefined ? [] : only;
    }),
  );
  if (ignored.size === 0) return ignored;
  const seen = new Set(line);
  for (const merge of line) {
    const brought: string[] = [];
    const stack = (parents.get(merge) ?? []).slice(1);
    for (let sha = stack.pop(); sha !== undefined; sha = stack.pop()) {
      if (seen.has(sha)) continue;
      seen.add(sha);
      brought.push(sha);
      stack.push(...(parents.get(sha) ?? []));
    }
    const changes = brought.filter((sha) => (parents.get(sha)?.length ?? 0) < 2);
    if (changes.length > 0 && changes.every((sha) => ignored.has(sha))) ignored.add(merge);
  }
  return ignored;
}
