import memoize from 'memoize';
import { assistanceOf } from '../../facts/assistants.ts';
import { isLeftOut } from '../../facts/identity.ts';
import { namesMatching } from '../../facts/names.ts';
import type { Window } from '../../facts/quarter.ts';
import type { Actor, Commit, PullRequest, Repository } from '../../facts/schema.ts';
import type { TimeBetween } from '../../facts/workingTime.ts';
import type { Item, Remark } from './observation.ts';
import type { ReadingRules } from './readingRules.ts';
import { startOfWork } from './startOfWork.ts';

/** A pull request with the moments of its life, in milliseconds since the epoch. */
export interface PullRequestLife {
  row: PullRequest;
  item: Item;
  /** Whether automation opened it. */
  byBot: boolean;
  createdAt: number;
  /** Whether it was created before all else that happened to it; an import dates the creation by its own day. */
  isDated: boolean;
  /** The first moment at which it is known to have been there. */
  knownFrom: number;
  /** Its merge or last close; null while it is open. */
  endedAt: number | null;
  /** Whenever they came, in order of time. */
  reviews: readonly ReviewByAnother[];
  /** Conversions between draft and ready for review, in order of time. */
  readiness: readonly { at: number; to: 'ready' | 'draft' }[];
}

/** A submitted review by a person other than the author. */
export interface ReviewByAnother {
  by: Actor;
  at: number;
  approves: boolean;
}

/** A merged pull request. Times in milliseconds since the epoch. */
export interface MergedPullRequest extends PullRequestLife {
  mergedAt: number;
  /** Earliest authored date of its own commits, not after its creation or whatever else came first. */
  workStartedAt: number;
  /** Whether one of its commits does not count for that, because its date cannot be. */
  hasMisdatedCommit: boolean;
  /** When it was shown as ready, and no draft, before its first review, or without one before its merge; in order. */
  readyTimes: readonly Window[];
  /** First review by somebody else up to the merge; null without one. */
  firstReviewAt: number | null;
  /** Last approval by somebody else up to the merge; without an approval, the last review. */
  reviewEndedAt: number | null;
}

/** One that was merged. */
export interface PullRequestLanding {
  row: PullRequest;
  item: Item;
  /** In milliseconds since the epoch. */
  mergedAt: number;
}

/** One that was merged, or closed without a merge. */
export interface EndedPullRequest {
  item: Item;
  merged: boolean;
  /** Its merge or last close, in milliseconds since the epoch. */
  endedAt: number;
}

export interface PullRequestPopulation {
  /** Every one, automation's too. */
  lives: readonly PullRequestLife[];
  /** Merged into a counted branch by people. */
  merged: readonly MergedPullRequest[];
  /** Those of them whose creation has a date that can be measured from. */
  dated: readonly MergedPullRequest[];
  /** The others, at the time of their merge. */
  undated: readonly Remark[];
  /** Merged into a counted branch by AI agents, where the organisation takes these for automation. */
  mergedByAgents: readonly PullRequestLanding[];
  /** Merged ones that are left out, at the time of their merge. */
  excluded: readonly Remark[];
  /** Merged or closed by people, out of what was to go into a counted branch. */
  ended: readonly EndedPullRequest[];
  /** Ended ones that are left out, at the time of their end. */
  excludedEnded: readonly Remark[];
  /** Opened by automation, at the time of opening. */
  openedByBots: readonly Remark[];
}

/** Splits a repository's pull requests into those that people's metrics count and those left out. */
export function pullRequestPopulation(
  repository: Repository,
  rules: ReadingRules,
  rows: readonly PullRequest[],
): PullRequestPopulation {
  const countedBranch = memoize(namesMatching(rules.branches, { exact: true }));
  const lives = rows.map((row) => lifeOf(repository, row, isAutomation(rules, row)));
  const merged: MergedPullRequest[] = [];
  const mergedByAgents: PullRequestLanding[] = [];
  const excluded: Remark[] = [];
  const ended: EndedPullRequest[] = [];
  const excludedEnded: Remark[] = [];
  const openedByBots: Remark[] = [];
  for (const life of lives) {
    const { row, item, byBot, createdAt, endedAt } = life;
    const { id } = item;
    // How many were left out would be a figure about few people.
    if (isLeftOut(row.author)) continue;
    if (byBot) openedByBots.push({ id, at: createdAt, text: OPENED_BY_AUTOMATION });
    if (endedAt === null) continue;
    const isMerged = row.mergedAt !== null;
    if (byBot) {
      excludedEnded.push({ id, at: endedAt, text: OPENED_BY_AUTOMATION });
      if (isMerged) excluded.push({ id, at: endedAt, text: OPENED_BY_AUTOMATION });
      if (isMerged && countedBranch(row.base) && assistanceOf(row.marks) === 'authored by an agent')
        mergedByAgents.push({ row, item, mergedAt: endedAt });
    } else if (!countedBranch(row.base)) {
      excludedEnded.push({ id, at: endedAt, text: 'meant for a branch that does not count' });
      if (isMerged) excluded.push({ id, at: endedAt, text: 'merged into a branch that does not count' });
    } else {
      ended.push({ item, merged: isMerged, endedAt });
      if (isMerged) merged.push(mergedLife(life, endedAt));
    }
  }
  return {
    lives,
    merged,
    mergedByAgents,
    dated: merged.filter(({ isDated }) => isDated),
    undated: merged
      .filter(({ isDated }) => !isDated)
      .map(({ item: { id }, mergedAt }) => ({ id, at: mergedAt, text: CREATED_LATE })),
    excluded,
    ended,
    excludedEnded,
    openedByBots,
  };
}

/** Said of what an import dated by its own day. */
export const CREATED_LATE = 'created after it was merged, closed or reviewed, as an import dates it';

const OPENED_BY_AUTOMATION = 'opened by automation';

/** A deleted account is a person who is not known. */
export function isBot(actor: Actor): boolean {
  return actor !== null && 'bot' in actor;
}

/** Whether automation made a change. The organisation decides whether AI agents are automation. */
export function isAutomation(
  { agents }: Pick<ReadingRules, 'agents'>,
  { author, marks }: Pick<PullRequest | Commit, 'author' | 'marks'>,
): boolean {
  return isBot(author) && !(agents === 'counted' && assistanceOf(marks) === 'authored by an agent');
}

/** @returns the evidence item of a pull request, which its life already has */
export function pullRequestItem(repository: Repository, row: PullRequest): Item {
  return {
    id: `${repository.name}#${row.number}`,
    kind: 'pull-request',
    title: row.title,
    url: row.url ?? (repository.url === null ? null : `${repository.url}/pull/${row.number}`),
  };
}

function lifeOf(repository: Repository, row: PullRequest, byBot: boolean): PullRequestLife {
  const createdAt = Date.parse(row.createdAt);
  const endedAt = endOf(row);
  const reviews = reviewsByOthers(row);
  const knownFrom = Math.min(createdAt, endedAt ?? createdAt, reviews[0]?.at ?? createdAt);
  return {
    row,
    item: pullRequestItem(repository, row),
    byBot,
    createdAt,
    isDated: knownFrom === createdAt,
    knownFrom,
    endedAt,
    reviews,
    readiness: row.readiness.map(({ at, to }) => ({ at: Date.parse(at), to })),
  };
}

function endOf({ state, mergedAt, closedAt }: PullRequest): number | null {
  const end = mergedAt ?? (state === 'open' ? null : closedAt);
  return end === null ? null : Date.parse(end);
}

function reviewsByOthers({ author, reviews }: PullRequest): ReviewByAnother[] {
  const byOthers: ReviewByAnother[] = [];
  let inOrder = true;
  for (const { author: by, submittedAt, state } of reviews) {
    if (submittedAt === null || !isReviewByAnother(author, by)) continue;
    const at = Date.parse(submittedAt);
    inOrder &&= at >= (byOthers.at(-1)?.at ?? at);
    byOthers.push({ by, at, approves: state === 'approved' });
  }
  return inOrder ? byOthers : byOthers.sort((a, b) => a.at - b.at);
}

function mergedLife(life: PullRequestLife, mergedAt: number): MergedPullRequest {
  const work = startOfWork(life.row, life.knownFrom);
  let firstReviewAt: number | null = null;
  let lastReviewAt: number | null = null;
  let approvedAt: number | null = null;
  for (const { at, approves } of life.reviews) {
    if (at > mergedAt) break;
    firstReviewAt ??= at;
    lastReviewAt = at;
    if (approves) approvedAt = at;
  }
  return {
    ...life,
    mergedAt,
    workStartedAt: work.at,
    hasMisdatedCommit: work.leavesOut,
    readyTimes: readyTimes(life, firstReviewAt ?? mergedAt),
    firstReviewAt,
    reviewEndedAt: approvedAt ?? lastReviewAt,
  };
}

/** @returns the milliseconds in which it was shown as ready before its first review, or without one before its merge */
export function readyTime({ readyTimes }: Pick<MergedPullRequest, 'readyTimes'>, time: TimeBetween): number {
  return readyTimes.reduce((sum, { start, end }) => sum + time(start, end), 0);
}

/** @returns the milliseconds from the start of work to the first review, or without one to the merge, less those shown as ready */
export function codingTime(pull: MergedPullRequest, time: TimeBetween): number {
  const { workStartedAt, firstReviewAt, mergedAt } = pull;
  return time(workStartedAt, firstReviewAt ?? mergedAt) - readyTime(pull, time);
}

/** Automation does not review, and nobody reviews their own work; two unknown accounts may be the same person. */
function isReviewByAnother(author: Actor, reviewer: Actor): boolean {
  if (reviewer === null) return author !== null;
  if (!('person' in reviewer)) return false;
  return author === null || !('person' in author) || author.person !== reviewer.person;
}

/** The times in which it was shown as ready, and no draft, up to a moment; in order of time. */
export function readyTimes(life: PullRequestLife, until: number): Window[] {
  const times: Window[] = [];
  let from = beganAsDraft(life) ? null : life.createdAt;
  for (const { at, to } of life.readiness) {
    if (at > until) break;
    if (to === 'ready') from ??= at;
    else if (from !== null) {
      times.push({ start: from, end: at });
      from = null;
    }
  }
  if (from !== null && from <= until) times.push({ start: from, end: until });
  return times;
}

/** Its first conversion shows how it was opened; without one it is still as it was opened. */
function beganAsDraft({ row, readiness: [first] }: PullRequestLife): boolean {
  return first === undefined ? row.draft : first.to === 'ready';
}
