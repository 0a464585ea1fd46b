import type { Window } from '../../facts/quarter.ts';
import { indexAt } from './moments.ts';
import type { Item, Observation, Remark } from './observation.ts';
import {
  DELETED,
  emptyColumns,
  firstOf,
  type Person,
  type PersonNumbers,
  type PullColumns,
} from './pullColumns.ts';
import { numbersInScope, type RepositoryWork } from './repositoryWork.ts';

/**
 * All work of one scope, a team or the organisation, each pull request once: first those that were merged into a
 * counted branch, oldest merge first, then the others.
 */
export interface TeamWork extends PullColumns, Partakers {
  repositories: readonly string[];
  /** Of each pull request, the place of its repository among them. */
  repository: Uint32Array;
  itemOf: (pull: number) => Item;
  /** Ids of the teams that own it, as far as the scope holds them; none for what nobody owns. */
  ownersOf: (pull: number) => readonly string[];
  /** How many were merged. */
  merged: number;
  excludedMerges: readonly Remark[];
  openedByBots: readonly Remark[];
  /** The calendar's weeks, in order, from the first fact on. */
  weeks: readonly Window[];
  /** Of each week, the pull requests under way in it: from the opening to the end, or to the last review if later. */
  underWay: readonly Uint32Array[];
  homes: Homes;
}

/** Who wrote a change or reviewed it up to the merge, each once, any deleted accounts as one. */
export interface Partakers {
  /** Of each pull request, where they begin in the next column: they end where those of the next begin. */
  partakersFrom: Uint32Array;
  partaker: Uint32Array;
}

/** Where people are at home, told from their work. */
export interface Homes {
  /** How many teams the organisation has. */
  teams: number;
  /** By person, the id of their home team at a moment; nothing for those whose home cannot be told. */
  at: (moment: number) => readonly string[];
}

/** What all scopes have in common. */
export interface People extends Pick<TeamWork, 'weeks' | 'homes'>, Pick<PersonNumbers, 'numberOf'> {}

/** Pools shares of repositories; a pull request that several teams own is one, with all of its owners. */
export function poolWork(parts: readonly RepositoryWork[], { numberOf, weeks, homes }: People): TeamWork {
  const { places, merged, partOf, rowOf, ownersAt } = inOrder(parts);
  const most = parts.reduce((sum, { reviewer }) => sum + reviewer.length, 0);
  const pooled = emptyColumns(places.length, most);
  const repositories = [...new Set(parts.map(({ repository }) => repository))];
  const repositoryOf = parts.map((part) => repositories.indexOf(part.repository));
  const repository = new Uint32Array(places.length);
  const numbersOf = parts.map(({ names }) => numbersInScope(names, numberOf));
  let reviews = 0;
  for (const [pull, place] of places.entries()) {
    const index = partOf[place] ?? 0;
    const row = rowOf[place] ?? 0;
    const part = parts[index];
    const numbers = numbersOf[index];
    if (part === undefined || numbers === undefined) continue;
    repository[pull] = repositoryOf[index] ?? 0;
    pooled.author[pull] = numbers[part.author[row] ?? DELETED] ?? DELETED;
    pooled.openedAt[pull] = part.openedAt[row] ?? Number.NaN;
    pooled.endedAt[pull] = part.endedAt[row] ?? Number.NaN;
    pooled.mergedAt[pull] = part.mergedAt[row] ?? Number.NaN;
    const end = part.reviewsFrom[row + 1] ?? 0;
    for (let review = part.reviewsFrom[row] ?? 0; review < end; review += 1) {
      pooled.reviewer[reviews] = numbers[part.reviewer[review] ?? DELETED] ?? DELETED;
      pooled.reviewedAt[reviews] = part.reviewedAt[review] ?? Number.NaN;
      reviews += 1;
    }
    pooled.reviewsFrom[pull + 1] = reviews;
  }
  const once = (pick: (part: RepositoryWork) => readonly Remark[]): Remark[] => {
    const own = parts.filter((part) => !part.shared).flatMap(pick);
    const others = parts.filter((part) => part.shared).flatMap(pick);
    return [...own, ...new Map(others.map((remark) => [`${remark.id} ${remark.text}`, remark])).values()];
  };
  const columns = firstOf(pooled, places.length);
  return {
    ...columns,
    ...partakersOf(columns),
    merged,
    repositories,
    repository,
    itemOf: (pull) => {
      const place = places[pull] ?? 0;
      const part = parts[partOf[place] ?? 0];
      if (part === undefined) throw new RangeError(`no pull request ${pull}`);
      return part.itemOf(rowOf[place] ?? 0);
    },
    ownersOf: (pull) => ownersAt(places[pull] ?? 0),
    excludedMerges: once(({ excludedMerges }) => excludedMerges),
    openedByBots: once(({ openedByBots }) => openedByBots),
    weeks,
    underWay: underWayIn(weeks, columns),
    homes,
  };
}

/** Where the pull requests of some shares stand in them, each once, in the order of a scope. */
interface Order {
  /** Of each pull request, its place in the columns that follow. */
  places: Uint32Array;
  merged: number;
  partOf: Uint32Array;
  rowOf: Uint32Array;
  ownersAt: (place: number) => readonly string[];
}

function inOrder(parts: readonly RepositoryWork[]): Order {
  const most = parts.reduce((sum, { author }) => sum + author.length, 0);
  const partOf = new Uint32Array(most);
  const rowOf = new Uint32Array(most);
  const mergedAt = new Float64Array(most);
  const merged: number[] = [];
  const others: number[] = [];
  const sharedByItem = new Map<string, number>();
  const otherOwners = new Map<number, string[]>();
  let place = 0;
  for (const [index, part] of parts.entries()) {
    for (const [row, moment] of part.mergedAt.entries()) {
      if (part.shared) {
        const { id } = part.itemOf(row);
        const known = sharedByItem.get(id);
        if (known !== undefined) {
          if (part.team !== null) otherOwners.set(known, [...(otherOwners.get(known) ?? []), part.team]);
          continue;
        }
        sharedByItem.set(id, place);
      }
      partOf[place] = index;
      rowOf[place] = row;
      mergedAt[place] = moment;
      (Number.isNaN(moment) ? others : merged).push(place);
      place += 1;
    }
  }
  merged.sort((a, b) => (mergedAt[a] ?? 0) - (mergedAt[b] ?? 0));
  const owners = parts.map(({ team }) => (team === null ? [] : [team]));
  return {
    places: Uint32Array.from([...merged, ...others]),
    merged: merged.length,
    partOf,
    rowOf,
    ownersAt: (place) => {
      const first = owners[partOf[place] ?? 0] ?? [];
      const others = otherOwners.get(place);
      return others === undefined ? first : [...first, ...others];
    },
  };
}

function partakersOf({ author, mergedAt, reviewsFrom, reviewer, reviewedAt }: PullColumns): Partakers {
  const partakersFrom = new Uint32Array(author.length + 1);
  const partaker = new Uint32Array(author.length + reviewer.length);
  let length = 0;
  const add = (person: Person, first: number): void => {
    for (let place = first; place < length; place += 1) if (partaker[place] === person) return;
    partaker[length] = person;
    length += 1;
  };
  for (const [pull, by] of author.entries()) {
    const first = length;
    add(by, first);
    const end = reviewsFrom[pull + 1] ?? 0;
    const merged = mergedAt[pull] ?? Number.NaN;
    for (let review = reviewsFrom[pull] ?? 0; review < end; review += 1)
      if ((reviewedAt[review] ?? Number.NaN) <= merged) add(reviewer[review] ?? DELETED, first);
    partakersFrom[pull + 1] = length;
  }
  return { partakersFrom, partaker: partaker.subarray(0, length) };
}

function underWayIn(
  weeks: TeamWork['weeks'],
  { openedAt, endedAt, reviewsFrom, reviewedAt }: PullColumns,
): Uint32Array[] {
  const underWay = weeks.map((): number[] => []);
  for (const [pull, opened] of openedAt.entries()) {
    const ended = endedAt[pull] ?? Number.NaN;
    let to = Number.isNaN(ended) ? Number.POSITIVE_INFINITY : Math.max(opened, ended);
    const end = reviewsFrom[pull + 1] ?? 0;
    // No review comes before the opening: such facts are set aside.
    for (let review = reviewsFrom[pull] ?? 0; review < end; review += 1)
      to = Math.max(to, reviewedAt[review] ?? opened);
    for (let index = indexAt(weeks, opened); index < weeks.length; index += 1) {
      if ((weeks[index]?.start ?? to) > to) break;
      underWay[index]?.push(pull);
    }
  }
  return underWay.map((pulls) => Uint32Array.from(pulls));
}

/** @returns a merged pull request as an observation at its merge */
export function observedMerge(
  work: Pick<TeamWork, 'itemOf' | 'mergedAt'>,
  pull: number,
  value: number,
  note: string | null,
): Observation {
  return { at: work.mergedAt[pull] ?? Number.NaN, until: null, value, item: work.itemOf(pull), note };
}

/** @returns a remark on a merged pull request at its merge */
export function remarkedMerge(
  work: Pick<TeamWork, 'itemOf' | 'mergedAt'>,
  pull: number,
  text: string,
): Remark {
  return { id: work.itemOf(pull).id, at: work.mergedAt[pull] ?? Number.NaN, text };
}
