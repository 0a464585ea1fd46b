import type { Actor, PullRequest, Repository } from '../../facts/schema.ts';
import { matcherOf } from './globs.ts';
import type { Item, Remark } from './observation.ts';
import type { ReadingRules } from './readingRules.ts';

/** A merged pull request with the moments of its life, in milliseconds since the epoch. */
export interface MergedPullRequest {
  row: PullRequest;
  item: Item;
  createdAt: number;
  mergedAt: number;
  /** Earliest authored date of its own commits, clipped to its creation. */
  workStartedAt: number;
  /**
   * When it asked for review for good: the last ready-for-review event before the first review; without one,
   * its creation. A review that came while it was a draft found it ready: the wait is zero.
   */
  readyAt: number;
  /** First review by somebody else up to the merge; null without one. */
  firstReviewAt: number | null;
  /** Last approval by somebody else up to the merge; without an approval, the last review. */
  reviewEndedAt: number | null;
}

/** One that was merged, or closed without a merge. */
export interface EndedPullRequest {
  item: Item;
  merged: boolean;
  /** Its merge or last close, in milliseconds since the epoch. */
  endedAt: number;
}

export interface PullRequestPopulation {
  /** Merged into a counted branch by people. */
  merged: readonly MergedPullRequest[];
  /** Merged ones that are left out, at the time of their merge. */
  excluded: readonly Remark[];
  /** Merged or closed by people, out of what was to go into a counted branch. */
  ended: readonly EndedPullRequest[];
  /** Ended ones that are left out, at the time of their end. */
  excludedEnded: readonly Remark[];
  /** Opened by people, whatever became of them. */
  opened: readonly PullRequest[];
  /** Opened by automation, at the time of opening. */
  openedByBots: readonly Remark[];
}

/** Splits a repository's pull requests into those that people's metrics count and those left out. */
export function pullRequestPopulation(
  repository: Repository,
  rules: ReadingRules,
  rows: readonly PullRequest[],
): PullRequestPopulation {
  const countedBranch = matcherOf(rules.branches);
  const merged: MergedPullRequest[] = [];
  const excluded: Remark[] = [];
  const ended: EndedPullRequest[] = [];
  const excludedEnded: Remark[] = [];
  const opened: PullRequest[] = [];
  const openedByBots: Remark[] = [];
  for (const row of rows) {
    const bot = isBot(row.author);
    const { id } = pullRequestItem(repository, row);
    if (bot) openedByBots.push({ id, at: Date.parse(row.createdAt), text: OPENED_BY_AUTOMATION });
    else opened.push(row);
    const endedAt = endOf(row);
    if (endedAt !== null) {
      if (bot) excludedEnded.push({ id, at: endedAt, text: OPENED_BY_AUTOMATION });
      else if (!countedBranch(row.base)) {
        excludedEnded.push({ id, at: endedAt, text: 'meant for a branch that does not count' });
      } else ended.push({ item: pullRequestItem(repository, row), merged: row.mergedAt !== null, endedAt });
    }
    if (row.mergedAt === null) continue;
    const mergedAt = Date.parse(row.mergedAt);
    if (bot) excluded.push({ id, at: mergedAt, text: OPENED_BY_AUTOMATION });
    else if (!countedBranch(row.base)) {
      excluded.push({ id, at: mergedAt, text: 'merged into a branch that does not count' });
    } else merged.push(life(repository, row, mergedAt));
  }
  return { merged, excluded, ended, excludedEnded, opened, openedByBots };
}

/** @returns when it was merged or closed, in milliseconds since the epoch; null while it is open */
export function endOf({ state, mergedAt, closedAt }: PullRequest): number | null {
  const end = mergedAt ?? (state === 'open' ? null : closedAt);
  return end === null ? null : Date.parse(end);
}

/** @returns the times of submitted reviews by other people, in order; milliseconds since the epoch */
export function reviewsByOthers({ author, reviews }: PullRequest): number[] {
  return reviews
    .flatMap(({ author: reviewer, submittedAt }) =>
      submittedAt === null || !isReviewByAnother(author, reviewer) ? [] : [Date.parse(submittedAt)],
    )
    .sort((a, b) => a - b);
}

const OPENED_BY_AUTOMATION = 'opened by automation';

/** A deleted account is a person who is not known. */
export function isBot(actor: Actor): boolean {
  return actor !== null && 'bot' in actor;
}

/** Most metrics ask for the item of most rows. */
const items = new WeakMap<PullRequest, { repository: Repository; item: Item }>();

/** @returns the evidence item of a pull request */
export function pullRequestItem(repository: Repository, row: PullRequest): Item {
  const known = items.get(row);
  if (known?.repository === repository) return known.item;
  const item: Item = {
    id: `${repository.name}#${row.number}`,
    kind: 'pull-request',
    title: row.title,
    url: repository.url === null ? null : `${repository.url}/pull/${row.number}`,
  };
  items.set(row, { repository, item });
  return item;
}

function life(repository: Repository, row: PullRequest, mergedAt: number): MergedPullRequest {
  const createdAt = Date.parse(row.createdAt);
  let workStartedAt = createdAt;
  for (const commit of row.commits) {
    const authoredAt = Date.parse(commit.authoredAt);
    if (authoredAt < workStartedAt) workStartedAt = authoredAt;
  }
  let firstReviewAt: number | null = null;
  let lastReviewAt: number | null = null;
  let approvedAt: number | null = null;
  for (const review of row.reviews) {
    if (review.submittedAt === null || !isReviewByAnother(row.author, review.author)) continue;
    const at = Date.parse(review.submittedAt);
    if (at > mergedAt) continue;
    if (firstReviewAt === null || at < firstReviewAt) firstReviewAt = at;
    if (lastReviewAt === null || at > lastReviewAt) lastReviewAt = at;
    if (review.state === 'approved' && (approvedAt === null || at > approvedAt)) approvedAt = at;
  }
  return {
    row,
    item: pullRequestItem(repository, row),
    createdAt,
    mergedAt,
    workStartedAt,
    readyAt: readyBy(row, createdAt, firstReviewAt ?? mergedAt),
    firstReviewAt,
    reviewEndedAt: approvedAt ?? lastReviewAt,
  };
}

/** Automation does not review, and nobody reviews their own work; two unknown accounts may be the same person. */
export function isReviewByAnother(author: Actor, reviewer: Actor): boolean {
  if (reviewer === null) return author !== null;
  if (!('person' in reviewer)) return false;
  return author === null || !('person' in author) || author.person !== reviewer.person;
}

function readyBy(row: PullRequest, createdAt: number, moment: number): number {
  const first = row.readiness[0];
  let draft = first === undefined ? row.draft : first.to === 'ready';
  let readyAt = createdAt;
  for (const event of row.readiness) {
    const at = Date.parse(event.at);
    if (at > moment) break;
    draft = event.to === 'draft';
    if (!draft) readyAt = at;
  }
  return draft ? moment : readyAt;
}
