import { access, stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { Problem } from '../../facts/problem.ts';
import { type Git, git } from './git.ts';

/** A complete local repository, ready to be read. */
export interface Clone {
  git: Git;
  /** The remote that it was cloned from, null for a repository without one. */
  remote: { name: string; url: string } | null;
  branch: string;
  /** The commit at the tip of the default branch. */
  tip: string;
  /** False when the clone does not record which branch its remote calls the default. */
  branchIsKnown: boolean;
}

/**
 * Opens a clone with its whole history.
 * @param path the work tree's top folder, or a bare repository; folders above it are never searched
 * @throws Problem for a wrong path (exit code 2); for a repository without commits, without a recognisable
 *   default branch, or with half of its history (exit code 1)
 */
export async function openClone(path: string): Promise<Clone> {
  const opened = await openRepository(path);
  await checkNotShallow(opened);
  const remote = await readRemote(opened);
  const head = await defaultBranch(opened, remote?.name ?? null);
  await checkNotPartial(opened, head.tip);
  return { git: opened, remote, ...head };
}

/** @returns a git that runs inside the repository's own folder, away from the files of its work tree */
async function openRepository(path: string): Promise<Git> {
  const folder = resolve(path);
  const found = await stat(folder).catch(() => null);
  if (found === null || !found.isDirectory()) {
    throw new Problem({
      place: path,
      found: found === null ? 'no such folder' : 'a file',
      expected: 'the folder of a local clone',
      remedy: 'Correct the path, or clone the repository there with `git clone`.',
      exitCode: 2,
    });
  }
  const hasWorkTree = await access(join(folder, '.git')).then(
    () => true,
    () => false,
  );
  const outside = git(path, folder, hasWorkTree ? '.git' : '.');
  const inside = await outside.text(['rev-parse', '--absolute-git-dir']).catch((error: unknown) => {
    const isForeign = error instanceof Problem && error.found.includes('not a git repository');
    throw isForeign ? notARepository(path) : error;
  });
  return git(path, inside, '.');
}

const notARepository = (path: string) =>
  new Problem({
    place: path,
    found: 'a folder that is not a git repository',
    expected: 'the top folder of a clone (it contains `.git`) or a bare repository',
    remedy: 'Correct the path, or clone the repository there with `git clone`.',
    exitCode: 2,
  });

async function readRemote(git: Git): Promise<Clone['remote']> {
  const names = (await git.text(['remote'])).split('\n').filter((name) => name !== '');
  const name = names.includes('origin') ? 'origin' : names[0];
  if (name === undefined) return null;
  const [url = ''] = (await git.text(['remote', 'get-url', name])).split('\n');
  return { name, url };
}

async function defaultBranch(
  git: Git,
  remote: string | null,
): Promise<Pick<Clone, 'branch' | 'tip' | 'branchIsKnown'>> {
  const remotePrefix = `refs/remotes/${remote}/`;
  const branchOf = async (symbolicRef: string, prefix: string) => {
    const target = await git.answer(['symbolic-ref', '--quiet', symbolicRef]);
    return target?.startsWith(prefix) ? target.slice(prefix.length) : null;
  };
  const remoteHead = remote === null ? null : await branchOf(`${remotePrefix}HEAD`, remotePrefix);
  const currentBranch = await branchOf('HEAD', 'refs/heads/');
  for (const branch of [remoteHead, currentBranch, 'main', 'master']) {
    if (branch === null) continue;
    for (const prefix of remote === null ? ['refs/heads/'] : [remotePrefix, 'refs/heads/']) {
      const tip = await git.answer(['rev-parse', '--verify', '--quiet', `${prefix}${branch}^{commit}`]);
      if (tip !== null) {
        return {
          branch,
          tip,
          branchIsKnown: remote === null || branch === remoteHead || (await isBare(git)),
        };
      }
    }
  }
  const branches = await git.text(['for-each-ref', '--format=%(refname)', 'refs/heads', 'refs/remotes']);
  throw branches === ''
    ? new Problem({
        place: git.path,
        found: 'a repository without commits',
        expected: 'at least one commit on the default branch',
        remedy:
          'Run `git fetch` in the clone, or take the repository out of the configuration until it has commits.',
      })
    : new Problem({
        place: git.path,
        found: 'no default branch: no remote HEAD, no branch checked out, neither main nor master',
        expected: `one of ${branches.split('\n').slice(0, 5).join(', ')} marked as the default`,
        remedy: 'Run `git remote set-head origin --auto`, or check the default branch out.',
      });
}

/** A bare clone takes over its remote's HEAD as its own. */
async function isBare(git: Git): Promise<boolean> {
  return (await git.answer(['config', '--type=bool', 'core.bare'])) === 'true';
}

/** A number computed from half of a history would be wrong, and nothing would show it. */
async function checkNotShallow(git: Git): Promise<void> {
  if ((await git.text(['rev-parse', '--is-shallow-repository'])) !== 'true') return;
  throw new Problem({
    place: git.path,
    found: 'a shallow clone: its history is incomplete',
    expected: 'the whole history of the default branch',
    remedy:
      'Run `git fetch --unshallow --tags` in the clone (GitHub Actions: `fetch-depth: 0` for actions/checkout).',
  });
}

/** Without the contents of some files, git would fetch them or count the lines of the others only. */
async function checkNotPartial(git: Git, tip: string): Promise<void> {
  const promise = '^(remote\\..*\\.promisor|extensions\\.partialclone)$';
  if ((await git.answer(['config', '--get-regexp', promise])) === null) return;
  for await (const object of git.pieces('\n', [
    'rev-list',
    ...['--objects', '--missing=print', tip, '--tags', '--'],
  ])) {
    if (!object.startsWith('?')) continue;
    throw new Problem({
      place: git.path,
      found: 'a partial clone: it lacks contents of files, so changed lines cannot be counted',
      expected: 'every object of the default branch and the tags',
      remedy: 'Run `git fetch --refetch --no-filter` in the clone, or clone it again without `--filter`.',
    });
  }
}
