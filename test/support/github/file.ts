import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import type { Entity, GitHubRepository } from './entities.ts';

const moment = z.iso.datetime({ offset: true });
const label = z.union([z.string(), z.object({ name: z.string() }).transform(({ name }) => name)]);
const actor = z.object({ __typename: z.string(), login: z.string() }).nullable();
const milestone = z.object({
  number: z.int(),
  title: z.string(),
  state: z.enum(['OPEN', 'CLOSED']),
  createdAt: moment,
  dueOn: moment.nullable(),
  closedAt: moment.nullable(),
});

const gitActor = z.object({
  login: z.string().nullable().default(null),
  email: z.string().nullable().default(null),
  name: z.string().nullable().default(null),
});

const timelineItem = z.looseObject({
  __typename: z.string(),
  createdAt: moment,
  label: label.optional(),
  milestoneTitle: z.string().optional(),
});

const boardItem = z.object({
  status: z.object({ name: z.string(), updatedAt: moment }).optional(),
  iteration: z.object({ title: z.string(), startDate: z.iso.date(), duration: z.int() }).optional(),
  isArchived: z.boolean().default(false),
});

const check = z.object({
  id: z.string(),
  name: z.string(),
  /** Default: a suite of its own. */
  suite: z.string().optional(),
  /** The name of the workflow that ran it; default: none did. */
  workflow: z.string().nullable().default(null),
  createdAt: moment,
  startedAt: moment.nullable(),
  completedAt: moment.nullable(),
  conclusion: z.string().nullable(),
});

const commit = z
  .object({
    oid: z.string(),
    authoredDate: moment,
    committedDate: moment,
    /** Default: the headline. */
    message: z.string().optional(),
    messageHeadline: z.string().optional(),
    /** Default: of its parts. */
    author: gitActor.nullable().optional(),
    authorLogin: z.string().nullable().default(null),
    authorEmail: z.string().nullable().default(null),
    authorName: z.string().nullable().default(null),
    coAuthors: z.array(gitActor).default([]),
    parents: z.array(z.string()),
    additions: z.int(),
    deletions: z.int(),
    /** Default: the number that its first line ends with, as in `Add a page (#12)`. */
    pullRequest: z.int().nullable().optional(),
    checks: z.array(check).default([]),
  })
  .transform(({ messageHeadline, authorLogin, authorEmail, authorName, ...row }) => {
    const message = row.message ?? messageHeadline ?? '';
    const named = /\(#(\d+)\)$/.exec(message.split('\n', 1)[0] ?? '')?.[1];
    const author = { login: authorLogin, email: authorEmail, name: authorName };
    return {
      ...row,
      message,
      author: row.author === undefined ? author : row.author,
      pullRequest:
        row.pullRequest === undefined ? (named === undefined ? null : Number(named)) : row.pullRequest,
    };
  });

/**
 * A repository in a file: GitHub's names, plain lists in place of connections. Most of what GitHub makes up itself may be
 * left out, such as the ids of deployments and releases.
 */
const fileSchema = z.object({
  owner: z.string(),
  name: z.string(),
  id: z.string().optional(),
  isArchived: z.boolean().default(false),
  isFork: z.boolean().default(false),
  pushedAt: moment.default('2015-02-03T04:05:07Z'),
  topics: z.array(z.string()).default([]),
  /** The texts of files of the default branch, by path. */
  textFiles: z.record(z.string(), z.string()).default({}),
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
        labels: z.array(label),
        milestone: milestone.nullable(),
        mergeCommit: z.string().nullable(),
        commits: z.array(
          z.object({
            oid: z.string(),
            authoredDate: moment,
            committedDate: moment,
            message: z.string().default(''),
          }),
        ),
        reviews: z.array(z.object({ author: actor, state: z.string(), submittedAt: moment.nullable() })),
        timelineItems: z.array(timelineItem),
        files: z.array(z.string()).default([]),
        /** Those of its last commit. */
        checks: z.array(check).default([]),
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
        labels: z.array(label),
        milestone: milestone.nullable(),
        timelineItems: z.array(timelineItem).default([]),
        /** The name of its type; null where it has none. */
        issueType: z.string().nullable().default(null),
        /** The values of its fields by their names; a list is one of several choices. */
        fields: z.record(z.string(), z.union([z.string(), z.array(z.string())])).default({}),
        /** Its items on boards. */
        boards: z.array(boardItem).default([]),
        /** The number of the issue that it is a part of. */
        parent: z.int().nullable().default(null),
      }),
    )
    .default([]),
  milestones: z.array(milestone).default([]),
  releases: z
    .array(
      z.object({
        /** Default: from its tag. */
        id: z.string().optional(),
        tagName: z.string(),
        name: z.string().nullable(),
        createdAt: moment,
        publishedAt: moment.nullable(),
        isDraft: z.boolean(),
        isPrerelease: z.boolean(),
        tagCommit: z.string().nullable().optional(),
        /** The same under another name. */
        oid: z.string().optional(),
      }),
    )
    .default([]),
  tags: z
    .array(
      z.object({
        name: z.string(),
        oid: z.string(),
        /** Default: the date of the commit where the file has it, else that of the tag. */
        committedDate: moment.optional(),
        /** When an annotated tag was made; null for a lightweight one. */
        taggedAt: moment.nullable().default(null),
        /** When its commit was made, where the file does not have that. */
        date: moment.optional(),
      }),
    )
    .default([]),
  deployments: z
    .array(
      z.object({
        /** Default: from its number. */
        id: z.string().optional(),
        /** Its number at REST; default: its place in the file, from 1 on. */
        databaseId: z.int().optional(),
        environment: z.string().nullable(),
        commitOid: z.string(),
        ref: z.string().nullable().default(null),
        task: z.string().nullable().default('deploy'),
        /** JSON as text. */
        payload: z.string().nullable().default(null),
        createdAt: moment,
        statuses: z.array(z.object({ state: z.string(), createdAt: moment })),
      }),
    )
    .default([]),
  /** Commits of the default branch. */
  commits: z.array(commit).default([]),
  /** Commits that are on other branches or under tags alone. */
  offBranch: z.array(commit).default([]),
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
    isArchived: file.isArchived,
    isFork: file.isFork,
    createdAt: '2015-02-03T04:05:06Z',
    pushedAt: file.pushedAt,
    name: file.name,
    textFiles: file.textFiles,
    repositoryTopics: file.topics.map((name) => ({
      __typename: 'RepositoryTopic',
      topic: { __typename: 'Topic', name },
    })),
    defaultBranchName: file.defaultBranch,
  };
  const milestones = new Map<number, Entity>();
  const rows = [...file.pullRequests, ...file.issues].flatMap((row) => row.milestone ?? []);
  for (const row of [...rows, ...file.milestones])
    milestones.set(row.number, { __typename: 'Milestone', updatedAt: row.closedAt ?? row.createdAt, ...row });
  const pullRequests = file.pullRequests.map(
    ({ checks, ...row }): Entity => ({
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
      timelineItems: row.timelineItems.flatMap(timelineItemOf),
      reviews: row.reviews.map((review) => ({ __typename: 'PullRequestReview', ...review })),
      files: row.files.map((path) => ({ __typename: 'PullRequestChangedFile', path })),
      statusCheckRollup: rollupOf(checks),
    }),
  );
  const committedDates = new Map(
    [...file.commits, ...file.offBranch].map(({ oid, committedDate }) => [oid, committedDate]),
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
      timelineItems: row.timelineItems.flatMap(timelineItemOf),
      issueFieldValues: Object.entries(row.fields).map(fieldValueOf),
      projectItems: row.boards.map(boardItemOf),
      issueType: row.issueType === null ? null : { __typename: 'IssueType', name: row.issueType },
      parent: row.parent === null ? null : { __typename: 'Issue', number: row.parent, repository: about },
    })),
    releases: file.releases.map(({ id: given, tagCommit, oid = null, ...row }) => {
      const commit = tagCommit === undefined ? oid : tagCommit;
      return {
        ...row,
        __typename: 'Release',
        id: given ?? `RE_${row.tagName}`,
        updatedAt: row.publishedAt ?? row.createdAt,
        tagCommit: commit === null ? null : { __typename: 'Commit', oid: commit },
      };
    }),
    refs: file.tags.map((row) => refOf(row, committedDates)),
    deployments: file.deployments.map(deploymentOf),
    commits: file.commits.map((row) => commitOf(id, row, pullRequests)),
    offBranch: [...file.offBranch, ...releaseCommits(file)].map((row) => commitOf(id, row, pullRequests)),
  };
}

/**
 * @returns the commits of dated tags that the file does not have: each is made for its tag, on top of what the default
 * branch then held
 */
function releaseCommits({ tags, commits, offBranch }: Parsed): Parsed['commits'] {
  const known = new Set([...commits, ...offBranch].map(({ oid }) => oid));
  const made = tags.flatMap(({ name, oid, date }) => {
    if (date === undefined || known.has(oid)) return [];
    const before = commits.filter(({ committedDate }) => Date.parse(committedDate) <= Date.parse(date));
    const newest = before.toSorted((a, b) => Date.parse(b.committedDate) - Date.parse(a.committedDate))[0];
    const parents = newest === undefined ? [] : [newest.oid];
    return [{ oid, authoredDate: date, committedDate: date, messageHeadline: `Release ${name}`, parents }];
  });
  return z.array(commit).parse(made.map((row) => ({ ...row, additions: 0, deletions: 0 })));
}

function fieldValueOf([name, value]: [string, string | readonly string[]]): Entity {
  return typeof value === 'string'
    ? {
        __typename: 'IssueFieldSingleSelectValue',
        name: value,
        value,
        field: { __typename: 'IssueFieldSingleSelect', name },
      }
    : {
        __typename: 'IssueFieldMultiSelectValue',
        options: value.map((option) => ({ __typename: 'IssueFieldMultiSelectOption', name: option })),
        field: { __typename: 'IssueFieldMultiSelect', name },
      };
}

function boardItemOf({ status, iteration, isArchived }: z.output<typeof boardItem>): Entity {
  const values: Record<string, Entity | undefined> = {
    Status: status && { __typename: 'ProjectV2ItemFieldSingleSelectValue', ...status },
    Iteration: iteration && { __typename: 'ProjectV2ItemFieldIterationValue', ...iteration },
  };
  return {
    __typename: 'ProjectV2Item',
    isArchived,
    fieldValueByName: ({ name }: { name: string }) => values[name] ?? null,
  };
}

const labelsOf = (names: readonly string[]) => names.map((name) => ({ __typename: 'Label', name }));

/** @returns nothing for the event of a label or a milestone that the file does not name */
function timelineItemOf({ label, ...item }: z.output<typeof timelineItem>): Entity[] {
  const named = /milestoned/i.test(item.__typename) ? item.milestoneTitle : label;
  if (named === undefined && /labeled|milestoned/i.test(item.__typename)) return [];
  return [{ ...item, label: label === undefined ? null : { __typename: 'Label', name: label } }];
}

const statusesSchema = z.array(z.looseObject({ state: z.string(), createdAt: moment }));

/** @returns a deployment whose last status and last change follow from its statuses, also when those are changed */
function deploymentOf({ id, databaseId, ref, ...row }: Parsed['deployments'][number], index: number): Entity {
  const number = databaseId ?? index + 1;
  const entity: Entity = {
    ...row,
    id: id ?? `DE_${number}`,
    databaseId: number,
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

function refOf(row: Parsed['tags'][number], committedDates: ReadonlyMap<string, string>): Entity {
  const { name, oid, taggedAt } = row;
  const committedDate = row.committedDate ?? committedDates.get(oid) ?? row.date;
  if (committedDate === undefined) throw new Error(`no date of the commit of tag ${name}`);
  const commit = { __typename: 'Commit', oid, committedDate };
  const annotated = { __typename: 'Tag', oid: `${oid}-tag`, tagger: { date: taggedAt }, target: commit };
  return { __typename: 'Ref', name, committedDate, target: taggedAt === null ? commit : annotated };
}

/** @returns a commit with the checks and pull requests that belong to it */
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
    statusCheckRollup: rollupOf(checks),
  };
}

function rollupOf(checks: readonly z.output<typeof check>[]): Entity | null {
  if (checks.length === 0) return null;
  return {
    __typename: 'StatusCheckRollup',
    state: checks.some(({ conclusion }) => conclusion === null) ? 'PENDING' : 'SUCCESS',
    contexts: checks.map(({ createdAt, suite, workflow, ...row }) => ({
      ...row,
      __typename: 'CheckRun',
      checkSuite: {
        __typename: 'CheckSuite',
        id: suite ?? `CS_${row.id}`,
        createdAt,
        workflowRun:
          workflow === null
            ? null
            : { __typename: 'WorkflowRun', workflow: { __typename: 'Workflow', name: workflow } },
      },
    })),
  };
}

const gitActorOf = ({ login, email, name }: z.output<typeof gitActor>): Entity => ({
  __typename: 'GitActor',
  email,
  name,
  user: login === null ? null : { __typename: 'User', login },
});
