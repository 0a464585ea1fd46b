import type { Actor, Cause, Change, Commit } from '../../../src/facts/schema.ts';
import type { Snapshot } from '../../../src/facts/store.ts';
import type { GitHubRepository } from './entities.ts';
import { type RepositoryFile, repository } from './file.ts';

type Milestone = NonNullable<RepositoryFile['milestones']>[number];

/** @returns the repository of which a snapshot could have been read; a pseudonym stands for its login */
export function repositoryFromSnapshot({ repository: about, facts }: Snapshot): GitHubRepository {
  const [owner = '', name = ''] = about.name.split('/');
  const milestones = facts.milestones.map(
    ({ dueAt, state, ...row }): Milestone => ({
      ...row,
      dueOn: dueAt,
      state: state === 'open' ? 'OPEN' : 'CLOSED',
    }),
  );
  const milestone = (number: number | null) => milestones.find((row) => row.number === number) ?? null;
  const commitRow = (row: Commit) => ({
    oid: row.sha,
    authoredDate: row.authoredAt,
    committedDate: row.committedAt,
    message: [row.subject, ...row.closes.map((number) => `Closes #${number}`)].join('\n'),
    author: row.author === null ? null : gitActor(row.author),
    coAuthors: row.coAuthors.map(gitActor),
    parents: row.parents,
    additions: row.additions,
    deletions: row.deletions,
    pullRequest: row.pullRequest,
    checks: facts.checks
      .filter(({ sha }) => sha === row.sha)
      .map(({ sha, conclusion, workflow = null, ...check }) => ({
        workflow,
        ...check,
        conclusion: conclusion?.toUpperCase() ?? null,
      })),
  });
  const built = repository({
    owner,
    name,
    id: about.id,
    defaultBranch: about.defaultBranch,
    milestones,
    pullRequests: facts['pull-requests'].map((row) => ({
      number: row.number,
      title: row.title,
      body: [
        ...row.reverts.map((number) => `Reverts #${number}`),
        ...row.closes.map((number) => `Closes #${number}`),
      ].join('\n'),
      author: account(row.author),
      createdAt: row.createdAt,
      updatedAt: row.updatedAt,
      closedAt: row.closedAt,
      mergedAt: row.mergedAt,
      mergedBy: account(row.mergedBy),
      state: PULL_REQUEST_STATES[row.state],
      isDraft: row.draft,
      additions: row.additions,
      deletions: row.deletions,
      changedFiles: row.changedFiles,
      baseRefName: row.base,
      headRefName: row.head,
      labels: row.labels,
      milestone: milestone(row.milestone),
      mergeCommit: row.mergeCommit,
      commits: row.commits.map(({ sha, authoredAt, committedAt }) => ({
        oid: sha,
        authoredDate: authoredAt,
        committedDate: committedAt,
      })),
      reviews: row.reviews.map(({ author, state, submittedAt }) => ({
        author: account(author),
        state: enumName(state),
        submittedAt,
      })),
      timelineItems: [
        ...row.readiness.map(({ at, to }) => ({
          __typename: to === 'ready' ? 'ReadyForReviewEvent' : 'ConvertToDraftEvent',
          createdAt: at,
        })),
        ...(row.changes ?? []).map(eventOf),
      ],
      files: row.paths ?? [],
    })),
    issues: facts.issues.map((row) => ({
      number: row.number,
      title: row.title,
      body: row.causes.map((cause) => `Caused by: ${reference(cause)}`).join('\n'),
      author: account(row.author),
      createdAt: row.createdAt,
      updatedAt: row.updatedAt,
      closedAt: row.closedAt,
      state: row.state === 'open' ? 'OPEN' : 'CLOSED',
      stateReason: row.stateReason?.toUpperCase() ?? null,
      labels: row.labels,
      milestone: milestone(row.milestone),
      timelineItems: (row.changes ?? []).map(eventOf),
      issueType: row.type ?? null,
      fields: row.fields ?? {},
      parent: row.parent ?? null,
    })),
    releases: facts.releases.map((row) => ({
      id: row.id,
      tagName: row.tag,
      name: row.name,
      createdAt: row.createdAt,
      publishedAt: row.publishedAt,
      isDraft: row.publishedAt === null,
      isPrerelease: row.prerelease,
      tagCommit: row.sha,
    })),
    tags: facts.tags.map(({ name, sha, at }) => ({ name, oid: sha, committedDate: at })),
    deployments: facts.deployments.map((row) => ({
      id: row.id,
      ...(row.number === undefined ? {} : { databaseId: row.number }),
      task: row.service ?? 'deploy',
      environment: row.environment,
      commitOid: row.sha,
      ref: row.ref,
      createdAt: row.createdAt,
      statuses: row.statuses.map(({ state, at }) => ({ state: enumName(state), createdAt: at })),
    })),
    commits: facts.commits.filter(({ offBranch }) => offBranch !== true).map(commitRow),
    offBranch: facts.commits.filter(({ offBranch }) => offBranch === true).map(commitRow),
  });
  Object.assign(built.about, {
    url: about.url ?? built.about.url,
    isPrivate: about.private,
    isArchived: about.archived,
    isFork: about.fork,
    createdAt: about.createdAt ?? built.about.createdAt,
  });
  return built;
}

const PULL_REQUEST_STATES = { open: 'OPEN', closed: 'CLOSED', merged: 'MERGED' } as const;

function eventOf(change: Change) {
  const createdAt = change.at;
  if ('label' in change)
    return { __typename: change.added ? 'LabeledEvent' : 'UnlabeledEvent', createdAt, label: change.label };
  if ('milestone' in change)
    return {
      __typename: change.added ? 'MilestonedEvent' : 'DemilestonedEvent',
      createdAt,
      milestoneTitle: change.milestone,
    };
  const { status, before: previousStatus } = change;
  return { __typename: 'ProjectV2ItemStatusChangedEvent', createdAt, status, previousStatus };
}

/** `changes-requested` is `CHANGES_REQUESTED` at GitHub. */
const enumName = (state: string) => state.toUpperCase().replaceAll('-', '_');

function account(actor: Actor) {
  if (actor === null) return null;
  return 'bot' in actor
    ? { __typename: 'Bot', login: actor.bot }
    : { __typename: 'User', login: actor.person };
}

const gitActor = (actor: Actor) => ({ login: account(actor)?.login ?? null, email: null });

function reference(cause: Cause): string {
  if ('commit' in cause) return cause.commit;
  if ('pullRequest' in cause) return `#${cause.pullRequest}`;
  if ('elsewhere' in cause) return 'another/repository#1';
  return 'deployment' in cause ? `deployment ${cause.deployment}` : `tag ${cause.tag}`;
}
