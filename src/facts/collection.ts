import { z } from 'zod';
import type { Coverage } from './manifest.ts';
import {
  type CheckResult,
  type Commit,
  checkResultSchema,
  commitSchema,
  type Deployment,
  deploymentSchema,
  type Incident,
  type Issue,
  incidentSchema,
  issueSchema,
  type Measurement,
  type Milestone,
  measurementSchema,
  milestoneSchema,
  type PullRequest,
  pullRequestSchema,
  type Release,
  releaseSchema,
  type Tag,
  tagSchema,
} from './schema.ts';

/** The row of each kind of fact in a repository's folder, by the name of its sub-folder. */
interface Rows {
  'pull-requests': PullRequest;
  issues: Issue;
  milestones: Milestone;
  releases: Release;
  tags: Tag;
  deployments: Deployment;
  commits: Commit;
  checks: CheckResult;
  incidents: Incident;
  measurements: Measurement;
}

export type CollectionName = keyof Rows;

/** The facts of one repository, each collection sorted by when the fact began, then by its key. */
export type Facts = { [Name in CollectionName]: Rows[Name][] };

/** How one kind of fact is stored: its schema, what identifies a row, and when the fact began. */
interface Collection<Row> {
  schema: z.ZodType<Row>;
  /** Raised when rows get a further field: rows stored with a lower number are all read again. */
  shape: number;
  key: (row: Row) => string | number;
  began: (row: Row) => string;
}

export const collections: { [Name in CollectionName]: Collection<Rows[Name]> } = {
  'pull-requests': collection(pullRequestSchema, {
    shape: 4,
    key: (row) => row.number,
    began: (row) => row.createdAt,
  }),
  issues: collection(issueSchema, { shape: 2, key: (row) => row.number, began: (row) => row.createdAt }),
  milestones: collection(milestoneSchema, {
    shape: 1,
    key: (row) => row.number,
    began: (row) => row.createdAt,
  }),
  releases: collection(releaseSchema, { shape: 1, key: (row) => row.id, began: (row) => row.createdAt }),
  tags: collection(tagSchema, { shape: 1, key: (row) => row.name, began: (row) => row.at }),
  deployments: collection(deploymentSchema, {
    shape: 2,
    key: (row) => row.id,
    began: (row) => row.createdAt,
  }),
  commits: collection(commitSchema, { shape: 3, key: (row) => row.sha, began: (row) => row.committedAt }),
  checks: collection(checkResultSchema, { shape: 3, key: (row) => row.id, began: (row) => row.createdAt }),
  incidents: collection(incidentSchema, { shape: 1, key: (row) => row.id, began: (row) => row.startedAt }),
  measurements: collection(measurementSchema, {
    shape: 1,
    key: (row) => `${row.metric} ${row.start} ${row.source}`,
    began: (row) => row.start,
  }),
};

export const collectionNames: readonly CollectionName[] = [
  'pull-requests',
  'issues',
  'milestones',
  'releases',
  'tags',
  'deployments',
  'commits',
  'checks',
  'incidents',
  'measurements',
];

/** @returns a manifest's entry for rows that were read in their current shape */
export function coverageOf(
  name: CollectionName,
  { read, expected, pages = null, since = null }: Pick<Coverage, 'read' | 'expected'> & Partial<Coverage>,
): Coverage {
  return { read, expected, pages, since, shape: collections[name].shape };
}

/** Compiled on first use, which takes 40 ms: 3,300 pull requests are then parsed in 35 ms instead of 96 ms. */
function collection<Row>(schema: z.ZodType<Row>, rest: Omit<Collection<Row>, 'schema'>): Collection<Row> {
  let compiled: z.ZodType<Row> | undefined;
  return {
    ...rest,
    get schema() {
      compiled ??= z.compile(schema);
      return compiled;
    },
  };
}

/** Facts without a single row. */
export function noFacts(): Facts {
  return {
    'pull-requests': [],
    issues: [],
    milestones: [],
    releases: [],
    tags: [],
    deployments: [],
    commits: [],
    checks: [],
    incidents: [],
    measurements: [],
  };
}

/**
 * Merges newly read rows into stored ones: a row with the same key is replaced, all others remain.
 * @returns rows sorted by when the fact began, then by key
 */
export function mergeRows<Name extends CollectionName>(
  name: Name,
  stored: readonly Rows[Name][],
  read: readonly Rows[Name][],
): Rows[Name][] {
  const { key, began } = collections[name];
  const byKey = new Map<string | number, Rows[Name]>();
  for (const row of stored) byKey.set(key(row), row);
  for (const row of read) byKey.set(key(row), row);
  return [...byKey.values()].sort((a, b) => order(began(a), began(b)) || order(key(a), key(b)));
}

/** Merges newly read facts into stored ones, collection by collection. */
export function mergeFacts(stored: Facts, read: Facts): Facts {
  const merged = noFacts();
  const merge = <Name extends CollectionName>(name: Name) => {
    const rows: Rows[Name][] = merged[name];
    for (const row of mergeRows(name, stored[name], read[name])) rows.push(row);
  };
  for (const name of collectionNames) merge(name);
  return merged;
}

function order(a: string | number, b: string | number): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
