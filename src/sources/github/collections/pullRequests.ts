import { distinctMarks } from '../../../facts/assistants.ts';
import type { Identity } from '../../../facts/identity.ts';
import { masked } from '../../../facts/masked.ts';
import type { Instant, Mark, PullRequest, Review } from '../../../facts/schema.ts';
import { findCloses } from '../../closing.ts';
import { findReverts } from '../../references.ts';
import { account, assistantOf, type CommitPerson } from '../accounts.ts';
import { checksAtMerge } from '../checksAtMerge.ts';
import type { RepositoryContext } from '../repositoryContext.ts';
import {
  actorFragment,
  type FragmentOf,
  graphql,
  labelsFragment,
  pageFragment,
  type ResultOf,
  rateLimitFragment,
} from '../transport/graphql.ts';
import { readAllOrChanged } from './changedRows.ts';
import { changesOf } from './changes.ts';
import type { Excluded, Found } from './found.ts';
import { type Connection, pagesOf, readList } from './pagination.ts';

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
    nodes { commit { oid authoredDate committedDate message author { name email user { login } } } }
  }
`,
  [pageFragment],
);

const eventsFragment = graphql(
  `
  fragment Events on PullRequestTimelineItemsConnection {
    pageInfo { ...Page }
    nodes {
      __typename
      ... on ReadyForReviewEvent { createdAt }
      ... on ConvertToDraftEvent { createdAt }
      ... on LabeledEvent { createdAt label { name } }
      ... on UnlabeledEvent { createdAt label { name } }
      ... on MilestonedEvent { createdAt milestoneTitle }
      ... on DemilestonedEvent { createdAt milestoneTitle }
    }
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

const checksFragment = graphql(
  `
  fragment MergeChecks on StatusCheckRollupContextConnection {
    pageInfo { ...Page }
    nodes {
      __typename
      ... on CheckRun { name startedAt completedAt conclusion }
      ... on StatusContext { context createdAt state }
    }
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
    timelineItems(
      first: 30
      itemTypes: [
        READY_FOR_REVIEW_EVENT
        CONVERT_TO_DRAFT_EVENT
        LABELED_EVENT
        UNLABELED_EVENT
        MILESTONED_EVENT
        DEMILESTONED_EVENT
      ]
    ) { ...Events }
    files(first: 100) @include(if: $withPaths) { ...Files }
    statusCheckRollup { contexts(first: 30) { ...MergeChecks } }
  }
`,
  [
    actorFragment,
    checksFragment,
    commitsFragment,
    filesFragment,
    labelsFragment,
    eventsFragment,
    reviewsFragment,
  ],
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

/** A further page of one of a pull request's lists. */
export const pullRequestListQuery = graphql(
  `
  query PullRequestList(
    $id: ID!
    $first: Int!
    $after: String
    $labels: Boolean!
    $commits: Boolean!
    $reviews: Boolean!
    $events: Boolean!
    $files: Boolean!
    $checks: Boolean!
  ) {
    ...RateLimit
    node(id: $id) {
      __typename
      ... on PullRequest {
        labels(first: $first, after: $after) @include(if: $labels) { ...Labels }
        commits(first: $first, after: $after) @include(if: $commits) { ...Commits }
        reviews(first: $first, after: $after) @include(if: $reviews) { ...Reviews }
        timelineItems(
          first: $first
          after: $after
          itemTypes: [
            READY_FOR_REVIEW_EVENT
            CONVERT_TO_DRAFT_EVENT
            LABELED_EVENT
            UNLABELED_EVENT
            MILESTONED_EVENT
            DEMILESTONED_EVENT
          ]
        ) @include(if: $events) { ...Events }
        files(first: $first, after: $after) @include(if: $files) { ...Files }
        statusCheckRollup @include(if: $checks) { contexts(first: $first, after: $after) { ...MergeChecks } }
      }
    }
  }
`,
  [
    checksFragment,
    commitsFragment,
    filesFragment,
    labelsFragment,
    rateLimitFragment,
    eventsFragment,
    reviewsFragment,
  ],
);

const COLLECTION = 'pull-requests';

/**
 * Reads pull requests: all of them in the order of creation, which no change disturbs, or those changed
 * since a moment.
 */
export async function readPullRequests(
  context: RepositoryContext,
  since: Instant | null,
): Promise<Found<PullRequest>> {
  const { withPaths } = context;
  return readAllOrChanged(context, since, {
    collection: COLLECTION,
    pages: (orderBy) =>
      pagesOf(context, COLLECTION, {
        document: pullRequestsQuery,
        variables: (page) => ({ orderBy, withPaths, ...page }),
        pick: (data) => data.repository?.pullRequests,
      }),
    rowOf: (node) => rowOf(context, node),
  });
}

const NO_LISTS = {
  labels: false,
  commits: false,
  reviews: false,
  events: false,
  files: false,
  checks: false,
};

type Node = FragmentOf<typeof pullRequestFragment>;
type Lists = Extract<ResultOf<typeof pullRequestListQuery>['node'], { __typename: 'PullRequest' }>;

async function rowOf(context: RepositoryContext, node: Node): Promise<PullRequest> {
  const { identity, names } = context;
  const people = node.author === null ? [] : [node.author.login];
  const row = `#${node.number}`;
  const { id } = node;
  const listOf = <Item>(
    part: keyof typeof NO_LISTS,
    first: Connection<Item> | null | undefined,
    pick: (lists: Lists) => Connection<Item> | null | undefined,
  ) =>
    readList(context, first, {
      collection: COLLECTION,
      of: { row, part },
      document: pullRequestListQuery,
      variables: (page) => ({ id, ...NO_LISTS, [part]: true, ...page }),
      pick: ({ node }) => (node?.__typename === 'PullRequest' ? pick(node) : null),
    });
  const labels = await listOf('labels', node.labels, (lists) => lists.labels);
  const commits = await listOf('commits', node.commits, (lists) => lists.commits);
  noteShort(context, row, 'commits', commits.length, node.commits);
  const reviews = await listOf('reviews', node.reviews, (lists) => lists.reviews);
  const events = await listOf('events', node.timelineItems, (lists) => lists.timelineItems);
  const files = await listOf('files', node.files, (lists) => lists.files);
  noteShort(context, row, 'files', files.length, node.files);
  const checks =
    node.mergedAt === null
      ? []
      : await listOf(
          'checks',
          node.statusCheckRollup?.contexts,
          (lists) => lists.statusCheckRollup?.contexts,
        );
  const reverted = findReverts(`${node.title}\n\n${node.body}`, node.headRefName, names);
  return {
    number: node.number,
    title: masked(node.title, { branchOf: people, repositories: names }),
    author: identity.actor(account(node.author)),
    createdAt: node.createdAt,
    updatedAt: node.updatedAt,
    closedAt: node.closedAt,
    mergedAt: node.mergedAt,
    mergedBy: identity.actor(account(node.mergedBy)),
    state: STATES[node.state],
    draft: node.isDraft,
    base: masked(node.baseRefName, { branchOf: people }),
    head: masked(node.headRefName, { branchOf: people }),
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
    changes: changesOf(events),
    reverts: reverted.pullRequests.filter((number) => number !== node.number),
    ...(reverted.commits.length === 0 ? {} : { revertedCommits: reverted.commits }),
    closes: findCloses(node.title, node.body, names),
    marks: marksOf(
      identity,
      node,
      commits.map(({ commit }) => commit),
    ),
    ...(node.mergedAt === null ? {} : { checks: checksAtMerge(checks, node.mergedAt) }),
    paths: node.files === null || node.files === undefined ? null : files.map(({ path }) => path),
  };
}

/** @returns what assistants left on a pull request: as its author, on its branch, or in its commits */
function marksOf(
  identity: Identity,
  { author, headRefName, body }: Pick<Node, 'author' | 'headRefName' | 'body'>,
  commits: readonly { message: string; author: CommitPerson | null }[],
): Mark[] {
  const { assistants } = identity;
  const authored = author === null ? null : assistants.withLogin(author.login);
  const branch = assistants.ofBranch(headRefName);
  return distinctMarks([
    ...(authored === null ? [] : [{ assistant: authored, by: 'login' as const }]),
    ...(branch === null ? [] : [branch]),
    ...assistants.inMessage(body),
    ...commits.flatMap((commit): Mark[] => {
      const assistant = commit.author === null ? null : assistantOf(identity, commit.author);
      const marks = assistants.inMessage(commit.message);
      return assistant === null ? marks : [{ assistant, by: 'address' }, ...marks];
    }),
  ]);
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

/** The most items that GitHub gives of these lists of a pull request. */
const MAX_ITEMS = { commits: 250, files: 3_000 } as const;

/** Notes a list that ends too early, so that it is read again; at GitHub's own maximum that would not help. */
function noteShort(
  context: RepositoryContext,
  row: string,
  part: keyof typeof MAX_ITEMS,
  read: number,
  list: Connection<unknown> | null | undefined,
): void {
  const count = list?.totalCount;
  if (count === undefined || read >= count || read === MAX_ITEMS[part]) return;
  context.gaps.add(COLLECTION, { row, part, reason: `GitHub gives ${read} of ${count}` });
}

/** @returns how many pull requests have lists that GitHub truncates, in words */
export function truncatedLists(rows: readonly PullRequest[]): Excluded[] {
  const withMaximum = (part: (row: PullRequest) => readonly unknown[] | null, maximum: number) =>
    rows.filter((row) => part(row)?.length === maximum).length;
  return [
    {
      what: `pull requests whose commits after the first ${MAX_ITEMS.commits} GitHub does not give`,
      count: withMaximum(({ commits }) => commits, MAX_ITEMS.commits),
    },
    {
      what: `pull requests whose paths after the first ${MAX_ITEMS.files} GitHub does not give`,
      count: withMaximum(({ paths }) => paths, MAX_ITEMS.files),
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
