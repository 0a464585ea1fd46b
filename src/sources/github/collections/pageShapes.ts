import { type CollectionName, collectionNames } from '../../../facts/collection.ts';

/** How a collection is asked for. */
interface PageShape {
  /** Rows a page. */
  rows: number;
  /** Lists in each row; GitHub counts each as a request when it computes points. */
  lists: number;
  /** Whether changed rows can be asked for alone; the others are a few rows, read in full each time. */
  incremental: boolean;
}

/** The collections that GitHub can fill. */
export type GitHubCollection = Exclude<CollectionName, 'incidents' | 'measurements'>;

/** Pull requests come with reviews, commits and events: larger pages run into GitHub's resource limits. */
export const pageShapes: Readonly<Record<GitHubCollection, PageShape>> = {
  'pull-requests': { rows: 25, lists: 5, incremental: true },
  issues: { rows: 100, lists: 4, incremental: true },
  milestones: { rows: 100, lists: 0, incremental: false },
  releases: { rows: 100, lists: 0, incremental: false },
  tags: { rows: 100, lists: 0, incremental: false },
  deployments: { rows: 50, lists: 1, incremental: true },
  commits: { rows: 100, lists: 3, incremental: true },
  /** Checks belong to commits: these are the commits of a page. */
  checks: { rows: 50, lists: 1, incremental: true },
};

/** The collections that GitHub can fill, in the order in which they are read. */
export const githubCollections: readonly GitHubCollection[] = collectionNames.filter(
  (name): name is GitHubCollection => name in pageShapes,
);

/** @returns the pages that so many rows fill */
export function pagesFor(collection: GitHubCollection, rows: number): number {
  return Math.ceil(rows / pageShapes[collection].rows);
}
