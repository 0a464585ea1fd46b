import { CODEOWNERS_PLACES, type Codeowners, readCodeowners } from '../../facts/codeowners.ts';
import { coverageOf, mergeFacts, noFacts } from '../../facts/collection.ts';
import { type Identity, isPerson } from '../../facts/identity.ts';
import { factsWithoutNames } from '../../facts/namesOfPeople.ts';
import type { Progress, Reading } from '../../facts/reading.ts';
import type { Instant } from '../../facts/schema.ts';
import { type Clone, openClone } from './clone.ts';
import { readCommits } from './commits.ts';
import { readThroughOf } from './readThrough.ts';
import { webUrl } from './remoteUrl.ts';
import { readTags } from './tags.ts';

export interface GitOptions {
  /** The top folder of a local clone, or a bare repository. */
  path: string;
  /** `owner/name` under which it is stored. */
  name: string;
  identity: Identity;
  /** Whether the paths of changed files are needed; default: no. */
  withPaths?: boolean;
  /** Whether a team owns what CODEOWNERS says; default: no. */
  withCodeowners?: boolean;
  now: Instant;
  onProgress?: (progress: Progress) => void;
}

/**
 * Reads the facts in a local clone: the commits of its default branch and of its tags, and the tags. Uses the
 * `git` command, no network, no token.
 * @returns sorted facts, the same for the same clone; `unreadable` names what could not be read
 * @throws Problem for a wrong path (exit code 2), and for a repository that is empty, damaged, shallow or partial
 */
export async function readGit({
  path,
  name,
  identity,
  withPaths = false,
  withCodeowners = false,
  now,
  onProgress,
}: GitOptions): Promise<Reading> {
  const clone = await openClone(path);
  const readThrough = await readThroughOf(clone, now);
  const commits = await readCommits(
    clone,
    { repository: name, identity, withPaths },
    onProgress ?? (() => {}),
  );
  const tags = await readTags(clone);
  const firstCommit = await clone.git.text(['rev-list', '--first-parent', '--max-parents=0', clone.tip]);
  return {
    repository: {
      id: `git:${firstCommit}`,
      name,
      url: clone.remote === null ? null : webUrl(clone.remote.url),
      defaultBranch: clone.branch,
      private: true,
      archived: false,
      fork: false,
      createdAt: null,
      ...(withCodeowners ? { codeowners: await codeownersIn(clone) } : {}),
    },
    facts: factsWithoutNames(
      mergeFacts(noFacts(), { ...noFacts(), commits: commits.rows, tags: tags.rows }),
      await peopleIn(clone, identity),
    ),
    readThrough,
    wholeAt: readThrough,
    coverage: {
      commits: coverageOf('commits', { read: commits.rows.length, expected: commits.expected }),
      tags: coverageOf('tags', { read: tags.rows.length, expected: tags.expected }),
    },
    excluded: [
      ...commits.excluded.map((rows) => ({ collection: 'commits', ...rows })),
      ...tags.excluded.map((rows) => ({ collection: 'tags', ...rows })),
    ],
    unreadable: [
      ...guessedBranch(clone).map((what) => ({ collection: 'commits', what })),
      ...tags.unreadable.map((what) => ({ collection: 'tags', what })),
    ],
    cost: { requests: 0, points: 0 },
  };
}

async function codeownersIn({ git, tip }: Clone): Promise<Codeowners> {
  for (const place of CODEOWNERS_PLACES) {
    const listed = await git.text(['ls-tree', '--name-only', tip, '--', place]);
    if (listed !== '') return readCodeowners(await git.text(['cat-file', 'blob', `${tip}:${place}`]));
  }
  return readCodeowners('');
}

/** @returns the names of those who wrote or committed, but for automation */
async function peopleIn(clone: Clone, identity: Identity): Promise<Set<string>> {
  const names = new Set<string>();
  for await (const line of clone.git.pieces('\n', [
    'log',
    '--no-show-signature',
    '--encoding=UTF-8',
    '--format=%an%x00%ae%n%aN%x00%aE%n%cn%x00%ce',
    clone.tip,
    '--tags',
  ])) {
    const [name = '', address = ''] = line.split('\0');
    const actor = identity.person(address);
    if (isPerson(actor)) names.add(name);
  }
  return names;
}

function guessedBranch({ branchIsKnown, branch, remote }: Clone): string[] {
  if (branchIsKnown) return [];
  return [
    `the clone does not record its remote's default branch, ${branch} was read; \`git remote set-head ${remote?.name} --auto\` records it`,
  ];
}
