import { z } from 'zod';
import { masked } from '../../../facts/masked.ts';
import type { Deployment, Instant } from '../../../facts/schema.ts';
import { DAY } from '../../../facts/time.ts';
import { before } from '../instants.ts';
import type { RepositoryContext } from '../repositoryContext.ts';
import { type FragmentOf, graphql, pageFragment, rateLimitFragment } from '../transport/graphql.ts';
import { PageSize } from '../transport/pageSize.ts';
import type { Found } from './found.ts';
import { pageShapes } from './pageShapes.ts';
import { pagesOf, readList } from './pagination.ts';

/** A workflow run with its approvals may take 35 days, and its deployment may get new statuses until it ends. */
export const LONGEST_WORKFLOW = 35 * DAY;

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
    databaseId
    environment
    commitOid
    ref { name }
    task
    payload
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

export const deploymentsByIdQuery = graphql(
  `
  query DeploymentsById($ids: [ID!]!) {
    ...RateLimit
    nodes(ids: $ids) { __typename ...Deployment }
  }
`,
  [deploymentFragment, rateLimitFragment],
);

export const deploymentStatusesQuery = graphql(
  `
  query DeploymentStatuses($id: ID!, $first: Int!, $after: String) {
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

/** The stored deployments that an incremental reading starts from. */
interface Stored {
  rows: readonly Deployment[];
  readThrough: Instant;
}

/**
 * Reads deployments with their statuses: all, or those that may have changed since they were stored. These are
 * the recent ones, and the older ones whose last status is not final (a success becomes inactive when the
 * next deployment succeeds).
 */
export async function readDeployments(
  context: RepositoryContext,
  stored: Stored | null,
): Promise<Found<Deployment>> {
  const rows = new Map<string, Deployment>();
  let expected: number | null = null;
  const since = stored === null ? null : before(stored.readThrough, LONGEST_WORKFLOW);
  const direction: 'ASC' | 'DESC' = since === null ? 'ASC' : 'DESC';
  const pages = pagesOf(context, COLLECTION, {
    document: deploymentsQuery,
    variables: (page) => ({ orderBy: { field: 'CREATED_AT' as const, direction }, ...page }),
    pick: (data) => data.repository?.deployments,
  });
  for await (const { nodes, totalCount } of pages) {
    for (const node of nodes) rows.set(node.id, await rowOf(context, node));
    // Deployments created meanwhile come last in ascending order and are seen; in descending order they come first.
    expected = since === null ? totalCount : (expected ?? totalCount);
    context.onProgress({ what: COLLECTION, read: rows.size, expected: since === null ? expected : null });
    if (since !== null && nodes.some(({ createdAt }) => Date.parse(createdAt) < Date.parse(since))) break;
  }
  const unfinished = (stored?.rows ?? []).filter((row) => !rows.has(row.id) && !isFinal(row));
  const again = await readById(
    context,
    unfinished.map(({ id }) => id),
  );
  for (const row of again) rows.set(row.id, row);
  return { rows: [...rows.values()], expected };
}

async function readById(context: RepositoryContext, ids: readonly string[]): Promise<Deployment[]> {
  const rows: Deployment[] = [];
  const page = new PageSize(pageShapes[COLLECTION].rows);
  for (let at = 0; at < ids.length; ) {
    const from = at;
    const { data, errors } = await context.client.ask(
      deploymentsByIdQuery,
      (size) => ({ ids: ids.slice(from, from + size) }),
      { page, cost: context.cost, rows: ({ nodes }) => nodes },
    );
    context.gaps.addErrors(COLLECTION, errors, data);
    for (const node of data.nodes) {
      if (node?.__typename === 'Deployment') rows.push(await rowOf(context, node));
    }
    if (data.nodes.length === 0) {
      context.gaps.add(COLLECTION, {
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

type Node = FragmentOf<typeof deploymentFragment>;

async function rowOf(context: RepositoryContext, node: Node): Promise<Deployment> {
  const { id } = node;
  const statuses = await readList(context, node.statuses, {
    collection: COLLECTION,
    of: { row: id, part: 'statuses' },
    document: deploymentStatusesQuery,
    variables: (page) => ({ id, ...page }),
    pick: ({ node }) => (node?.__typename === 'Deployment' ? node.statuses : null),
  });
  const service = serviceOf(node);
  return {
    id,
    ...(node.databaseId === null ? {} : { number: node.databaseId }),
    environment: node.environment === '' ? null : node.environment,
    ...(service === null ? {} : { service }),
    sha: node.commitOid,
    ref: node.ref === null ? null : masked(node.ref.name),
    createdAt: node.createdAt,
    statuses: statuses
      .map(({ state, createdAt }) => ({ state: STATES[state], at: createdAt }))
      .sort((a, b) => Date.parse(a.at) - Date.parse(b.at)),
  };
}

/** What a task does, before what it does it with: `deploy` is the task of a deployment for which none was given. */
const VERB =
  /^(?:(?:re|un)?deploy(?:ment)?|roll[-_ ]?back|roll[-_ ]?out|release|promote|publish|revert)(?:[:/._ -]+|$)/i;

/** What changes with each deployment, such as a version, does not name a service. */
const textSchema = z
  .string()
  .trim()
  .min(1)
  .refine((text) => !/\d\.\d|^[0-9a-f]{7,64}$|^\d+$|\s#?\d+$/i.test(text));

/** A name, or something that has one; anything else names nothing. */
const nameSchema = z
  .union([textSchema, z.object({ name: textSchema }).transform(({ name }) => name)])
  .nullish()
  .catch(null);

/** What payloads call what they deploy, the clearest first. */
const SERVICE_KEYS = ['service', 'app', 'application', 'component', 'project', 'name'].flatMap((key) =>
  key === 'name' ? [key] : [key, `${key}_name`, `${key}Name`],
);

const payloadSchema = z.record(z.string(), z.unknown()).catch({});

/** @returns what a payload holds: JSON as text, or JSON in a text in JSON; null for anything else */
function payloadOf(text: string): unknown {
  try {
    const parsed: unknown = JSON.parse(text);
    return typeof parsed === 'string' ? JSON.parse(parsed) : parsed;
  } catch {
    return null;
  }
}

/**
 * @returns what is deployed, by the payload and by what the task says beyond deploying or rolling back; null for the
 * usual one
 */
function serviceOf({ task, payload }: Pick<Node, 'task' | 'payload'>): string | null {
  const ofTask = (task ?? '').trim().replace(VERB, '');
  const fields = payloadSchema.parse(payloadOf(payload ?? ''));
  const [ofPayload = ''] = SERVICE_KEYS.flatMap((key) => nameSchema.parse(fields[key]) ?? []);
  const parts = new Set([ofPayload, ofTask].filter((part) => part !== ''));
  return parts.size === 0 ? null : masked([...parts].join(' '));
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
