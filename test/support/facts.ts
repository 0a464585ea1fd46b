import type {
  CheckResult,
  Commit,
  Deployment,
  Incident,
  Issue,
  Milestone,
  PullRequest,
  Repository,
  Review,
} from '../../src/facts/schema.ts';

/** Facts for tests: every field set, so that a test names only what it is about. */

export const author = { person: 'p-00000000000000aa' };
export const reviewer = { person: 'p-00000000000000bb' };
export const secondReviewer = { person: 'p-00000000000000cc' };
export const bot = { bot: 'dependabot[bot]' };

/** @returns a commit id whose first characters tell it apart: `sha(7)` begins with 000007 */
export function sha(number: number): string {
  return number.toString(16).padStart(6, '0').padEnd(40, '0');
}

export function repository(fields: Partial<Repository> = {}): Repository {
  return {
    id: 'R_sample',
    name: 'sample-org/shop',
    url: 'https://github.com/sample-org/shop',
    defaultBranch: 'main',
    private: false,
    archived: false,
    fork: false,
    createdAt: '2023-01-09T08:00:00Z',
    ...fields,
  };
}

export function pullRequest(fields: Partial<PullRequest> = {}): PullRequest {
  return {
    number: 1,
    title: 'A change',
    author,
    createdAt: '2026-01-05T09:00:00Z',
    updatedAt: '2026-01-07T19:00:00Z',
    closedAt: null,
    mergedAt: null,
    mergedBy: null,
    state: 'open',
    draft: false,
    base: 'main',
    head: 'change',
    additions: 10,
    deletions: 5,
    changedFiles: 2,
    labels: [],
    milestone: null,
    mergeCommit: null,
    commits: [],
    reviews: [],
    readiness: [],
    reverts: [],
    closes: [],
    paths: null,
    ...fields,
  };
}

/** A pull request that was merged at a moment. */
export function merged(mergedAt: string, fields: Partial<PullRequest> = {}): PullRequest {
  return pullRequest({ state: 'merged', mergedAt, closedAt: mergedAt, mergedBy: reviewer, ...fields });
}

export function review(submittedAt: string | null, fields: Partial<Review> = {}): Review {
  return { author: reviewer, state: 'commented', submittedAt, ...fields };
}

export function commit(number: number, fields: Partial<Commit> = {}): Commit {
  return {
    sha: sha(number),
    authoredAt: '2026-01-05T08:00:00Z',
    committedAt: '2026-01-05T08:30:00Z',
    author,
    coAuthors: [],
    parents: number > 1 ? [sha(number - 1)] : [],
    subject: 'A commit',
    pullRequest: null,
    closes: [],
    additions: 1,
    deletions: 0,
    ...fields,
  };
}

/** A deployment that succeeded at a moment. */
export function deployment(
  id: string,
  at: string,
  number: number,
  fields: Partial<Deployment> = {},
): Deployment {
  return {
    id,
    environment: 'production',
    sha: sha(number),
    ref: 'main',
    createdAt: at,
    statuses: [{ state: 'success', at }],
    ...fields,
  };
}

export function incidentIssue(number: number, fields: Partial<Issue> = {}): Issue {
  return {
    number,
    title: 'Checkout is down',
    author,
    createdAt: '2026-02-03T10:00:00Z',
    updatedAt: '2026-02-03T12:00:00Z',
    closedAt: null,
    state: 'open',
    stateReason: null,
    labels: ['incident'],
    milestone: null,
    causes: [],
    ...fields,
  };
}

export function issue(number: number, fields: Partial<Issue> = {}): Issue {
  return incidentIssue(number, { title: `Issue ${number}`, labels: [], ...fields });
}

/** An issue that was closed at a moment, as completed unless told. */
export function closedIssue(number: number, closedAt: string, fields: Partial<Issue> = {}): Issue {
  return issue(number, { state: 'closed', closedAt, stateReason: 'completed', ...fields });
}

export function milestone(number: number, fields: Partial<Milestone> = {}): Milestone {
  return {
    number,
    title: `Milestone ${number}`,
    createdAt: '2025-12-01T09:00:00Z',
    dueAt: null,
    closedAt: null,
    state: 'open',
    ...fields,
  };
}

/** A check that ran from 10 to 70 seconds after its suite was created. */
export function check(id: string, createdAt: string, fields: Partial<CheckResult> = {}): CheckResult {
  const later = (seconds: number) =>
    new Date(Date.parse(createdAt) + seconds * 1000).toISOString().replace('.000Z', 'Z');
  return {
    id,
    sha: sha(1),
    name: 'test',
    suite: `suite-of-${id}`,
    createdAt,
    startedAt: later(10),
    completedAt: later(70),
    conclusion: 'success',
    ...fields,
  };
}

/** An incident that another tool recorded. */
export function incident(id: string, startedAt: string, fields: Partial<Incident> = {}): Incident {
  return {
    id,
    title: 'Search is slow',
    url: null,
    startedAt,
    detectedAt: null,
    resolvedAt: null,
    severity: null,
    causes: [],
    ...fields,
  };
}
