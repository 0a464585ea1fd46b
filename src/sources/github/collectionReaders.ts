import type { Facts } from '../../facts/collection.ts';
import type { Coverage } from '../../facts/manifest.ts';
import type { Commit, Instant } from '../../facts/schema.ts';
import type { Snapshot } from '../../facts/store.ts';
import { readAncestors } from './collections/ancestors.ts';
import { readChecks } from './collections/checks.ts';
import { readCommits } from './collections/commits.ts';
import { readDeployments } from './collections/deployments.ts';
import type { Excluded, Found } from './collections/found.ts';
import { hiddenBoards, readIssues } from './collections/issues.ts';
import { readMilestones } from './collections/milestones.ts';
import { type GitHubCollection, pagesFor } from './collections/pageShapes.ts';
import { readPullRequests, truncatedLists } from './collections/pullRequests.ts';
import type { RowOf } from './collections/readCollection.ts';
import { readReleases } from './collections/releases.ts';
import { readTags } from './collections/tags.ts';
import { CHECKS_KEPT, OVERLAP } from './incremental.ts';
import { before, earliest, latest } from './instants.ts';
import type { RepositoryContext } from './repositoryContext.ts';

/** What a reading knows before it reads a collection. */
export interface Earlier {
  stored: Snapshot | null;
  /** The rows of the collections that were read before this one. */
  facts: Facts;
  /** All commits from this moment on were read; null when all were, from the first. */
  commitsSince: Instant | null;
}

/** How one collection is read. */
interface CollectionReader<Row> {
  /** Reads every row. */
  full: (context: RepositoryContext, earlier: Earlier) => Promise<Found<Row>>;
  /** Reads the rows that may differ from the stored ones, where GitHub can be asked for those. */
  incremental?: (context: RepositoryContext, stored: Snapshot, earlier: Earlier) => Promise<Found<Row>>;
  /** Whether the stored rows lack what an incremental reading cannot add. */
  lacksParts?: (context: RepositoryContext, stored: Snapshot) => boolean;
  /** Whether stored rows remain although GitHub no longer gives them. */
  keepsStored?: true;
  /** What GitHub does not give of the rows. */
  excluded?: (rows: readonly Row[]) => Excluded[];
  /** What the manifest says of the rows instead of how many GitHub counts and how many pages they fill. */
  coverage?: (context: RepositoryContext, earlier: Earlier) => Pick<Coverage, 'expected' | 'pages' | 'since'>;
}

export const collectionReaders: { [Name in GitHubCollection]: CollectionReader<RowOf<Name>> } = {
  'pull-requests': {
    full: (context) => readPullRequests(context, null),
    incremental: (context, stored) => readPullRequests(context, withOverlap(stored)),
    lacksParts: ({ withPaths }, { facts }) =>
      withPaths && facts['pull-requests'].some(({ paths }) => paths === null),
    excluded: truncatedLists,
  },
  issues: {
    full: (context) => readIssues(context, null),
    incremental: (context, stored) => readIssues(context, withOverlap(stored)),
    lacksParts: ({ offers }, { facts }) =>
      (offers.hasTypes && facts.issues.some(({ type }) => type === undefined)) ||
      (offers.hasBoards && facts.issues.some(({ boards }) => boards === undefined)),
    excluded: hiddenBoards,
  },
  milestones: { full: readMilestones },
  releases: { full: readReleases },
  tags: { full: readTags },
  deployments: {
    full: (context) => readDeployments(context, null),
    incremental: (context, { facts, manifest: { readThrough } }) =>
      readDeployments(context, { rows: facts.deployments, readThrough }),
  },
  commits: {
    full: async (context, earlier) => withOffBranch(context, earlier, await readCommits(context, null), null),
    incremental: async (context, stored, earlier) => {
      const rows = stored.facts.commits.filter(({ offBranch }) => offBranch !== true);
      const found = await readCommits(context, { rows, since: withOverlap(stored) });
      return withOffBranch(context, earlier, found, stored);
    },
  },
  checks: {
    full: (context) => readChecks(context, oldestCheck(context), new Set()),
    incremental: (context, stored, { commitsSince }) => {
      const oldest = oldestCheck(context);
      const changed = earliest(commitsSince ?? oldest, firstUnfinished(stored) ?? context.now);
      return readChecks(
        context,
        latest(oldest, changed),
        new Set(stored.facts.commits.map(({ sha }) => sha)),
      );
    },
    keepsStored: true,
    coverage: (context, { stored, facts }) => {
      const since = checksSince(stored, oldestCheck(context));
      const within = facts.commits.filter(({ committedAt }) => Date.parse(committedAt) >= Date.parse(since));
      return { expected: null, pages: pagesFor('checks', within.length), since };
    },
  },
};

const LEFT = 'commits off the default branch that are left for the next reading';

/**
 * Adds the commits that were deployed, released or tagged and are not on the default branch, with those before them. An
 * incremental reading looks up what is new: what GitHub did not have before it does not have now.
 * @param stored null when all commits are read again
 */
async function withOffBranch(
  context: RepositoryContext,
  { facts }: Pick<Earlier, 'facts'>,
  found: Found<Commit>,
  stored: Snapshot | null,
): Promise<Found<Commit>> {
  const before = Map.groupBy(stored?.facts.commits ?? [], ({ offBranch }) => offBranch === true);
  const onBranch = new Set([...(before.get(false) ?? []), ...found.rows].map(({ sha }) => sha));
  const kept = (before.get(true) ?? []).filter(({ sha }) => !onBranch.has(sha));
  const known = new Set([...onBranch, ...kept.map(({ sha }) => sha)]);
  const leftBefore = stored?.manifest.excluded.find(({ what }) => what === LEFT)?.count ?? 0;
  const lookedUp = new Set(stored === null || leftBefore > 0 ? [] : releasedCommits(context, stored.facts));
  const tips = [...releasedCommits(context, facts), ...kept.flatMap(({ parents }) => parents)];
  const { rows, left } = await readAncestors(context, tips, (sha) => known.has(sha) || lookedUp.has(sha));
  return {
    ...found,
    rows: [...found.rows, ...rows],
    expected: found.expected === null ? null : found.expected + kept.length + rows.length,
    // Counts of an incremental reading are added to the stored ones.
    excluded: [{ what: LEFT, count: left - leftBefore }],
    left,
  };
}

/** @returns the commits that reached users, as far as a source can tell, from the newest on */
function releasedCommits({ deploysTo }: RepositoryContext, facts: Facts): string[] {
  return [
    ...facts.deployments
      .filter(({ environment }) => deploysTo(environment))
      .map(({ sha, createdAt }) => ({ sha, at: createdAt })),
    ...facts.releases.flatMap(({ sha, createdAt }) => (sha === null ? [] : [{ sha, at: createdAt }])),
    ...facts.tags,
  ]
    .sort((a, b) => Date.parse(b.at) - Date.parse(a.at))
    .map(({ sha }) => sha);
}

const withOverlap = ({ manifest: { readThrough } }: Snapshot) => before(readThrough, OVERLAP);

const oldestCheck = ({ now }: RepositoryContext) => before(now, CHECKS_KEPT);

/** @returns when the oldest commit was made of which a stored check was still running; null for none */
function firstUnfinished({ facts }: Snapshot): Instant | null {
  const running = new Set(facts.checks.filter(({ conclusion }) => conclusion === null).map(({ sha }) => sha));
  return facts.commits
    .filter(({ sha }) => running.has(sha))
    .map(({ committedAt }) => committedAt)
    .reduce<Instant | null>((first, at) => (first === null ? at : earliest(first, at)), null);
}

/** @returns the moment from which on the stored and the newly read checks are complete; GitHub deletes older ones */
function checksSince(stored: Snapshot | null, asked: Instant): Instant {
  if (stored === null) return asked;
  const { coverage, readThrough } = stored.manifest;
  return earliest(coverage['checks']?.since ?? before(readThrough, CHECKS_KEPT), asked);
}
