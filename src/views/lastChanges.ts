import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

/**
 * When each file of a folder was last changed, from git's history.
 * @returns moments in ISO 8601 by the file's path below the folder; none where git has no history of the folder or
 *   only part of it, because the last commit of a shallow clone seems to have changed everything
 */
export async function changesIn(folder: string): Promise<Map<string, string>> {
  try {
    if ((await git(folder, 'rev-parse', '--is-shallow-repository')).trim() !== 'false') return new Map();
    return changesOf(
      await git(folder, 'log', '--format=%x01%cI', '--name-only', '--relative', '-z', '--', '.'),
    );
  } catch {
    return new Map();
  }
}

/**
 * Why no page can say when it was last changed.
 * @returns what is missing and what to do, in a sentence; null where git has the whole history of the folder
 */
export async function unknownChanges(folder: string): Promise<string | null> {
  try {
    if ((await git(folder, 'rev-parse', '--is-shallow-repository')).trim() === 'false') return null;
    return `No page says when it was last changed: ${folder} is in a shallow clone. Fetch its history with \`git fetch --unshallow\`, in GitHub Actions with \`fetch-depth: 0\`.`;
  } catch {
    return `No page says when it was last changed: ${folder} is in no repository that git can read.`;
  }
}

/** @param log commits, newest first: each the character U+0001, its moment, and after U+0000 the paths of its files */
export function changesOf(log: string): Map<string, string> {
  const changes = new Map<string, string>();
  for (const commit of log.split('\u0001').slice(1)) {
    const [at = '', ...paths] = commit.split('\0').map((part) => part.trim());
    for (const path of paths) if (path !== '' && !changes.has(path)) changes.set(path, at);
  }
  return changes;
}

async function git(folder: string, ...args: string[]): Promise<string> {
  const { stdout } = await promisify(execFile)('git', ['-C', folder, ...args], { maxBuffer: 2 ** 28 });
  return stdout;
}
