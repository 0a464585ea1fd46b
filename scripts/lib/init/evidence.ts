import { execFile } from 'node:child_process';
import { readdir, stat } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { promisify } from 'node:util';
import { Problem } from '../../../src/facts/problem.ts';
import type { DiscoveredRepository } from '../../../src/sources/github/discovery.ts';

/** What `npm run init` knows of a repository, from GitHub or from a clone. Moments are milliseconds since the epoch. */
export interface Evidence {
  name: string;
  /** A clone's folder, relative to the organisation folder; null on GitHub. */
  path: string | null;
  isPrivate: boolean;
  topics: readonly string[];
  codeowners: string | null;
  /** Merged pull requests on GitHub, commits in a clone; a bot has no author. */
  changes: readonly { at: number; author: string | null }[];
  /** Labels of pull requests and branches that they come from. */
  pullRequestLabels: readonly string[];
  branches: readonly string[];
  issueLabels: readonly string[];
  deployments: readonly { at: number; name: string }[];
  checks: readonly { at: number; name: string }[];
  releases: readonly number[];
  tags: readonly string[];
}

const momentOf = (text: string | null): number[] => (text === null ? [] : [Date.parse(text)]);

/** @returns the evidence in what GitHub shows of a repository */
export function evidenceOf(found: DiscoveredRepository): Evidence {
  return {
    name: found.nameWithOwner,
    path: null,
    isPrivate: found.isPrivate,
    topics: found.repositoryTopics,
    codeowners: found.codeowners,
    changes: found.pullRequests.flatMap(({ mergedAt, author }) =>
      momentOf(mergedAt).map((at) => ({
        at,
        author: author?.__typename === 'User' ? author.login.toLowerCase() : null,
      })),
    ),
    pullRequestLabels: found.pullRequests.flatMap(({ labels }) => labels),
    branches: found.pullRequests.map(({ headRefName }) => headRefName),
    issueLabels: found.issues.flatMap(({ labels }) => labels),
    deployments: found.deployments.flatMap(({ createdAt, environment }) =>
      environment === null ? [] : [{ at: Date.parse(createdAt), name: environment }],
    ),
    checks: found.checks.map(({ at, name }) => ({ at: Date.parse(at), name })),
    releases: found.releases.flatMap(({ publishedAt }) => momentOf(publishedAt)),
    tags: found.refs.map(({ name }) => name),
  };
}

const git = (folder: string, ...args: string[]) =>
  promisify(execFile)('git', ['-C', folder, ...args], { maxBuffer: 2 ** 28 }).then(({ stdout }) => stdout);

/**
 * Looks at the clones in a folder: its own sub-folders and theirs.
 * @param since commits before count for nothing
 * @throws Problem (exit 2) when there is no clone
 */
export async function evidenceInClones(
  folder: string,
  organisationFolder: string,
  since: number,
): Promise<Evidence[]> {
  const clones = await clonesIn(folder);
  if (clones.length === 0) {
    throw new Problem({
      place: folder,
      found: 'no clone of a git repository',
      expected: 'a folder with clones in it, or in its sub-folders',
      remedy: 'Give the folder that holds your clones.',
      exitCode: 2,
    });
  }
  const found: Evidence[] = [];
  for (const { path, name } of clones) {
    const log = await git(
      path,
      'log',
      '--all',
      `--since=${new Date(since).toISOString()}`,
      '--format=%ct %aE',
    );
    found.push({
      name,
      path: relative(organisationFolder, path),
      isPrivate: true,
      topics: [],
      codeowners: await git(path, 'show', 'HEAD:.github/CODEOWNERS').catch(() =>
        git(path, 'show', 'HEAD:CODEOWNERS').catch(() => null),
      ),
      changes: log.split('\n').flatMap((line) => {
        const [, seconds, author = ''] = /^(\d+) (.*)$/.exec(line) ?? [];
        if (seconds === undefined) return [];
        return { at: Number(seconds) * 1000, author: /\[bot\]/.test(author) ? null : author.toLowerCase() };
      }),
      pullRequestLabels: [],
      branches: [],
      issueLabels: [],
      deployments: [],
      checks: [],
      releases: [],
      tags: (await git(path, 'tag', '--list')).split('\n').filter((tag) => tag !== ''),
    });
  }
  return found;
}

async function clonesIn(folder: string): Promise<{ path: string; name: string }[]> {
  const base =
    folder
      .split('/')
      .filter((part) => part !== '' && !part.startsWith('.'))
      .at(-1) ?? 'local';
  const owner = base.replaceAll(/[^A-Za-z0-9._-]/g, '-');
  const found: { path: string; name: string }[] = [];
  for (const first of await foldersIn(folder)) {
    const path = join(folder, first);
    if (await isClone(path)) found.push({ path, name: `${owner}/${first}` });
    else
      for (const second of await foldersIn(path))
        if (await isClone(join(path, second)))
          found.push({ path: join(path, second), name: `${first}/${second}` });
  }
  return found.map(({ path, name }) => ({ path, name: name.replaceAll(/[^A-Za-z0-9._/-]/g, '-') }));
}

async function foldersIn(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
  return entries
    .filter((entry) => entry.isDirectory() && !entry.name.startsWith('.'))
    .map(({ name }) => name)
    .sort();
}

async function isClone(path: string): Promise<boolean> {
  const has = (name: string) =>
    stat(join(path, name)).then(
      () => true,
      () => false,
    );
  return (await has('.git')) || ((await has('HEAD')) && (await has('objects')) && (await has('refs')));
}
