import { masked } from '../../../facts/masked.ts';
import type { Instant, Issue } from '../../../facts/schema.ts';
import { findCauses } from '../../references.ts';
import { account } from '../accounts.ts';
import type { RepositoryContext } from '../repositoryContext.ts';
import {
  actorFragment,
  type FragmentOf,
  graphql,
  labelsFragment,
  pageFragment,
  rateLimitFragment,
} from '../transport/graphql.ts';
import { readAllOrChanged } from './changedRows.ts';
import type { Found } from './found.ts';
import { pagesOf, readList } from './pagination.ts';

const issueFragment = graphql(
  `
  fragment Issue on Issue {
    id
    number
    title
    body
    author { ...Account }
    createdAt
    updatedAt
    closedAt
    state
    stateReason
    milestone { number }
    labels(first: 20) { ...Labels }
  }
`,
  [actorFragment, labelsFragment],
);

export const issuesQuery = graphql(
  `
  query Issues($owner: String!, $name: String!, $first: Int!, $after: String, $orderBy: IssueOrder!) {
    ...RateLimit
    repository(owner: $owner, name: $name) {
      issues(first: $first, after: $after, orderBy: $orderBy) {
        totalCount
        pageInfo { ...Page }
        nodes { ...Issue }
      }
    }
  }
`,
  [issueFragment, pageFragment, rateLimitFragment],
);

export const issueLabelsQuery = graphql(
  `
  query IssueLabels($id: ID!, $first: Int!, $after: String) {
    ...RateLimit
    node(id: $id) { __typename ... on Issue { labels(first: $first, after: $after) { ...Labels } } }
  }
`,
  [labelsFragment, rateLimitFragment],
);

const COLLECTION = 'issues';

/** Reads issues: all of them in the order of creation, or those changed since a moment. */
export async function readIssues(context: RepositoryContext, since: Instant | null): Promise<Found<Issue>> {
  return readAllOrChanged(context, since, {
    collection: COLLECTION,
    pages: (orderBy) =>
      pagesOf(context, COLLECTION, {
        document: issuesQuery,
        variables: (page) => ({ orderBy, ...page }),
        pick: (data) => data.repository?.issues,
      }),
    rowOf: (node) => rowOf(context, node),
  });
}

async function rowOf(context: RepositoryContext, node: FragmentOf<typeof issueFragment>): Promise<Issue> {
  const { id } = node;
  const labels = await readList(context, node.labels, {
    collection: COLLECTION,
    of: { row: `#${node.number}`, part: 'labels' },
    document: issueLabelsQuery,
    variables: (page) => ({ id, ...page }),
    pick: ({ node }) => (node?.__typename === 'Issue' ? node.labels : null),
  });
  return {
    number: node.number,
    title: masked(node.title),
    author: context.identity.actor(account(node.author)),
    createdAt: node.createdAt,
    updatedAt: node.updatedAt,
    closedAt: node.closedAt,
    state: node.state === 'OPEN' ? 'open' : 'closed',
    stateReason: node.stateReason?.toLowerCase() ?? null,
    labels: labels.map(({ name }) => masked(name)),
    milestone: node.milestone?.number ?? null,
    causes: findCauses(node.body, context.names),
  };
}
