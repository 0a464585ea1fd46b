import { masked } from '../../../facts/masked.ts';
import type { Instant, PullRequest, Review } from '../../../facts/schema.ts';
import { findCloses } from '../../closing.ts';
import { findReverts, type TextPlace } from '../../references.ts';
import { account } from '../accounts.ts';
import type { Excluded, Found, Visit } from '../repositoryContext.ts';
import {
  actorFragment,
  type FragmentOf,
  graphql,
  pageFragment,
  rateLimitFragment,
} from '../transport/graphql.ts';
import { readNumbered } from './changedRows.ts';
import { pageShapes } from './pages.ts';
import { type Connection, rest, walk } from './walk.ts';

/** Rows a page where one pull request's lists are read on. */
const FURTHER_ROWS = 100;

const reviewsFragment = graphql(
  `
  fragment Reviews on PullRequestReviewConnection {
    pageInfo { ...Page }
    nodes { state submittedAt author { ...Account } }
  }
`,
  [actorFragment, pageFragment],
);

const commitsFragment = graphql(
  `
  fragment Commits on PullRequestCommitConnection {
    totalCount
    pageInfo { ...Page }
    nodes { commit { oid authoredDate committedDate } }
  }
`,
  [pageFragment],
);

const readinessFragment = graphql(
  `
  fragment Readiness on PullRequestTimelineItemsConnection {
    pageInfo { ...Page }
    nodes {
      __typename
      ... on ReadyForReviewEvent { createdAt }
      ... on ConvertToDraftEvent { createdAt }
    }
  }
`,
  [pageFragment],
);

const labelsFragment = graphql(
  `
  fragment Labels on LabelConnection {
    pageInfo { ...Page }
    nodes { name }
  }
`,
  [pageFragment],
);

const filesFragment = graphql(
  `
  fragment Files on PullRequestChangedFileConnection {
    totalCount
    pageInfo { ...Page }
    nodes { path }
  }
`,
  [pageFragment],
);

const pullRequestFragment = graphql(
  `
  fragment PullRequest on PullRequest {
    id
    number
    title
    body
    author { ...Account }
    createdAt
    updatedAt
    closedAt
    mergedAt
    mergedBy { ...Account }
    state
    isDraft
    baseRefName
    headRefName
    additions
    deletions
    changedFiles
    milestone { number }
    mergeCommit { oid }
    labels(first: 20) { ...Labels }
    commits(first: 50) { ...Commits }
    reviews(first: 50) { ...Reviews }
    timelineItems(first: 20, itemTypes: [READY_FOR_REVIEW_EVENT, CONVERT_TO_DRAFT_EVENT]) { ...Readiness }
    files(first: 100) @include(if: $withPaths) { ...Files }
  }
`,
  [actorFragment, commitsFragment, filesFragment, labelsFragment, readinessFragment, reviewsFragment],
);

export const pullRequestsQuery = graphql(
  `
  query PullRequests(
    $owner: String!
    $name: String!
    $first: Int!
    $after: String
    $orderBy: IssueOrder!
    $withPaths: Boolean!
  ) {
    ...RateLimit
    repository(owner: $owner, name: $name) {
      pullRequests(first: $first, after: $after, orderBy: $orderBy) {
        totalCount
        pageInfo { ...Page }
        nodes { ...PullRequest }
      }
    }
  }
`,
  [pageFragment, pullRequestFragment, rateLimitFragment],
);

export const furtherReviewsQuery = graphql(
  `
  query FurtherReviews($id: ID!, $first: Int!, $after: String) {
    ...RateLimit
    node(id: $id) { __typename ... on PullRequest { reviews(first: $first, after: $after) { ...Reviews } } }
  }
`,
  [rateLimitFragment, reviewsFragment],
);

export const furtherCommitsQuery = graphql(
  `
  query FurtherCommits($id: ID!, $first: Int!, $after: String) {
    ...RateLimit
    node(id: $id) { __typename ... on PullRequest { commits(first: $first, after: $after) { ...Commits } } }
  }
`,
  [commitsFragment, rateLimitFragment],
);

export const furtherReadinessQuery = graphql(
  `
  query FurtherReadiness($id: ID!, $first: Int!, $after: String) {
    ...RateLimit
    node(id: $id) {
      __typename
      ... on PullRequest {
        timelineItems(
          first: $first
          after: $after
          itemTypes: [READY_FOR_REVIEW_EVENT, CONVERT_TO_DRAFT_EVENT]
        ) { ...Readiness }
      }
    }
  }
`,
  [rateLimitFragment, readinessFragment],
);

export const furtherLabelsQuery = graphql(
  `
  query FurtherLabels($id: ID!, $first: Int!, $after: String) {
    ...RateLimit
    node(id: $id) { __typename ... on PullRequest { labels(first: $first, after: $after) { ...Labels } } }
  }
`,
  [labelsFragment, rateLimitFragment],
);

export const furtherFilesQuery = graphql(
  `
  query FurtherFiles($id: ID!, $first: Int!, $after: String) {
    ...RateLimit
    node(id: $id) { __typename ... on PullRequest { files(first: $first, after: $after) { ...Files } } }
  }
`,
  [filesFragment, rateLimitFragment],
);

const COLLECTION = 'pull-requests';

/**
 * Reads pull requests: all of them in the order of creation, which no change disturbs, or those changed
 * since a moment.
 */
export async function readPullRequests(
  visit: Visit,
  place: TextPlace,
  since: Instant | null,
): Promise<Found<PullRequest>> {
  const { owner, name, withPaths } = visit;
  return readNumbered(visit, since, {
    collection: COLLECTION,
    pages: (orderBy) =>
      walk(visit, {
        collection: COLLECTION,
        document: pullRequestsQuery,
        rows: pageShapes[COLLECTION].rows,
        variables: (page) => ({ owner, name, orderBy, withPaths, ...page }),
        pick: (data) => data.repository?.pullRequests,
      }),
    rowOf: (node) => rowOf(visit, node, place),
  });
}

type Node = FragmentOf<typeof pullRequestFragment>;

async function rowOf(visit: Visit, node: Node, place: TextPlace): Promise<PullRequest> {
  const { identity } = visit;
  const people = node.author === null ? [] : [node.author.login];
  const row = `#${node.number}`;
  const { id } = node;
  const further = (part: string) => ({ collection: COLLECTION, rows: FURTHER_ROWS, of: { row, part } });
  const labels = await rest(visit, node.labels, {
    ...further('labels'),
    document: furtherLabelsQuery,
    variables: (page) => ({ id, ...page }),
    pick: ({ node }) => (node?.__typename === 'PullRequest' ? node.labels : null),
  });
  const commits = await rest(visit, node.commits, {
    ...further('commits'),
    document: furtherCommitsQuery,
    variables: (page) => ({ id, ...page }),
    pick: ({ node }) => (node?.__typename === 'PullRequest' ? node.commits : null),
  });
  noteShort(visit, row, 'commits', commits.length, node.commits);
  const reviews = await rest(visit, node.reviews, {
    ...further('reviews'),
    document: furtherReviewsQuery,
    variables: (page) => ({ id, ...page }),
    pick: ({ node }) => (node?.__typename === 'PullRequest' ? node.reviews : null),
  });
  const events = await rest(visit, node.timelineItems, {
    ...further('readiness'),
    document: furtherReadinessQuery,
    variables: (page) => ({ id, ...page }),
    pick: ({ node }) => (node?.__typename === 'PullRequest' ? node.timelineItems : null),
  });
  const reverted = findReverts(node.body, node.headRefName, place);
  return {
    number: node.number,
    title: masked(node.title, people),
    author: identity.actor(account(node.author)),
    createdAt: node.createdAt,
    updatedAt: node.updatedAt,
    closedAt: node.closedAt,
    mergedAt: node.mergedAt,
    mergedBy: identity.actor(account(node.mergedBy)),
    state: STATES[node.state],
    draft: node.isDraft,
    base: masked(node.baseRefName, people),
    head: masked(node.headRefName, people),
    additions: node.additions,
    deletions: node.deletions,
    changedFiles: node.changedFiles,
    labels: labels.map(({ name }) => masked(name)),
    milestone: node.milestone?.number ?? null,
    mergeCommit: node.mergeCommit?.oid ?? null,
    commits: commits.map(({ commit: { oid, authoredDate, committedDate } }) => ({
      sha: oid,
      authoredAt: authoredDate,
      committedAt: committedDate,
    })),
    reviews: reviews.map(({ author, state, submittedAt }) => ({
      author: identity.actor(account(author)),
      state: REVIEW_STATES[state],
      submittedAt,
    })),
    readiness: events
      .flatMap((event) => readinessOf(event))
      .sort((a, b) => Date.parse(a.at) - Date.parse(b.at)),
    reverts: reverted.pullRequests.filter((number) => number !== node.number),
    ...(reverted.commits.length === 0 ? {} : { revertedCommits: reverted.commits }),
    closes: findCloses(node.title, node.body, place),
    paths: await pathsOf(visit, node, further('files')),
  };
}

type TimelineItem = NonNullable<NonNullable<Node['timelineItems']['nodes']>[number]>;

function readinessOf(event: TimelineItem): PullRequest['readiness'] {
  switch (event.__typename) {
    case 'ReadyForReviewEvent':
      return [{ at: event.createdAt, to: 'ready' }];
    case 'ConvertToDraftEvent':
      return [{ at: event.createdAt, to: 'draft' }];
    default:
      return [];
  }
}

async function pathsOf(
  visit: Visit,
  node: Node,
  further: { collection: string; rows: number; of: { row: string; part: string } },
) {
  const { id, files } = node;
  if (files === null || files === undefined) return null;
  const read = await rest(visit, files, {
    ...further,
    document: furtherFilesQuery,
    variables: (page) => ({ id, ...page }),
    pick: ({ node }) => (node?.__typename === 'PullRequest' ? node.files : null),
  });
  noteShort(visit, `#${node.number}`, 'files', read.length, files);
  return read.map(({ path }) => path);
}

/** GitHub ends the lists of a very large pull request there. */
const MOST = { commits: 250, files: 3_000 } as const;

/** A list that ends where GitHub ends it would do so again; one that ends before is noted, to be read again. */
function noteShort(
  visit: Visit,
  row: string,
  part: keyof typeof MOST,
  read: number,
  { totalCount }: Connection<unknown>,
): void {
  if (totalCount === undefined || read >= totalCount || read === MOST[part]) return;
  visit.gaps.add(COLLECTION, { row, part, reason: `GitHub gives ${read} of ${totalCount}` });
}

/** @returns how many pull requests have lists that end where GitHub ends them, in words */
export function cutShort(rows: readonly PullRequest[]): Excluded[] {
  const withMost = (part: (row: PullRequest) => readonly unknown[] | null, most: number) =>
    rows.filter((row) => part(row)?.length === most).length;
  return [
    {
      what: `pull requests whose commits after the first ${MOST.commits} GitHub does not give`,
      count: withMost(({ commits }) => commits, MOST.commits),
    },
    {
      what: `pull requests whose paths after the first ${MOST.files} GitHub does not give`,
      count: withMost(({ paths }) => paths, MOST.files),
    },
  ];
}

const STATES = { OPEN: 'open', CLOSED: 'closed', MERGED: 'merged' } as const;

const REVIEW_STATES = {
  APPROVED: 'approved',
  CHANGES_REQUESTED: 'changes-requested',
  COMMENTED: 'commented',
  DISMISSED: 'dismissed',
  PENDING: 'pending',
} as const satisfies Record<string, Review['state']>;
