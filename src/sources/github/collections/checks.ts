import type { CheckResult, Instant } from '../../../facts/schema.ts';
import type { RepositoryContext } from '../repositoryContext.ts';
import { type FragmentOf, graphql, pageFragment, rateLimitFragment } from '../transport/graphql.ts';
import type { Found } from './found.ts';
import { pagesOf, readList } from './pagination.ts';

const contextsFragment = graphql(
  `
  fragment Contexts on StatusCheckRollupContextConnection {
    pageInfo { ...Page }
    nodes {
      __typename
      ... on CheckRun { id name startedAt completedAt conclusion checkSuite { id createdAt workflowRun { workflow { name } } } }
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

export const checksOfCommitQuery = graphql(
  `
  query ChecksOfCommit($id: ID!, $first: Int!, $after: String) {
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
 * Reads the last run of each check of the default branch's commits that were made since a moment. The summary of a
 * commit's checks costs one connection; its suites and their runs would cost twenty. Statuses that are not check
 * runs are counted.
 * @param counted commits whose statuses an earlier reading has counted
 */
export async function readChecks(
  context: RepositoryContext,
  since: Instant,
  counted: ReadonlySet<string>,
): Promise<Found<CheckResult>> {
  const rows = new Map<string, CheckResult>();
  let statuses = 0;
  const pages = pagesOf(context, COLLECTION, {
    document: checksQuery,
    variables: (page) => ({ since, ...page }),
    pick: ({ repository }) => {
      const target = repository?.defaultBranchRef?.target;
      return target?.__typename === 'Commit' ? target.history : null;
    },
  });
  for await (const { nodes } of pages) {
    for (const { id, oid, statusCheckRollup } of nodes) {
      const contexts = await readList(context, statusCheckRollup?.contexts, {
        collection: COLLECTION,
        of: { row: oid, part: 'checks' },
        document: checksOfCommitQuery,
        variables: (page) => ({ id, ...page }),
        pick: ({ node }) => (node?.__typename === 'Commit' ? node.statusCheckRollup?.contexts : null),
      });
      const found = contexts.flatMap((context) => rowOf(oid, context));
      for (const row of found) rows.set(row.id, row);
      if (!counted.has(oid)) statuses += contexts.length - found.length;
    }
    context.onProgress({ what: COLLECTION, read: rows.size, expected: null });
  }
  return {
    rows: [...rows.values()],
    expected: null,
    excluded: [{ what: 'commit statuses that are not check runs', count: statuses }],
  };
}

type Context = NonNullable<NonNullable<FragmentOf<typeof contextsFragment>['nodes']>[number]>;

function rowOf(sha: string, context: Context): CheckResult[] {
  if (context.__typename !== 'CheckRun') return [];
  const { id, name, checkSuite, startedAt, completedAt, conclusion } = context;
  const workflow = checkSuite.workflowRun?.workflow.name ?? '';
  return [
    {
      id,
      sha,
      name,
      ...(workflow === '' ? {} : { workflow }),
      suite: checkSuite.id,
      createdAt: checkSuite.createdAt,
      startedAt,
      completedAt,
      conclusion: conclusion?.toLowerCase() ?? null,
    },
  ];
}
