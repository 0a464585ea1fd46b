import { masked } from '../../../facts/masked.ts';
import type { Deployment, Instant } from '../../../facts/schema.ts';
import { before, DAY } from '../instants.ts';
import type { Found, Visit } from '../repositoryContext.ts';
import { type FragmentOf, graphql, pageFragment, rateLimitFragment } from '../transport/graphql.ts';
import { PageSize } from '../transport/pageSize.ts';
import { pageShapes } from './pages.ts';
import { rest, walk } from './walk.ts';

/** A workflow run, with its approvals, may take up to 35 days; so long a new deployment's statuses may come. */
export const SETTLES_WITHIN = 35 * DAY;

const statusesFragment = graphql(
  `
  fragment Statuses on DeploymentStatusConnection {
    pageInfo { ...Page }
    nodes { state createdAt }
  }
`,
  [pageFragment],
);

const deploymentFragment = graphql(
  `
  fragment Deployment on Deployment {
    id
    environment
    commitOid
    ref { name }
    createdAt
    statuses(first: 20) { ...Statuses }
  }
`,
  [statusesFragment],
);

export const deploymentsQuery = graphql(
  `
  query Deployments(
    $owner: String!
    $name: String!
    $first: Int!
    $after: String
    $orderBy: DeploymentOrder!
  ) {
    ...RateLimit
    repository(owner: $owner, name: $name) {
      deployments(first: $first, after: $after, orderBy: $orderBy) {
        totalCount
        pageInfo { ...Page }
        nodes { ...Deployment }
      }
    }
  }
`,
  [deploymentFragment, pageFragment, rateLimitFragment],
);

export const deploymentsAgainQuery = graphql(
  `
  query DeploymentsAgain($ids: [ID!]!) {
    ...RateLimit
    nodes(ids: $ids) { __typename ...Deployment }
  }
`,
  [deploymentFragment, rateLimitFragment],
);

export const furtherStatusesQuery = graphql(
  `
  query FurtherStatuses($id: ID!, $first: Int!, $after: String) {
    ...RateLimit
    node(id: $id) {
      __typename
      ... on Deployment { statuses(first: $first, after: $after) { ...Statuses } }
    }
  }
`,
  [rateLimitFragment, statusesFragment],
);

const COLLECTION = 'deployments';

/** What is stored, for reading on from there. */
interface Stored {
  rows: readonly Deployment[];
  readThrough: Instant;
}

/**
 * Reads deployments with their statuses: all, or those that may have changed since they were stored. These are
 * the young ones, and the older ones whose last status is not final (a success becomes inactive when the
 * next deployment succeeds).
 */
export async function readDeployments(visit: Visit, stored: Stored | null): Promise<Found<Deployment>> {
  const { owner, name } = visit;
  const rows = new Map<string, Deployment>();
  let expected: number | null = null;
  const floor = stored === null ? null : before(stored.readThrough, SETTLES_WITHIN);
  const pages = walk(visit, {
    collection: COLLECTION,
    document: deploymentsQuery,
    rows: pageShapes[COLLECTION].rows,
    variables: (page) => ({
      owner,
      name,
      orderBy: {
        field: 'CREATED_AT' as const,
        direction: floor === null ? ('ASC' as const) : ('DESC' as const),
      },
      ...page,
    }),
    pick: (data) => data.repository?.deployments,
  });
  for await (const { nodes, totalCount } of pages) {
    for (const node of nodes) rows.set(node.id, await rowOf(visit, node));
    // Made while they are walked, deployments come last in the order of creation and are seen, else first.
    expected = floor === null ? totalCount : (expected ?? totalCount);
    visit.onProgress({ what: COLLECTION, read: rows.size, expected: floor === null ? expected : null });
    if (floor !== null && nodes.some(({ createdAt }) => Date.parse(createdAt) < Date.parse(floor))) break;
  }
  const unsettled = (stored?.rows ?? []).filter((row) => !rows.has(row.id) && !isFinal(row));
  for (const row of await readAgain(
    visit,
    unsettled.map(({ id }) => id),
  ))
    rows.set(row.id, row);
  return { rows: [...rows.values()], expected };
}

async function readAgain(visit: Visit, ids: readonly string[]): Promise<Deployment[]> {
  const rows: Deployment[] = [];
  const page = new PageSize(pageShapes[COLLECTION].rows);
  for (let at = 0; at < ids.length; ) {
    const from = at;
    const { data, errors } = await visit.client.ask(
      deploymentsAgainQuery,
      (size) => ({ ids: ids.slice(from, from + size) }),
      { page, cost: visit.cost, rows: ({ nodes }) => nodes },
    );
    visit.gaps.addErrors(COLLECTION, errors, data);
    for (const node of data.nodes) {
      if (node?.__typename === 'Deployment') rows.push(await rowOf(visit, node));
    }
    if (data.nodes.length === 0) {
      visit.gaps.add(COLLECTION, {
        row: null,
        part: null,
        reason: 'GitHub left out what was asked for by id',
      });
      break;
    }
    at += data.nodes.length;
  }
  return rows;
}

const FINAL: ReadonlySet<string> = new Set(['inactive', 'failure', 'error']);

/** Whether nothing is expected to follow a deployment's last status. */
export const isFinal = ({ statuses }: Deployment) => FINAL.has(statuses.at(-1)?.state ?? '');

async function rowOf(visit: Visit, node: FragmentOf<typeof deploymentFragment>): Promise<Deployment> {
  const { id } = node;
  const statuses = await rest(visit, node.statuses, {
    collection: COLLECTION,
    of: { row: id, part: 'statuses' },
    rows: 100,
    document: furtherStatusesQuery,
    variables: (page) => ({ id, ...page }),
    pick: ({ node }) => (node?.__typename === 'Deployment' ? node.statuses : null),
  });
  return {
    id,
    environment: node.environment === '' ? null : node.environment,
    sha: node.commitOid,
    ref: node.ref === null ? null : masked(node.ref.name),
    createdAt: node.createdAt,
    statuses: statuses
      .map(({ state, createdAt }) => ({ state: STATES[state], at: createdAt }))
      .sort((a, b) => Date.parse(a.at) - Date.parse(b.at)),
  };
}

const STATES = {
  ERROR: 'error',
  FAILURE: 'failure',
  INACTIVE: 'inactive',
  IN_PROGRESS: 'in-progress',
  PENDING: 'pending',
  QUEUED: 'queued',
  SUCCESS: 'success',
  WAITING: 'waiting',
} as const;
