import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import type { Entity, GitHubRepository } from './entities.ts';

const moment = z.iso.datetime({ offset: true });
const actor = z.object({ __typename: z.string(), login: z.string() }).nullable();
const milestone = z.object({
  number: z.int(),
  title: z.string(),
  state: z.enum(['OPEN', 'CLOSED']),
  createdAt: moment,
  dueOn: moment.nullable(),
  closedAt: moment.nullable(),
});

const gitActor = z.object({ login: z.string().nullable(), email: z.string().nullable() });

/** A repository in a file: GitHub's names, plain lists in place of connections. */
const fileSchema = z.object({
  owner: z.string(),
  name: z.string(),
  id: z.string().optional(),
  /** Null while the repository is empty. */
  defaultBranch: z.string().nullable(),
  pullRequests: z
    .array(
      z.object({
        number: z.int(),
        title: z.string(),
        body: z.string().default(''),
        author: actor,
        createdAt: moment,
        updatedAt: moment,
        closedAt: moment.nullable(),
        mergedAt: moment.nullable(),
        mergedBy: actor,
        state: z.enum(['OPEN', 'CLOSED', 'MERGED']),
        isDraft: z.boolean(),
        additions: z.int(),
        deletions: z.int(),
        changedFiles: z.int(),
        baseRefName: z.string(),
        headRefName: z.string(),
        labels: z.array(z.string()),
        milestone: milestone.nullable(),
        mergeCommit: z.string().nullable(),
        commits: z.array(z.object({ oid: z.string(), authoredDate: moment, committedDate: moment })),
        reviews: z.array(z.object({ author: actor, state: z.string(), submittedAt: moment.nullable() })),
        timelineItems: z.array(z.looseObject({ __typename: z.string(), createdAt: moment })),
        files: z.array(z.string()).default([]),
      }),
    )
    .default([]),
  issues: z
    .array(
      z.object({
        number: z.int(),
        title: z.string(),
        body: z.string().default(''),
        author: actor,
        createdAt: moment,
        updatedAt: moment,
        closedAt: moment.nullable(),
        state: z.enum(['OPEN', 'CLOSED']),
        stateReason: z.string().nullable(),
        labels: z.array(z.string()),
        milestone: milestone.nullable(),
      }),
    )
    .default([]),
  milestones: z.array(milestone).default([]),
  releases: z
    .array(
      z.object({
        id: z.string(),
        tagName: z.string(),
        name: z.string().nullable(),
        createdAt: moment,
        publishedAt: moment.nullable(),
        isDraft: z.boolean(),
        isPrerelease: z.boolean(),
        tagCommit: z.string().nullable(),
      }),
    )
    .default([]),
  tags: z
    .array(
      z.object({
        name: z.string(),
        oid: z.string(),
        committedDate: moment,
        /** When an annotated tag was made; null for a lightweight one. */
        taggedAt: moment.nullable().default(null),
      }),
    )
    .default([]),
  deployments: z
    .array(
      z.object({
        id: z.string(),
        environment: z.string().nullable(),
        commitOid: z.string(),
        ref: z.string().nullable(),
        createdAt: moment,
        statuses: z.array(z.object({ state: z.string(), createdAt: moment })),
      }),
    )
    .default([]),
  commits: z
    .array(
      z.object({
        oid: z.string(),
        authoredDate: moment,
        committedDate: moment,
        message: z.string(),
        author: gitActor.nullable(),
        coAuthors: z.array(gitActor).default([]),
        parents: z.array(z.string()),
        additions: z.int(),
        deletions: z.int(),
        pullRequest: z.int().nullable(),
        checks: z
          .array(
            z.object({
              id: z.string(),
              name: z.string(),
              /** Default: a suite of its own. */
              suite: z.string().optional(),
              createdAt: moment,
              startedAt: moment.nullable(),
              completedAt: moment.nullable(),
              conclusion: z.string().nullable(),
            }),
          )
          .default([]),
      }),
    )
    .default([]),
});

export type RepositoryFile = z.input<typeof fileSchema>;
type Parsed = z.output<typeof fileSchema>;

/** Reads a repository from a JSON file. */
export async function repositoryFromFile(path: string): Promise<GitHubRepository> {
  const parsed: unknown = JSON.parse(await readFile(path, 'utf8'));
  return repositoryOf(fileSchema.parse(parsed));
}

/** @returns a repository that the server can answer about */
export function repository(file: RepositoryFile): GitHubRepository {
  return repositoryOf(fileSchema.parse(file));
}

function repositoryOf(file: Parsed): GitHubRepository {
  const id = file.id ?? `R_${file.owner}_${file.name}`;
  const full = `${file.owner}/${file.name}`;
  const about: Entity = {
    __typename: 'Repository',
    id,
    nameWithOwner: full,
    url: `https://github.example/${full}`,
    isPrivate: false,
    isArchived: false,
    isFork: false,
    createdAt: '2015-02-03T04:05:06Z',
    pushedAt: '2015-02-03T04:05:07Z',
    defaultBranchName: file.defaultBranch,
  };
  const milestones = new Map<number, Entity>();
  const rows = [...file.pullRequests, ...file.issues].flatMap((row) => row.milestone ?? []);
  for (const row of [...rows, ...file.milestones])
    milestones.set(row.number, { __typename: 'Milestone', updatedAt: row.closedAt ?? row.createdAt, ...row });
  const pullRequests = file.pullRequests.map(
    (row): Entity => ({
      ...row,
      __typename: 'PullRequest',
      id: `PR_${id}_${row.number}`,
      repository: about,
      labels: labelsOf(row.labels),
      mergeCommit: row.mergeCommit === null ? null : { __typename: 'Commit', oid: row.mergeCommit },
      commits: row.commits.map((commit) => ({
        __typename: 'PullRequestCommit',
        commit: { __typename: 'Commit', ...commit },
      })),
      reviews: row.reviews.map((review) => ({ __typename: 'PullRequestReview', ...review })),
      files: row.files.map((path) => ({ __typename: 'PullRequestChangedFile', path })),
    }),
  );
  return {
    owner: file.owner,
    name: file.name,
    about,
    pullRequests,
    milestones: [...milestones.values()],
    issues: file.issues.map((row) => ({
      ...row,
      __typename: 'Issue',
      id: `I_${id}_${row.number}`,
      labels: labelsOf(row.labels),
    })),
    releases: file.releases.map(({ tagCommit, ...row }) => ({
      ...row,
      __typename: 'Release',
      updatedAt: row.publishedAt ?? row.createdAt,
      tagCommit: tagCommit === null ? null : { __typename: 'Commit', oid: tagCommit },
    })),
    refs: file.tags.map((row) => refOf(row)),
    deployments: file.deployments.map(deploymentOf),
    commits: file.commits.map((row) => commitOf(id, row, pullRequests)),
  };
}

const labelsOf = (names: readonly string[]) => names.map((name) => ({ __typename: 'Label', name }));

const statusesSchema = z.array(z.looseObject({ state: z.string(), createdAt: moment }));

/** @returns a deployment whose last status and last change follow from its statuses, also when those are changed */
function deploymentOf({ ref, ...row }: Parsed['deployments'][number]): Entity {
  const entity: Entity = {
    ...row,
    __typename: 'Deployment',
    ref: ref === null ? null : { __typename: 'Ref', name: ref },
    statuses: row.statuses.map((status) => ({ __typename: 'DeploymentStatus', ...status })),
    latestStatus: () => latestOf(entity) ?? null,
    updatedAt: () => latestOf(entity)?.createdAt ?? row.createdAt,
  };
  return entity;
}

const latestOf = ({ statuses }: Entity) =>
  statusesSchema
    .parse(statuses)
    .sort((a, b) => Date.parse(a.createdAt) - Date.parse(b.createdAt))
    .at(-1);

function refOf({ name, oid, committedDate, taggedAt }: Parsed['tags'][number]): Entity {
  const commit = { __typename: 'Commit', oid, committedDate };
  const annotated = { __typename: 'Tag', oid: `${oid}-tag`, tagger: { date: taggedAt }, target: commit };
  return { __typename: 'Ref', name, committedDate, target: taggedAt === null ? commit : annotated };
}

/** @returns a commit of the default branch, with the checks and pull requests that belong to it */
function commitOf(
  repository: string,
  row: Parsed['commits'][number],
  pullRequests: readonly Entity[],
): Entity {
  const { author, coAuthors, parents, checks, pullRequest, ...fields } = row;
  const people = [...(author === null ? [] : [author]), ...coAuthors];
  return {
    ...fields,
    __typename: 'Commit',
    id: `C_${repository}_${row.oid}`,
    author: author === null ? null : gitActorOf(author),
    authors: people.map(gitActorOf),
    parents: parents.map((oid) => ({ __typename: 'Commit', oid })),
    associatedPullRequests: pullRequests.filter(({ number }) => number === pullRequest),
    statusCheckRollup:
      checks.length === 0
        ? null
        : {
            __typename: 'StatusCheckRollup',
            state: checks.some(({ conclusion }) => conclusion === null) ? 'PENDING' : 'SUCCESS',
            contexts: checks.map(({ createdAt, suite, ...check }) => ({
              ...check,
              __typename: 'CheckRun',
              checkSuite: { __typename: 'CheckSuite', id: suite ?? `CS_${check.id}`, createdAt },
            })),
          },
  };
}

const gitActorOf = ({ login, email }: z.output<typeof gitActor>): Entity => ({
  __typename: 'GitActor',
  email,
  user: login === null ? null : { __typename: 'User', login },
});
