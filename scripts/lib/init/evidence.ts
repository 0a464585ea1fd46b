import { readdir, stat } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { Problem } from '../../../src/facts/problem.ts';
import { git } from '../../../src/sources/git/git.ts';
import type { DiscoveredRepository } from '../../../src/sources/github/discovery.ts';
import { ignoreProblem } from '../ignoreProblem.ts';

/** What `npm run init` knows of a repository, from GitHub or from a clone. Moments are milliseconds since the epoch. */
export interface Evidence {
  name: string;
  /** A clone's folder, relative to the organisation folder; null on GitHub. */
  path: string | null;
  isPrivate: boolean;
  topics: readonly string[];
  /** Teams that a custom property names. */
  properties: readonly string[];
  codeowners: string | null;
  /** Merged pull requests on GitHub, commits in a clone; a bot has no author. */
  changes: readonly { at: number; author: string | null }[];
  /** Labels of pull requests and branches that they come from. */
  pullRequestLabels: readonly string[];
  branches: readonly string[];
  /** Whether commits say that they revert another, which shows failures where nothing else does; of clones alone. */
  hasReverts: boolean;
  issueLabels: readonly string[];
  deployments: readonly { at: number; name: string }[];
  checks: readonly { at: number; name: string }[];
  releases: readonly number[];
  tags: readonly string[];
}

const momentOf = (text: string | null): number[] => (text === null ? [] : [Date.parse(text)]);

/** @returns the evidence in what GitHub shows of a repository */
export function evidenceOf(found: DiscoveredRepository, properties: readonly string[] = []): Evidence {
  return {
    name: found.nameWithOwner,
    path: null,
    isPrivate: found.isPrivate,
    topics: found.repositoryTopics,
    properties,
    codeowners: found.codeowners,
    changes: found.pullRequests.flatMap(({ mergedAt, author }) =>
      momentOf(mergedAt).map((at) => ({
        at,
        author: author?.__typename === 'User' ? author.login.toLowerCase() : null,
      })),
    ),
    pullRequestLabels: found.pullRequests.flatMap(({ labels }) => labels),
    branches: found.pullRequests.map(({ headRefName }) => headRefName),
    hasReverts: false,
    issueLabels: found.issues.flatMap(({ labels }) => labels),
    deployments: found.deployments.flatMap(({ createdAt, environment }) =>
      environment === null ? [] : [{ at: Date.parse(createdAt), name: environment }],
    ),
    checks: found.checks.map(({ at, name }) => ({ at: Date.parse(at), name })),
    releases: found.releases.flatMap(({ publishedAt }) => momentOf(publishedAt)),
    tags: found.refs.map(({ name }) => name),
  };
}

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
  for (const { path, name, gitDir } of clones) {
    const clone = git(path, path, gitDir);
    const log = await clone.text([
      'log',
      '--all',
      `--since=${new Date(since).toISOString()}`,
      '--format=%ct %aE %s',
    ]);
    const shown = (file: string) => clone.text(['show', `HEAD:${file}`]).catch(ignoreProblem);
    found.push({
      name,
      path: relative(organisationFolder, path),
      isPrivate: true,
      topics: [],
      properties: [],
      codeowners: (await shown('.github/CODEOWNERS')) ?? (await shown('CODEOWNERS')),
      changes: log.split('\n').flatMap((line) => {
        const [, seconds, author = ''] = /^(\d+) (\S*)/.exec(line) ?? [];
        if (seconds === undefined) return [];
        return { at: Number(seconds) * 1000, author: /\[bot\]/.test(author) ? null : author.toLowerCase() };
      }),
      pullRequestLabels: [],
      branches: [],
      hasReverts: /^\d+ \S* Revert "/m.test(log),
      issueLabels: [],
      deployments: [],
      checks: [],
      releases: [],
      tags: (await clone.text(['tag', '--list'])).split('\n').filter((tag) => tag !== ''),
    });
  }
  return found;
}

/** A clone in a folder: with a work tree, or bare. */
interface Found {
  path: string;
  name: string;
  gitDir: '.git' | '.';
}

async function clonesIn(folder: string): Promise<Found[]> {
  const base =
    folder
      .split('/')
      .filter((part) => part !== '' && !part.startsWith('.'))
      .at(-1) ?? 'local';
  const owner = base.replaceAll(/[^A-Za-z0-9._-]/g, '-');
  const found: Found[] = [];
  for (const first of await foldersIn(folder)) {
    const path = join(folder, first);
    const gitDir = await gitDirIn(path);
    if (gitDir !== null) found.push({ path, name: `${owner}/${first}`, gitDir });
    else
      for (const second of await foldersIn(path)) {
        const inner = await gitDirIn(join(path, second));
        if (inner !== null)
          found.push({ path: join(path, second), name: `${first}/${second}`, gitDir: inner });
      }
  }
  return found.map(({ name, ...clone }) => ({ ...clone, name: name.replaceAll(/[^A-Za-z0-9._/-]/g, '-') }));
}

async function foldersIn(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
  return entries
    .filter((entry) => entry.isDirectory() && !entry.name.startsWith('.'))
    .map(({ name }) => name)
    .sort();
}

/** @returns null for what is not a clone */
async function gitDirIn(path: string): Promise<Found['gitDir'] | null> {
  const has = (name: string) =>
    stat(join(path, name)).then(
      () => true,
      () => false,
    );
  if (await has('.git')) return '.git';
  return (await has('HEAD')) && (await has('objects')) && (await has('refs')) ? '.' : null;
}
