import { collectionNames } from '../../../facts/collection.ts';
import type { GitHubCollection } from './repository.ts';

/** How a collection is asked for. */
interface PageShape {
  /** Rows a page. */
  rows: number;
  /** Lists that are asked for in each row; GitHub counts each as a request when it adds up points. */
  lists: number;
  /** Whether there is a way to ask for what changed; others are a few rows, read whole each time. */
  readOn: boolean;
}

/** Pull requests come with reviews, commits and events: larger pages run into GitHub's resource limits. */
export const pageShapes: Readonly<Record<GitHubCollection, PageShape>> = {
  'pull-requests': { rows: 25, lists: 4, readOn: true },
  issues: { rows: 100, lists: 1, readOn: true },
  milestones: { rows: 100, lists: 0, readOn: false },
  releases: { rows: 100, lists: 0, readOn: false },
  tags: { rows: 100, lists: 0, readOn: false },
  deployments: { rows: 50, lists: 1, readOn: true },
  commits: { rows: 100, lists: 3, readOn: true },
  /** Checks hang on commits: these are the rows of their pages. */
  checks: { rows: 50, lists: 1, readOn: true },
};

/** The collections that GitHub can fill. */
export const githubCollections: readonly GitHubCollection[] = collectionNames.filter(
  (name): name is GitHubCollection => name in pageShapes,
);

/** @returns pages that so many rows fill */
export function pagesFor(collection: GitHubCollection, rows: number): number {
  return Math.ceil(rows / pageShapes[collection].rows);
}
