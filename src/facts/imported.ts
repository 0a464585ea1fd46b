import { z } from 'zod';
import { deliveryNames } from './deliveryRhythm.ts';
import {
  addressSchema,
  changeSchema,
  commitReferenceSchema,
  instantSchema,
  pullRequestSchema,
} from './schema.ts';

/*
 * What exports of other tools become. Observations are rows of the columns below; facts are rows of one of the shapes
 * below and join the facts of a repository when it is measured.
 */

/** The place of a row that concerns the organisation and no single team. */
export const ORGANISATION = 'organisation';

/** The columns of imported observations: moments in milliseconds since the epoch. A file lacks columns that no row has. */
export const observationColumns = {
  metric: 'VARCHAR',
  /** A team's id, or `organisation`. */
  team: 'VARCHAR',
  at: 'DOUBLE',
  until: 'DOUBLE',
  value: 'DOUBLE',
  of: 'DOUBLE',
  item: 'VARCHAR',
  url: 'VARCHAR',
  note: 'VARCHAR',
  cluster: 'VARCHAR',
  /** How many people, customers or amounts are behind it, as far as a minimum asks. */
  people: 'DOUBLE',
} as const;

const ofImport = {
  /** The import that it comes from. */
  from: z.string().min(1),
  /** Null when the row names a team alone. */
  repository: z.string().nullable(),
  /** Null when the row names a repository alone: then ownership decides. */
  team: z.string().nullable(),
};

const importedIssueSchema = z.strictObject({
  fact: z.literal('issues'),
  ...ofImport,
  /** How the tool calls it, such as `SHOP-12`. */
  key: z.string().min(1),
  title: z.string(),
  url: addressSchema.nullable(),
  type: z.string().nullable(),
  createdAt: instantSchema,
  updatedAt: instantSchema,
  closedAt: instantSchema.nullable(),
  /** `completed`, `not_planned` or `duplicate`; null while it is open or where the tool does not say. */
  reason: z.string().nullable(),
  labels: z.array(z.string()),
  fields: z.record(z.string(), z.string()),
  /** The key of the issue that it is a part of. */
  parent: z.string().nullable(),
  changes: z.array(changeSchema),
});

const importedIncidentSchema = z.strictObject({
  fact: z.literal('incidents'),
  ...ofImport,
  key: z.string().min(1),
  title: z.string(),
  url: addressSchema.nullable(),
  startedAt: instantSchema,
  detectedAt: instantSchema.nullable(),
  acknowledgedAt: instantSchema.nullable(),
  resolvedAt: instantSchema.nullable(),
  severity: z.string().nullable(),
  service: z.string().nullable(),
  /** A commit, a deployment, a pull request (`#12`) or a tag, as the tool writes it. */
  cause: z.string().nullable(),
});

const importedDeploymentSchema = z.strictObject({
  fact: z.literal('deployments'),
  ...ofImport,
  key: z.string().min(1),
  environment: z.string().nullable(),
  service: z.string().nullable(),
  commit: commitReferenceSchema.nullable(),
  version: z.string().nullable(),
  startedAt: instantSchema,
  finishedAt: instantSchema.nullable(),
  status: z.enum(['success', 'failure', 'in-progress', 'cancelled']),
});

const importedCheckSchema = z.strictObject({
  fact: z.literal('checks'),
  ...ofImport,
  key: z.string().min(1),
  name: z.string().min(1),
  workflow: z.string().nullable(),
  commit: commitReferenceSchema,
  createdAt: instantSchema,
  startedAt: instantSchema.nullable(),
  completedAt: instantSchema.nullable(),
  /** Null while it runs. */
  conclusion: z.string().nullable(),
});

/** A pull request, or what its tool calls one; its people are behind keyed pseudonyms. */
const importedPullRequestSchema = z.strictObject({
  fact: z.literal('pull-requests'),
  ...ofImport,
  /** Its number in the repository. */
  key: z.string().regex(/^\d{1,15}$/),
  url: addressSchema.nullable(),
  ...pullRequestSchema.pick({
    title: true,
    author: true,
    createdAt: true,
    updatedAt: true,
    closedAt: true,
    mergedAt: true,
    mergedBy: true,
    draft: true,
    base: true,
    head: true,
    additions: true,
    deletions: true,
    changedFiles: true,
    labels: true,
    mergeCommit: true,
    commits: true,
    reviews: true,
    readiness: true,
    paths: true,
  }).shape,
});

export const importedFactSchema = z.discriminatedUnion('fact', [
  importedIssueSchema,
  importedIncidentSchema,
  importedDeploymentSchema,
  importedCheckSchema,
  importedPullRequestSchema,
]);

export type ImportedFact = z.infer<typeof importedFactSchema>;
export type ImportedFactName = ImportedFact['fact'];

export const importedFactNames = ['issues', 'incidents', 'deployments', 'checks', 'pull-requests'] as const;

const setAsideSchema = z.strictObject({
  reason: z.string(),
  count: z.int().positive(),
  /** The first of them: `tickets-2026-09-30.csv:12`. */
  first: z.string(),
});

/** What an import has become, and of what: beside its rows. */
export const importedManifestSchema = z.strictObject({
  schemaVersion: z.literal(1),
  id: z.string(),
  title: z.string(),
  /** The tool whose export it is. */
  tool: z.string(),
  delivered: z.enum(deliveryNames),
  /** The digest of the declaration and of the program's part that reads it. */
  declaration: z.string(),
  files: z.array(
    z.strictObject({
      name: z.string(),
      size: z.number(),
      modified: z.number(),
      /** The date in its name, or of its last change: rows are complete up to here. */
      dated: instantSchema,
      rows: z.int().nonnegative(),
    }),
  ),
  setAside: z.array(setAsideSchema),
  /** By metric, what its rows are. */
  metrics: z.array(
    z.strictObject({
      metric: z.string(),
      rows: z.int().nonnegative(),
      /** Whether rows are sums of a period and not single cases. */
      aggregated: z.boolean(),
      currency: z.string().nullable(),
      /** Who or what is counted, where the import says so. */
      cohort: z.string().nullable().default(null),
      /** When the first observation is of; null without any. */
      from: instantSchema.nullable(),
      /** Complete up to here: the date of the newest file. */
      through: instantSchema,
      teams: z.array(z.string()),
    }),
  ),
  facts: z.array(z.strictObject({ fact: z.enum(importedFactNames), rows: z.int().nonnegative() })),
  /** SHA-256 of each file beside this one. */
  digests: z.record(z.string(), z.string()),
});

export type ImportedManifest = z.infer<typeof importedManifestSchema>;
