import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { devNull, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { onTestFinished } from 'vitest';
import { MINUTE } from '../../src/facts/time.ts';

/** A real repository in a temporary folder; it goes when the test ends. */
export interface GitRepository {
  path: string;
  /** Runs git there. @returns what it prints, without the last line end */
  git: (...args: string[]) => string;
  /** @returns the new commit's sha */
  commit: (commit?: CommitToMake) => string;
  /** Makes many commits on the branch main at once, a tag after those that have one: a process for each would take longer. */
  history: (commits: readonly DatedCommit[]) => void;
  /** Merges a branch with a merge commit. @returns its sha */
  merge: (branch: string, commit?: CommitToMake) => string;
  /** Writes an object byte for byte, whatever it says. @returns its sha */
  object: (type: 'commit' | 'tag' | 'blob', content: string | Buffer) => string;
  /** Clones it next to itself with further options of `git clone`. */
  clone: (...options: string[]) => GitRepository;
}

export interface CommitToMake {
  message?: string;
  /** `Name <address>`. */
  author?: string;
  /** ISO 8601 with an offset; the next free minute when left out. */
  authored?: string;
  committed?: string;
  /** Contents by path, written before the commit. */
  files?: Record<string, string | Buffer>;
}

/** A commit of a history: whole, with text alone in its files. */
export interface DatedCommit {
  author: string;
  /** When it was authored and committed, in milliseconds. */
  at: number;
  files: Record<string, string>;
  tag?: string;
}

const FIRST_MOMENT = Date.UTC(2026, 0, 5, 9, 0, 0);

/** Runs git without the user's configuration, as a fixed person at a fixed time. */
function run(
  folder: string,
  args: readonly string[],
  settings: NodeJS.ProcessEnv,
  input?: string | Buffer,
): string {
  const inherited = Object.entries(process.env).filter(([name]) => !name.startsWith('GIT_'));
  const env = {
    ...Object.fromEntries(inherited),
    GIT_CONFIG_GLOBAL: devNull,
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_AUTHOR_NAME: 'Sample Author',
    GIT_AUTHOR_EMAIL: 'author@example.org',
    GIT_COMMITTER_NAME: 'Sample Committer',
    GIT_COMMITTER_EMAIL: 'committer@example.org',
    ...settings,
  };
  return execFileSync('git', args, {
    cwd: folder,
    env,
    encoding: 'utf8',
    input: input ?? '',
    stdio: 'pipe',
  }).replace(/\n$/, '');
}

/** Makes an empty repository on the branch main. */
export function gitRepository(): GitRepository {
  const root = mkdtempSync(join(tmpdir(), 'plumbline-git-'));
  onTestFinished(() => rmSync(root, { recursive: true, force: true }));
  const path = join(root, 'repository');
  mkdirSync(path);
  run(path, ['init', '--quiet', '--template=', '-b', 'main'], {});
  return repositoryAt(path, root);
}

function repositoryAt(path: string, root: string): GitRepository {
  let moment = FIRST_MOMENT;
  let copies = 0;
  const nextMoment = () => {
    moment += MINUTE;
    return new Date(moment).toISOString();
  };
  const settingsOf = ({ author, authored, committed }: CommitToMake): NodeJS.ProcessEnv => {
    const [, name, address] = /^(.*?) ?<(.*)>$/.exec(author ?? '') ?? [];
    return {
      GIT_AUTHOR_DATE: authored ?? nextMoment(),
      GIT_COMMITTER_DATE: committed ?? nextMoment(),
      ...(name === undefined ? {} : { GIT_AUTHOR_NAME: name }),
      ...(address === undefined ? {} : { GIT_AUTHOR_EMAIL: address }),
    };
  };
  const head = () => run(path, ['rev-parse', 'HEAD'], {});
  return {
    path,
    git: (...args) => run(path, args, { GIT_COMMITTER_DATE: nextMoment() }),
    commit: (commit = {}) => {
      const files = Object.entries(commit.files ?? {});
      for (const [name, content] of files) {
        mkdirSync(dirname(join(path, name)), { recursive: true });
        writeFileSync(join(path, name), content);
      }
      if (files.length > 0) run(path, ['add', '--', ...files.map(([name]) => name)], {});
      const args = [
        'commit',
        '--quiet',
        '--allow-empty',
        '--allow-empty-message',
        '--cleanup=verbatim',
        '-F',
        '-',
      ];
      run(path, args, settingsOf(commit), commit.message ?? 'A change');
      return head();
    },
    history: (commits) => {
      const stream = commits.flatMap(({ author, at, files, tag }) => {
        const seconds = `${Math.floor(at / 1000)} +0000`;
        return [
          'commit refs/heads/main',
          `author ${author} ${seconds}`,
          `committer ${author} ${seconds}`,
          data('A change'),
          ...Object.entries(files).flatMap(([name, content]) => [`M 100644 inline ${name}`, data(content)]),
          ...(tag === undefined ? [] : [`reset refs/tags/${tag}`, 'from refs/heads/main', '']),
        ];
      });
      run(path, ['fast-import', '--quiet'], {}, `${stream.join('\n')}\n`);
      run(path, ['reset', '--quiet', '--hard'], {});
    },
    merge: (branch, commit = {}) => {
      const args = [
        'merge',
        '--quiet',
        '--no-ff',
        '-m',
        commit.message ?? `Merge branch '${branch}'`,
        branch,
      ];
      run(path, args, settingsOf(commit));
      return head();
    },
    object: (type, content) =>
      run(path, ['hash-object', '-t', type, '-w', '--literally', '--stdin'], {}, content),
    clone: (...options) => {
      copies += 1;
      const copy = join(root, `clone-${copies}`);
      run(root, ['clone', '--quiet', ...options, `file://${path}`, copy], {
        GIT_COMMITTER_DATE: nextMoment(),
      });
      return repositoryAt(copy, root);
    },
  };
}

/** A text as `git fast-import` takes it. */
function data(text: string): string {
  return `data ${Buffer.byteLength(text)}\n${text}`;
}
