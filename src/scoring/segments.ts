import { numberAt } from '../facts/numberAt.ts';
import type { Window } from '../facts/quarter.ts';
import type { WorkKind } from '../metrics/populations/kindOfWork.ts';
import { placesIn } from '../metrics/populations/moments.ts';
import type { Item } from '../metrics/populations/observation.ts';
import type { RepositoryView } from '../metrics/populations/repositoryView.ts';
import { DELETED, type Person, type TeamWork } from '../metrics/populations/teamWork.ts';
import { LARGEST_SHARE } from './suppression.ts';

/** By what a change can be divided besides its phases. */
export const dimensions = ['repository', 'size', 'kind'] as const;

export type Dimension = (typeof dimensions)[number];

/** What divides pull requests into segments. */
export interface Traits {
  item: Item;
  size: string;
  /** Null where nothing says it. */
  kind: string | null;
}

/** What divides the items of a scope, by their numbers. */
export interface ItemSegments extends Record<Dimension, Uint32Array> {
  /** Of segments: the columns of dimensions give their places, from 1 on; 0 is none. */
  names: readonly string[];
  /** Numbers of people: 0 for a deleted account, `NO_AUTHOR` for what no person opened as a pull request. */
  author: Uint32Array;
  /** Numbers of the items that they are parts of, or of themselves. */
  whole: Uint32Array;
}

export const NO_AUTHOR = 0xff_ff_ff_ff;

/** Which segments the items of a scope belong to, and how many people are behind some items; by the items' numbers. */
export interface Segments {
  /** The name of an item's segment; null where it has none. */
  nameOf: (by: Dimension, item: number) => string | null;
  /**
   * Authors of pull requests; for other items the people at work in their repositories in the windows.
   * @param enough so many need not be counted further
   */
  peopleBehind: (items: Iterable<number>, windows: readonly Window[], enough?: number) => number;
  /** Whether one author is behind more than three quarters of those of some items that have one. */
  isDominated: (items: Iterable<number>) => boolean;
}

/** Segments as a figure needs them that is of what authors did, or of what reviewers did as well. */
export interface ScopeSegments extends Segments {
  /** The same with reviewers: as few people are behind items as wrote them or reviewed them, and either may dominate. */
  ofReviews: Segments;
}

/** Upper bounds of the size classes, in lines added and deleted. */
const SIZES = [50, 200, 400] as const;

const KINDS: Record<WorkKind, string> = {
  revert: 'reverts',
  hotfix: 'hotfixes',
  fix: 'fixes',
  refactoring: 'refactoring',
  maintenance: 'maintenance',
  documentation: 'documentation',
  feature: 'features',
};

/** @returns the traits of a repository's pull requests */
export function traitsOf(view: RepositoryView): Traits[] {
  return view.pullRequests.lives.map(({ row, item }) => {
    const kind = view.kindOf.ofPullRequest(row)?.kind;
    return {
      item,
      size: sizeClass(row.additions + row.deletions),
      kind: kind === undefined ? null : KINDS[kind],
    };
  });
}

/**
 * The segments of a scope, and the work in it.
 * @param reviewersOf who reviewed a pull request, given its number
 */
export function segmentsOf(
  items: ItemSegments,
  work: TeamWork,
  reviewersOf: (item: number) => Uint32Array,
): ScopeSegments {
  const nameOf: Segments['nameOf'] = (by, item) => items.names[numberAt(items[by], item) - 1] ?? null;
  const byAuthor: Segments = {
    nameOf,
    peopleBehind: (asked, windows, enough = Number.POSITIVE_INFINITY) => {
      const people = new Set<Person>();
      const repositories = new Set<string | null>();
      for (const item of asked) {
        const author = numberAt(items.author, item);
        if (author === NO_AUTHOR) repositories.add(nameOf('repository', item));
        else if (author !== DELETED) people.add(author);
        if (people.size >= enough) return people.size;
      }
      if (repositories.size === 0) return people.size;
      for (const person of atWork(work, repositories, windows)) people.add(person);
      return people.size;
    },
    isDominated: (asked) => {
      const counts = new Map<Person, number>();
      let total = 0;
      for (const item of asked) {
        const author = numberAt(items.author, item);
        if (author === NO_AUTHOR) continue;
        counts.set(author, (counts.get(author) ?? 0) + 1);
        total += 1;
      }
      return Math.max(0, ...counts.values()) > LARGEST_SHARE * total;
    },
  };
  const reviewersBehind = (asked: Iterable<number>, enough: number): number => {
    const people = new Set<Person>();
    for (const item of asked) {
      for (const person of reviewersOf(numberAt(items.whole, item)))
        if (person !== DELETED) people.add(person);
      if (people.size >= enough) break;
    }
    return people.size;
  };
  return {
    ...byAuthor,
    ofReviews: {
      nameOf,
      peopleBehind: (asked, windows, enough = Number.POSITIVE_INFINITY) =>
        Math.min(reviewersBehind(asked, enough), byAuthor.peopleBehind(asked, windows, enough)),
      isDominated: (asked) => {
        const counts = new Map<Person, number>();
        let total = 0;
        for (const item of asked) {
          const reviewers = reviewersOf(numberAt(items.whole, item));
          for (const [place, person] of reviewers.entries()) {
            // Who reviews again counts once.
            if (reviewers.indexOf(person) < place) continue;
            counts.set(person, (counts.get(person) ?? 0) + 1);
            total += 1;
          }
        }
        return Math.max(0, ...counts.values()) > LARGEST_SHARE * total || byAuthor.isDominated(asked);
      },
    },
  };
}

/** @returns who wrote what was merged in some repositories; somebody may come again */
function* atWork(
  work: TeamWork,
  repositories: ReadonlySet<string | null>,
  windows: readonly Window[],
): Generator<Person> {
  const moments = work.mergedAt.subarray(0, work.merged);
  for (const window of windows) {
    const { from, to } = placesIn(moments, window);
    for (let pull = from; pull < to; pull += 1) {
      if (!repositories.has(work.repositories[numberAt(work.repository, pull)] ?? null)) continue;
      const author = numberAt(work.author, pull);
      if (author !== DELETED) yield author;
    }
  }
}

function sizeClass(lines: number): string {
  const index = SIZES.findIndex((bound) => lines <= bound);
  const [from, to] = [SIZES[index - 1], SIZES[index]];
  if (to === undefined) return `over ${SIZES.at(-1)} lines`;
  return from === undefined ? `up to ${to} lines` : `${from + 1} to ${to} lines`;
}
