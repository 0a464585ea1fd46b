import { z } from 'zod';
import { codeownersSchema } from './codeowners.ts';

/**
 * The vocabulary of facts: what happened, as a source reported it. Every row of a snapshot is one of these.
 * Raise `SCHEMA_VERSION` when a row's shape changes; an older tool then refuses the newer snapshot.
 */
export const SCHEMA_VERSION = 2;

/** Where a reader can open something. A browser runs other addresses: `javascript:`. */
export const addressSchema = z.url({ protocol: /^https?$/ });

/** A moment in UTC, ISO 8601 with a trailing `Z`. */
export const instantSchema = z.iso.datetime();

const shaSchema = z.string().regex(/^[0-9a-f]{40}([0-9a-f]{24})?$/);

/** The beginning of a commit's identifier, as people write it. */
export const commitReferenceSchema = z.string().regex(/^[0-9a-f]{7,64}$/);

/**
 * Who did it: a person behind a keyed pseudonym, a bot by its public name, or null for an account that no
 * longer exists (a person who is not known).
 */
const actorSchema = z
  .union([
    z.strictObject({ person: z.string().regex(/^p-[0-9a-f]{16}$/) }),
    z.strictObject({ bot: z.string().min(1) }),
  ])
  .nullable();

export const repositorySchema = z.strictObject({
  /** The source's own identifier, which survives a rename or a transfer. */
  id: z.string().min(1),
  /** `owner/name`. */
  name: z.string().regex(/^[^/\s]+\/[^/\s]+$/),
  /** Where a reader can open it; null for a local clone without a remote. */
  url: addressSchema.nullable(),
  defaultBranch: z.string().min(1),
  /** Branches that were the default one at an earlier reading; absent where it was always the same. */
  formerBranches: z.array(z.string().min(1)).optional(),
  private: z.boolean(),
  archived: z.boolean(),
  fork: z.boolean(),
  createdAt: instantSchema.nullable(),
  /** What CODEOWNERS of the default branch says of teams; absent where no team owns anything by it. */
  codeowners: codeownersSchema.optional(),
});

export const markKindSchema = z.enum(['login', 'account', 'address', 'line', 'branch']);

/**
 * A trace that an assistant left on a change: `login` it authored the change, `account` or `address` it is named as
 * co-author, `line` it wrote a line of a message, `branch` it named the branch.
 */
const markSchema = z.strictObject({ assistant: z.string().min(1), by: markKindSchema });

const reviewSchema = z.strictObject({
  author: actorSchema,
  state: z.enum(['approved', 'changes-requested', 'commented', 'dismissed', 'pending']),
  /** Null while the review is pending. */
  submittedAt: instantSchema.nullable(),
});

const pullRequestCommitSchema = z.strictObject({
  sha: shaSchema,
  authoredAt: instantSchema,
  committedAt: instantSchema,
});

/**
 * A label, or a milestone by its title at that time, that was added or removed, or another status on a project's board
 * ('' for none).
 */
export const changeSchema = z.union([
  z.strictObject({ at: instantSchema, label: z.string(), added: z.boolean() }),
  z.strictObject({ at: instantSchema, milestone: z.string(), added: z.boolean() }),
  z.strictObject({ at: instantSchema, status: z.string(), before: z.string() }),
]);

/** What an issue has on a project's board: its status and since when, and its iteration. */
const boardItemSchema = z.strictObject({
  status: z.strictObject({ name: z.string(), at: instantSchema }).optional(),
  iteration: z.strictObject({ title: z.string(), start: z.iso.date(), days: z.int() }).optional(),
});

const readinessEventSchema = z.strictObject({ at: instantSchema, to: z.enum(['ready', 'draft']) });

const checksAtMergeSchema = z.strictObject({
  passed: z.array(z.string()),
  failed: z.array(z.string()),
  /** Those that had begun and were not over. */
  pending: z.array(z.string()),
});

export const pullRequestSchema = z.strictObject({
  number: z.int(),
  title: z.string(),
  author: actorSchema,
  createdAt: instantSchema,
  updatedAt: instantSchema,
  closedAt: instantSchema.nullable(),
  mergedAt: instantSchema.nullable(),
  mergedBy: actorSchema,
  state: z.enum(['open', 'closed', 'merged']),
  /** Whether it is a draft at the time of reading. */
  draft: z.boolean(),
  base: z.string(),
  head: z.string(),
  additions: z.int(),
  deletions: z.int(),
  changedFiles: z.int(),
  labels: z.array(z.string()),
  /** The milestone's number. */
  milestone: z.int().nullable(),
  mergeCommit: shaSchema.nullable(),
  commits: z.array(pullRequestCommitSchema),
  reviews: z.array(reviewSchema),
  /** Conversions between draft and ready for review, in order of time. */
  readiness: z.array(readinessEventSchema),
  /** Changes of labels and milestone, in order of time; absent where an earlier reading did not ask. */
  changes: z.array(changeSchema).optional(),
  /** Numbers of the pull requests that this one says it reverts. */
  reverts: z.array(z.int()),
  /** Commits that it says it reverts, as git's own sentence names them; absent where it names none. */
  revertedCommits: z.array(commitReferenceSchema).optional(),
  /** Numbers of the issues that it says it closes; empty in snapshots from before this was read. */
  closes: z.array(z.int()).default([]),
  /** What assistants left on it, its branch or its commits; absent where an earlier reading did not look. */
  marks: z.array(markSchema).optional(),
  /** The names of its checks by what they said when it was merged; absent where it was not, or a reading did not ask. */
  checks: checksAtMergeSchema.optional(),
  /** Paths of the changed files; null when they were not read (no team owns paths of this repository). */
  paths: z.array(z.string()).nullable(),
  /** Where it can be opened, where an import says so; absent for the source's own. */
  url: addressSchema.optional(),
});

/** What an issue names as its cause: a commit, a pull request, a deployment, a release's tag, or something elsewhere. */
const causeSchema = z.union([
  z.strictObject({ commit: commitReferenceSchema }),
  z.strictObject({ pullRequest: z.int() }),
  /** The source's identifier, or the number that GitHub's pages, REST and webhooks use. */
  z.strictObject({ deployment: z.string() }),
  z.strictObject({ tag: z.string() }),
  z.strictObject({ elsewhere: z.literal(true) }),
]);

export const issueSchema = z.strictObject({
  number: z.int(),
  title: z.string(),
  author: actorSchema,
  createdAt: instantSchema,
  updatedAt: instantSchema,
  closedAt: instantSchema.nullable(),
  state: z.enum(['open', 'closed']),
  /** Why it was closed, in the source's words. */
  stateReason: z.string().nullable(),
  labels: z.array(z.string()),
  /** Its type, such as `Bug`; null where it has none, absent where the source knows no types or was not asked. */
  type: z.string().nullable().optional(),
  /** The values of its fields by their names; absent where it has none or the source was not asked. */
  fields: z.record(z.string(), z.union([z.string(), z.array(z.string())])).optional(),
  /**
   * What it has on each board that it is not archived on; null for one that the token may not read, and for all where it
   * may read none; absent where the source knows no boards or an earlier reading did not ask.
   */
  boards: z.array(boardItemSchema.nullable()).nullable().optional(),
  /** The number of the issue of the same repository that it is a part of; absent where it is of none. */
  parent: z.int().optional(),
  milestone: z.int().nullable(),
  /** Changes of labels, milestone and status, in order of time; absent where an earlier reading did not ask. */
  changes: z.array(changeSchema).optional(),
  causes: z.array(causeSchema),
  /** What another tool calls it, such as `SHOP-12`, and where it can be opened; absent for the source's own. */
  key: z.string().min(1).optional(),
  url: addressSchema.optional(),
  /** The team that an import names; absent where ownership decides. */
  team: z.string().min(1).optional(),
});

export const milestoneSchema = z.strictObject({
  number: z.int(),
  title: z.string(),
  createdAt: instantSchema,
  dueAt: instantSchema.nullable(),
  closedAt: instantSchema.nullable(),
  state: z.enum(['open', 'closed']),
});

export const releaseSchema = z.strictObject({
  id: z.string().min(1),
  tag: z.string(),
  name: z.string().nullable(),
  createdAt: instantSchema,
  /** Null for a draft release. */
  publishedAt: instantSchema.nullable(),
  prerelease: z.boolean(),
  sha: shaSchema.nullable(),
});

export const tagSchema = z.strictObject({
  name: z.string().min(1),
  sha: shaSchema,
  /** When an annotated tag was made; for a lightweight one, the date of its commit. */
  at: instantSchema,
});

const deploymentStatusSchema = z.strictObject({
  state: z.enum(['success', 'failure', 'error', 'inactive', 'in-progress', 'pending', 'queued', 'waiting']),
  at: instantSchema,
});

export const deploymentSchema = z.strictObject({
  id: z.string().min(1),
  /** The number that GitHub's pages, REST and webhooks use; absent where an earlier reading did not ask. */
  number: z.int().optional(),
  /** Null when none is named. */
  environment: z.string().nullable(),
  /** What is deployed, where one environment runs several services; absent for the usual one. */
  service: z.string().min(1).optional(),
  sha: shaSchema,
  ref: z.string().nullable(),
  createdAt: instantSchema,
  /** In order of time. */
  statuses: z.array(deploymentStatusSchema),
  /** The import that it comes from; absent where the repository's own source holds it. */
  from: z.string().min(1).optional(),
  /** The team that an import names; absent where ownership decides. */
  team: z.string().min(1).optional(),
});

/** What a commit of the default branch's first-parent line brought onto the branch. */
const arrivalSchema = z.strictObject({
  /** Paths of the files that came with it; files that only moved are none. */
  addedPaths: z.array(z.string()),
  /**
   * Lines that it wrote. Left out: blank lines, files that the repository marks as generated or vendored, binary
   * files, and lines that only moved or changed their white space.
   */
  lines: z.int(),
  /** How many of these were changed or deleted on the branch, by the whole days after which that was; up to 90 days. */
  rewritten: z.array(z.strictObject({ days: z.int(), lines: z.int() })),
});

export const commitSchema = z.strictObject({
  sha: shaSchema,
  authoredAt: instantSchema,
  committedAt: instantSchema,
  author: actorSchema,
  coAuthors: z.array(actorSchema),
  parents: z.array(shaSchema),
  /** Whether it is only in the history of a tag or a deployment, and not on the default branch. */
  offBranch: z.literal(true).optional(),
  /**
   * Whether its dates cannot be, so that no metric counts it; it still joins its children to its parents. Found when
   * facts are scored, never stored.
   */
  misdated: z.literal(true).optional(),
  /** The first line of the message. */
  subject: z.string(),
  /** Commits that its message says it reverts; absent where it names none. */
  reverts: z.array(commitReferenceSchema).optional(),
  /** Numbers of the pull requests that its message says it reverts; absent where it names none. */
  revertedPullRequests: z.array(z.int()).optional(),
  /** The pull request that brought it in, when the source or the message says so. */
  pullRequest: z.int().nullable(),
  /** Numbers of the issues that its message says it closes; empty in snapshots from before this was read. */
  closes: z.array(z.int()).default([]),
  /** Pull requests that a trailer says it is; absent where it names none. */
  landed: z.array(z.int()).optional(),
  /** What assistants left on it; absent where an earlier reading did not look. */
  marks: z.array(markSchema).optional(),
  additions: z.int(),
  deletions: z.int(),
  /** Files that it changes, compared with its first parent; absent where no team owned paths of a clone when it was read. */
  paths: z.array(z.string()).optional(),
  /** Absent for commits off the first-parent line, and where there is no history of lines. */
  arrival: arrivalSchema.optional(),
});

export const checkResultSchema = z.strictObject({
  id: z.string().min(1),
  sha: shaSchema,
  name: z.string(),
  /** The name of the workflow that ran it; absent where there is none or an earlier reading did not ask. */
  workflow: z.string().min(1).optional(),
  /** What the checks that one system ran together have in common; absent where an earlier reading did not ask. */
  suite: z.string().min(1).optional(),
  /** When its suite was created. */
  createdAt: instantSchema,
  startedAt: instantSchema.nullable(),
  completedAt: instantSchema.nullable(),
  /** Null while it runs. */
  conclusion: z.string().nullable(),
  /** The team that an import names; absent where ownership decides. */
  team: z.string().min(1).optional(),
});

export const incidentSchema = z.strictObject({
  id: z.string().min(1),
  title: z.string(),
  url: addressSchema.nullable(),
  startedAt: instantSchema,
  detectedAt: instantSchema.nullable(),
  /** When somebody took it on; absent where the source does not say. */
  acknowledgedAt: instantSchema.optional(),
  resolvedAt: instantSchema.nullable(),
  severity: z.string().nullable(),
  /** What was affected; absent where the source does not say. */
  service: z.string().min(1).optional(),
  causes: z.array(causeSchema),
  /** The team that an import names; absent where ownership decides. */
  team: z.string().min(1).optional(),
});

/** One period of a number that another tool measured. */
export const measurementSchema = z.strictObject({
  metric: z.string().min(1),
  start: instantSchema,
  end: instantSchema,
  sample: z.discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('distribution'), values: z.array(z.number()) }),
    z.strictObject({ kind: z.literal('proportion'), hits: z.int(), total: z.int() }),
    z.strictObject({ kind: z.literal('rate'), events: z.int(), exposure: z.number() }),
    z.strictObject({ kind: z.literal('level'), value: z.number(), n: z.int() }),
    z.strictObject({ kind: z.literal('ratio'), numerator: z.number(), denominator: z.number(), n: z.int() }),
  ]),
  source: z.string().min(1),
});

export type Instant = z.infer<typeof instantSchema>;
export type Actor = z.infer<typeof actorSchema>;
export type Repository = z.infer<typeof repositorySchema>;
export type Change = z.infer<typeof changeSchema>;
export type Mark = z.infer<typeof markSchema>;
export type Review = z.infer<typeof reviewSchema>;
export type ChecksAtMerge = z.infer<typeof checksAtMergeSchema>;
export type PullRequest = z.infer<typeof pullRequestSchema>;
export type Cause = z.infer<typeof causeSchema>;
export type Issue = z.infer<typeof issueSchema>;
export type Milestone = z.infer<typeof milestoneSchema>;
export type Release = z.infer<typeof releaseSchema>;
export type Tag = z.infer<typeof tagSchema>;
export type DeploymentStatus = z.infer<typeof deploymentStatusSchema>;
export type Deployment = z.infer<typeof deploymentSchema>;
export type Arrival = z.infer<typeof arrivalSchema>;
export type Commit = z.infer<typeof commitSchema>;
export type CheckResult = z.infer<typeof checkResultSchema>;
export type Incident = z.infer<typeof incidentSchema>;
export type Measurement = z.infer<typeof measurementSchema>;
