import type { RepositoryFile } from './file.ts';

type Row<Name extends keyof RepositoryFile> =
  NonNullable<RepositoryFile[Name]> extends (infer One)[] ? One : never;
export type PullRequestRow = Row<'pullRequests'>;
export type IssueRow = Row<'issues'>;
export type CommitRow = Row<'commits'>;
export type DeploymentRow = Row<'deployments'>;
type CheckRow = CommitRow['checks'] extends (infer One)[] | undefined ? One : never;

const BEGIN = Date.parse('2026-01-05T06:07:08Z');

/** @returns a moment that many hours and seconds after the first of all; give each its own, so that dates are distinct */
export function at(hours: number, seconds = 0): string {
  return new Date(BEGIN + hours * 3_600_000 + seconds * 1_000).toISOString().replace('.000Z', 'Z');
}

/** @returns a commit hash that depends on the text alone */
export function sha(text: string): string {
  return Buffer.from(text.padEnd(20, '.').slice(0, 20)).toString('hex');
}

export const user = (login: string) => ({ __typename: 'User', login });
export const bot = (login: string) => ({ __typename: 'Bot', login });

/** A repository of sample rows, named `sample-org/<name>`. */
function sampleFile(name: string, rows: Partial<RepositoryFile>): RepositoryFile {
  return { owner: 'sample-org', name, defaultBranch: 'main', ...rows };
}

/** A merged pull request, opened that many hours after the first moment as its number says. */
function pullRequestRow(number: number, changes: Partial<PullRequestRow> = {}): PullRequestRow {
  return {
    number,
    title: `Change ${number}`,
    author: user('ada-sample'),
    createdAt: at(number, 1),
    updatedAt: at(number, 600),
    closedAt: at(number, 500),
    mergedAt: at(number, 501),
    mergedBy: user('bo-sample'),
    state: 'MERGED',
    isDraft: false,
    additions: 20 + number,
    deletions: number,
    changedFiles: 2,
    baseRefName: 'main',
    headRefName: `change-${number}`,
    labels: ['feature'],
    milestone: null,
    mergeCommit: sha(`merge ${number}`),
    commits: [
      { oid: sha(`commit ${number}`), authoredDate: at(number, -700), committedDate: at(number, -600) },
    ],
    reviews: [{ author: user('bo-sample'), state: 'APPROVED', submittedAt: at(number, 300) }],
    timelineItems: [{ __typename: 'ReadyForReviewEvent', createdAt: at(number, 100) }],
    ...changes,
  };
}

function issueRow(number: number, changes: Partial<IssueRow> = {}): IssueRow {
  return {
    number,
    title: `Question ${number}`,
    author: user('cy-sample'),
    createdAt: at(number, 2),
    updatedAt: at(number, 800),
    closedAt: null,
    state: 'OPEN',
    stateReason: null,
    labels: [],
    milestone: null,
    ...changes,
  };
}

/** A commit of the default branch on top of `parent`, committed that many hours after the first moment. */
function commitRow(
  name: string,
  hours: number,
  parents: string[],
  changes: Partial<CommitRow> = {},
): CommitRow {
  return {
    oid: sha(name),
    authoredDate: at(hours, -900),
    committedDate: at(hours, 3),
    message: `Commit ${name}`,
    author: { login: 'ada-sample', email: null },
    parents: parents.map(sha),
    additions: 5,
    deletions: 4,
    pullRequest: null,
    ...changes,
  };
}

function deploymentRow(number: number, hours: number, changes: Partial<DeploymentRow> = {}): DeploymentRow {
  return {
    id: `DE_${number}`,
    environment: 'production',
    commitOid: sha(`deployed ${number}`),
    ref: 'main',
    createdAt: at(hours, 4),
    statuses: [{ state: 'SUCCESS', createdAt: at(hours, 60) }],
    ...changes,
  };
}

/** A successful run of a check that was created that many hours after the first moment. */
function checkRow(id: string, hours: number, changes: Partial<CheckRow> = {}): CheckRow {
  return {
    id,
    name: 'build',
    createdAt: at(hours),
    startedAt: at(hours + 1),
    completedAt: at(hours + 2),
    conclusion: 'SUCCESS',
    ...changes,
  };
}

/** Sample rows of each collection, and the file of a repository that has them. */
export const sample = {
  file: sampleFile,
  pullRequest: pullRequestRow,
  issue: issueRow,
  commit: commitRow,
  deployment: deploymentRow,
  check: checkRow,
};
