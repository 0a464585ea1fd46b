import type { Manifest } from '../../facts/manifest.ts';
import type { Instant } from '../../facts/schema.ts';
import { TIPS } from './collections/ancestors.ts';
import { LONGEST_WORKFLOW } from './collections/deployments.ts';
import { type GitHubCollection, githubCollections, pageShapes, pagesFor } from './collections/pageShapes.ts';
import type { Overview } from './collections/repository.ts';
import { CHECKS_KEPT, canReadIncrementally, fromGitHub, isFullReadDue, OVERLAP } from './incremental.ts';
import { isUnchanged, type Surveyed, type Wanted } from './survey.ts';

/** What a reading is expected to ask for. */
export interface Plan {
  requests: number;
  /** Points of GitHub's rate limit. */
  points: number;
  rows: number;
}

/** An assumption: one of so many pull requests has more reviews, commits or files than fit a page. */
const OVERFLOWS_ONCE_IN = 400;

/** An assumption: one of so many tags, releases and deployments is of a commit off the default branch. */
const OFF_BRANCH_ONCE_IN = 100;

/** Each commit that is looked up comes with two before it, and each of them with three lists. */
const POINTS_OF_ANCESTORS = 2;

/** What a collection is expected to need. */
interface Request {
  collection: GitHubCollection;
  rows: number;
  pages: number;
}

/**
 * Estimates the cost of a reading from a survey and from what is stored: all rows for a full reading, and for an
 * incremental one those that were added and as many as usually change in the time since.
 * @returns zeros for a repository in which nothing is new, and for one that cannot be read
 */
export function planOf(surveyed: Surveyed, manifest: Manifest | null, wanted: Wanted): Plan {
  if ('problem' in surveyed || isUnchanged(surveyed, manifest, wanted)) {
    return { requests: 0, points: 0, rows: 0 };
  }
  const { overview } = surveyed;
  const github = fromGitHub(manifest);
  const stored = github !== null && isFullReadDue(github, wanted.identity, wanted.now) ? null : github;
  const asked = githubCollections
    .filter((collection) => overview.counts[collection] !== 0)
    .map((collection) =>
      stored === null || isReadInFull(collection, overview, stored)
        ? fullRead(collection, overview, wanted.now)
        : incrementalRead(collection, overview, stored, wanted.now),
    );
  const pullRequests = asked.find(({ collection }) => collection === 'pull-requests')?.rows ?? 0;
  const further = Math.round(pullRequests / OVERFLOWS_ONCE_IN);
  const released = asked.filter(({ collection }) => RELEASED.has(collection));
  const ancestors = Math.round(
    released.reduce((total, { rows }) => total + rows, 0) / OFF_BRANCH_ONCE_IN / TIPS,
  );
  const sum = (of: (asked: Request) => number) => asked.reduce((total, each) => total + of(each), 0);
  return {
    requests: sum(({ pages }) => pages) + further + ancestors,
    points:
      sum(({ collection, pages }) => pages * pointsOf(collection, wanted.withPaths)) +
      further +
      ancestors * POINTS_OF_ANCESTORS,
    rows: Math.round(sum(({ rows }) => rows)),
  };
}

const RELEASED: ReadonlySet<GitHubCollection> = new Set(['tags', 'releases', 'deployments']);

function isReadInFull(collection: GitHubCollection, { counts }: Overview, stored: Manifest): boolean {
  const count = counts[collection];
  const wasDeleted = count !== null && count < (stored.coverage[collection]?.read ?? 0);
  return !pageShapes[collection].incremental || !canReadIncrementally(stored, collection) || wasDeleted;
}

function fullRead(collection: GitHubCollection, overview: Overview, now: Instant): Request {
  const ofCommits = Math.min(overview.counts.commits ?? 0, rateOf('commits', overview, now) * CHECKS_KEPT);
  const rows = collection === 'checks' ? ofCommits : (overview.counts[collection] ?? 0);
  return { collection, rows, pages: Math.max(1, pagesFor(collection, rows)) };
}

function incrementalRead(
  collection: GitHubCollection,
  overview: Overview,
  stored: Manifest,
  now: Instant,
): Request {
  const counted = collection === 'checks' ? 'commits' : collection;
  const grown = Math.max(0, (overview.counts[counted] ?? 0) - (stored.coverage[counted]?.read ?? 0));
  const since = Date.parse(now) - Date.parse(stored.readThrough);
  const overlap = collection === 'deployments' ? LONGEST_WORKFLOW : OVERLAP;
  const rows = grown + rateOf(counted, overview, now) * (since + overlap);
  // Reading ends with the first page that has a row from before.
  const pages = Math.floor(rows / pageShapes[collection].rows) + 1;
  // After several pages, one more pass looks for what changed meanwhile.
  const again = pages > 1 && (collection === 'pull-requests' || collection === 'issues') ? 1 : 0;
  return { collection, rows, pages: pages + again };
}

/** @returns rows made in a millisecond, on average over the repository's life */
function rateOf(collection: GitHubCollection, { repository, counts }: Overview, now: Instant): number {
  const life = Date.parse(now) - Date.parse(repository.createdAt ?? now);
  return life <= 0 ? 0 : (counts[collection] ?? 0) / life;
}

/** GitHub counts a page and each list in each of its rows as a request, and a hundred requests as a point. */
function pointsOf(collection: GitHubCollection, withPaths: boolean): number {
  const { rows, lists } = pageShapes[collection];
  const paths = collection === 'pull-requests' && withPaths ? 1 : 0;
  return Math.max(1, Math.round((1 + rows * (lists + paths)) / 100));
}
