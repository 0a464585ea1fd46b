import { masked } from '../../../facts/masked.ts';
import type { Instant, Issue } from '../../../facts/schema.ts';
import { findCauses, type TextPlace } from '../../references.ts';
import { account } from '../accounts.ts';
import type { Found, Visit } from '../repositoryContext.ts';
import {
  actorFragment,
  type FragmentOf,
  graphql,
  pageFragment,
  rateLimitFragment,
} from '../transport/graphql.ts';
import { readNumbered } from './changedRows.ts';
import { pageShapes } from './pages.ts';
import { rest, walk } from './walk.ts';

const issueLabelsFragment = graphql(
  `
  fragment IssueLabels on LabelConnection {
    pageInfo { ...Page }
    nodes { name }
  }
`,
  [pageFragment],
);

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
    labels(first: 20) { ...IssueLabels }
  }
`,
  [actorFragment, issueLabelsFragment],
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

export const furtherIssueLabelsQuery = graphql(
  `
  query FurtherIssueLabels($id: ID!, $first: Int!, $after: String) {
    ...RateLimit
    node(id: $id) { __typename ... on Issue { labels(first: $first, after: $after) { ...IssueLabels } } }
  }
`,
  [issueLabelsFragment, rateLimitFragment],
);

const COLLECTION = 'issues';

/** Reads issues: all of them in the order of creation, or those changed since a moment. */
export async function readIssues(
  visit: Visit,
  place: TextPlace,
  since: Instant | null,
): Promise<Found<Issue>> {
  const { owner, name } = visit;
  return readNumbered(visit, since, {
    collection: COLLECTION,
    pages: (orderBy) =>
      walk(visit, {
        collection: COLLECTION,
        document: issuesQuery,
        rows: pageShapes[COLLECTION].rows,
        variables: (page) => ({ owner, name, orderBy, ...page }),
        pick: (data) => data.repository?.issues,
      }),
    rowOf: (node) => rowOf(visit, node, place),
  });
}

async function rowOf(visit: Visit, node: FragmentOf<typeof issueFragment>, place: TextPlace): Promise<Issue> {
  const { id } = node;
  const labels = await rest(visit, node.labels, {
    collection: COLLECTION,
    of: { row: `#${node.number}`, part: 'labels' },
    rows: 100,
    document: furtherIssueLabelsQuery,
    variables: (page) => ({ id, ...page }),
    pick: ({ node }) => (node?.__typename === 'Issue' ? node.labels : null),
  });
  return {
    number: node.number,
    title: masked(node.title),
    author: visit.identity.actor(account(node.author)),
    createdAt: node.createdAt,
    updatedAt: node.updatedAt,
    closedAt: node.closedAt,
    state: node.state === 'OPEN' ? 'open' : 'closed',
    stateReason: node.stateReason?.toLowerCase() ?? null,
    labels: labels.map(({ name }) => masked(name)),
    milestone: node.milestone?.number ?? null,
    causes: findCauses(node.body, place),
  };
}
