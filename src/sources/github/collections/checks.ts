import type { CheckResult, Instant } from '../../../facts/schema.ts';
import type { Found, Visit } from '../repositoryContext.ts';
import { type FragmentOf, graphql, pageFragment, rateLimitFragment } from '../transport/graphql.ts';
import { pageShapes } from './pages.ts';
import { rest, walk } from './walk.ts';

const contextsFragment = graphql(
  `
  fragment Contexts on StatusCheckRollupContextConnection {
    pageInfo { ...Page }
    nodes {
      __typename
      ... on CheckRun { id name startedAt completedAt conclusion checkSuite { id createdAt } }
    }
  }
`,
  [pageFragment],
);

export const checksQuery = graphql(
  `
  query Checks($owner: String!, $name: String!, $first: Int!, $after: String, $since: GitTimestamp) {
    ...RateLimit
    repository(owner: $owner, name: $name) {
      defaultBranchRef {
        target {
          __typename
          ... on Commit {
            history(first: $first, after: $after, since: $since) {
              pageInfo { ...Page }
              nodes { id oid statusCheckRollup { contexts(first: 50) { ...Contexts } } }
            }
          }
        }
      }
    }
  }
`,
  [contextsFragment, pageFragment, rateLimitFragment],
);

export const furtherChecksQuery = graphql(
  `
  query FurtherChecks($id: ID!, $first: Int!, $after: String) {
    ...RateLimit
    node(id: $id) {
      __typename
      ... on Commit { statusCheckRollup { contexts(first: $first, after: $after) { ...Contexts } } }
    }
  }
`,
  [contextsFragment, rateLimitFragment],
);

const COLLECTION = 'checks';

/**
 * Reads the last run of each check of the default branch's commits, made since a moment. The summary of a commit's checks
 * costs one connection; its suites and their runs would cost twenty. Statuses that are no check run are counted.
 * @param counted commits whose statuses an earlier reading has counted
 */
export async function readChecks(
  visit: Visit,
  since: Instant,
  counted: ReadonlySet<string>,
): Promise<Found<CheckResult>> {
  const { owner, name } = visit;
  const rows = new Map<string, CheckResult>();
  let statuses = 0;
  const pages = walk(visit, {
    collection: COLLECTION,
    document: checksQuery,
    rows: pageShapes[COLLECTION].rows,
    variables: (page) => ({ owner, name, since, ...page }),
    pick: ({ repository }) => {
      const target = repository?.defaultBranchRef?.target;
      return target?.__typename === 'Commit' ? target.history : null;
    },
  });
  for await (const { nodes } of pages) {
    for (const { id, oid, statusCheckRollup } of nodes) {
      const contexts = await rest(visit, statusCheckRollup?.contexts ?? null, {
        collection: COLLECTION,
        of: { row: oid, part: 'checks' },
        rows: 100,
        document: furtherChecksQuery,
        variables: (page) => ({ id, ...page }),
        pick: ({ node }) => (node?.__typename === 'Commit' ? node.statusCheckRollup?.contexts : null),
      });
      const found = contexts.flatMap((context) => rowOf(oid, context));
      for (const row of found) rows.set(row.id, row);
      if (!counted.has(oid)) statuses += contexts.length - found.length;
    }
    visit.onProgress({ what: COLLECTION, read: rows.size, expected: null });
  }
  return {
    rows: [...rows.values()],
    expected: null,
    excluded: [{ what: 'commit statuses that are no check run', count: statuses }],
  };
}

type Context = NonNullable<NonNullable<FragmentOf<typeof contextsFragment>['nodes']>[number]>;

function rowOf(sha: string, context: Context): CheckResult[] {
  if (context.__typename !== 'CheckRun') return [];
  const { id, name, checkSuite, startedAt, completedAt, conclusion } = context;
  return [
    {
      id,
      sha,
      name,
      suite: checkSuite.id,
      createdAt: checkSuite.createdAt,
      startedAt,
      completedAt,
      conclusion: conclusion?.toLowerCase() ?? null,
    },
  ];
}
