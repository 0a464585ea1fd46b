import { numberAt } from '../../facts/numberAt.ts';
import type { Window } from '../../facts/quarter.ts';
import { indexAt } from './moments.ts';
import type { Remark } from './observation.ts';

/** Somebody, by a number that holds within one scoring and means nothing outside it. */
export type Person = number;

/** The number of every deleted account: they cannot be told apart. Everybody else's is above it. */
export const DELETED: Person = 0;

/**
 * Pull requests that people opened, with who reviewed them, as columns: the place in them is a pull request's number.
 * Moments are milliseconds since the epoch, NaN where there is none. Never leaves the scoring.
 */
export interface PullColumns {
  author: Uint32Array;
  openedAt: Float64Array;
  /** When it was merged or closed. */
  endedAt: Float64Array;
  /** NaN unless merged into a counted branch. */
  mergedAt: Float64Array;
  /** Where its reviews begin in the columns below; they end where those of the next begin, so there is one more. */
  reviewsFrom: Uint32Array;
  /** Of each review by another, whenever it came. */
  reviewer: Uint32Array;
  reviewedAt: Float64Array;
}

/** What is given of the work of a scope. */
export interface WorkParts extends PullColumns {
  repositories: readonly string[];
  /** Of each pull request, the place of its repository among them. */
  repository: Uint32Array;
  /** Of each pull request, the number of its item. */
  item: Uint32Array;
  /** Ids of the teams that own it, as far as the scope has them; none for what nobody owns. */
  ownersOf: (pull: number) => readonly string[];
  excludedMerges: readonly TeamRemark[];
  openedByBots: readonly TeamRemark[];
  /** The calendar's weeks, in order, from the first fact on. */
  weeks: readonly Window[];
  homes: Homes;
}

/**
 * All work of one scope, a team or the organisation, each pull request once: first those that were merged into a
 * counted branch, oldest merge first, then the others.
 */
export interface TeamWork extends WorkParts, Participants {
  /** How many were merged. */
  merged: number;
  /** Of each week, the pull requests open or reviewed in it: from the opening to the end, or to the last review if later. */
  openInWeek: readonly Uint32Array[];
}

/** Who wrote a change or reviewed it up to the merge, each once, any deleted accounts as one. */
export interface Participants {
  /** Of each pull request, where they begin in the next column: they end where those of the next begin. */
  participantsFrom: Uint32Array;
  participant: Uint32Array;
}

/** Where people are at home, told from their work. */
export interface Homes {
  /** How many teams the organisation has. */
  teams: number;
  /** By person, the id of their home team at a moment; nothing for those whose home cannot be told. */
  at: (moment: number) => readonly string[];
}

/** A remark on an item that a scope counts once. */
export type TeamRemark = Omit<Remark, 'id'>;

/** @returns the work of a scope, with what follows from it */
export function teamWork(parts: WorkParts): TeamWork {
  const unmerged = parts.mergedAt.findIndex(Number.isNaN);
  return {
    ...parts,
    ...participantsOf(parts),
    merged: unmerged < 0 ? parts.mergedAt.length : unmerged,
    openInWeek: openInWeek(parts.weeks, parts),
  };
}

function participantsOf({ author, mergedAt, reviewsFrom, reviewer, reviewedAt }: PullColumns): Participants {
  const participantsFrom = new Uint32Array(author.length + 1);
  const participant = new Uint32Array(author.length + reviewer.length);
  let length = 0;
  const add = (person: Person, first: number): void => {
    for (let place = first; place < length; place += 1) if (participant[place] === person) return;
    participant[length] = person;
    length += 1;
  };
  for (const [pull, by] of author.entries()) {
    const first = length;
    add(by, first);
    const end = numberAt(reviewsFrom, pull + 1);
    const merged = numberAt(mergedAt, pull);
    for (let review = numberAt(reviewsFrom, pull); review < end; review += 1)
      if (numberAt(reviewedAt, review) <= merged) add(numberAt(reviewer, review), first);
    participantsFrom[pull + 1] = length;
  }
  return { participantsFrom, participant: participant.subarray(0, length) };
}

function openInWeek(
  weeks: TeamWork['weeks'],
  { openedAt, endedAt, reviewsFrom, reviewedAt }: PullColumns,
): Uint32Array[] {
  const open = weeks.map((): number[] => []);
  for (const [pull, opened] of openedAt.entries()) {
    const ended = numberAt(endedAt, pull);
    let to = Number.isNaN(ended) ? Number.POSITIVE_INFINITY : Math.max(opened, ended);
    const end = numberAt(reviewsFrom, pull + 1);
    // No review comes before the opening: such facts are set aside.
    for (let review = numberAt(reviewsFrom, pull); review < end; review += 1)
      to = Math.max(to, numberAt(reviewedAt, review));
    for (let index = indexAt(weeks, opened); index < weeks.length; index += 1) {
      if ((weeks[index]?.start ?? to) > to) break;
      open[index]?.push(pull);
    }
  }
  return open.map((pulls) => Uint32Array.from(pulls));
}

/** @returns a remark on a merged pull request at its merge */
export function remarkedMerge(work: Pick<TeamWork, 'mergedAt'>, pull: number, text: string): TeamRemark {
  return { at: numberAt(work.mergedAt, pull), text };
}
