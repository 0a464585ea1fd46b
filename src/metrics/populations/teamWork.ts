import type { Window } from '../../facts/quarter.ts';
import type { Actor } from '../../facts/schema.ts';
import type { Item, Observation, Remark } from './observation.ts';
import { isReviewByAnother, pullRequestItem } from './pullRequests.ts';
import type { RepositoryView } from './repositoryView.ts';

/** Somebody, by a number that holds within one scoring and means nothing outside it. */
export type Person = number;

/** Somebody's pull request with everyone who had a part in it. Never leaves the scoring. */
export interface PullRequestWork {
  item: Item;
  repository: string;
  /** Null for a deleted account. */
  author: Person | null;
  openedAt: number;
  /** Its merge or close; null while it is open. */
  endedAt: number | null;
  /** Null unless merged into a counted branch. */
  mergedAt: number | null;
  /** Reviews by others, whenever they came. */
  reviews: readonly { by: Person | null; at: number }[];
  /** Ids of the teams that own it, as far as the scope holds them; none for what nobody owns. */
  owners: readonly string[];
}

/** One team's share of a repository, as far as people worked on it. */
export interface RepositoryWork {
  repository: string;
  /** Whether other teams may see the same pull requests. */
  shared: boolean;
  pulls: readonly PullRequestWork[];
  excludedMerges: readonly Remark[];
  openedByBots: readonly Remark[];
}

/** All work of one scope, a team or the organisation, each pull request once. */
export interface TeamWork {
  pulls: readonly PullRequestWork[];
  excludedMerges: readonly Remark[];
  openedByBots: readonly Remark[];
  repositories: ReadonlySet<string>;
  /** The calendar's weeks, in order, from the first fact on. */
  weeks: readonly Window[];
  homes: Homes;
}

/** Where people are at home, told from their work. */
export interface Homes {
  /** How many teams the organisation has. */
  teams: number;
  /** The id of somebody's home team at a moment; null when it cannot be told. */
  at: (person: Person, moment: number) => string | null;
}

/** Numbers people in the order in which they are met. @returns null for who is not known or is no person */
export function personNumbers(names = nameNumbers()): (actor: Actor) => Person | null {
  return (actor) => (actor === null || !('person' in actor) ? null : names.numberOf(actor.person));
}

/** Names by their numbers, which are given from 0 in the order in which they are met. */
export function nameNumbers(): { numberOf: (name: string) => Person; names: readonly string[] } {
  const numbers = new Map<string, Person>();
  const names: string[] = [];
  return {
    names,
    numberOf: (name) => {
      const known = numbers.get(name);
      if (known !== undefined) return known;
      numbers.set(name, names.length);
      return names.push(name) - 1;
    },
  };
}

/** @returns the work of a team's share of a repository; `team` is null for what nobody owns */
export function repositoryWork(
  view: Pick<RepositoryView, 'repository' | 'pullRequests'>,
  team: string | null,
  shared: boolean,
  numberOf: (actor: Actor) => Person | null,
): RepositoryWork {
  const { merged, excluded, opened, openedByBots } = view.pullRequests;
  const repository = view.repository.name;
  const owners = team === null ? [] : [team];
  const mergedByRow = new Map(merged.map((pull) => [pull.row, pull]));
  return {
    repository,
    shared,
    pulls: opened.map((row) => {
      const merge = mergedByRow.get(row);
      const ended = row.mergedAt ?? row.closedAt;
      return {
        item: merge?.item ?? pullRequestItem(view.repository, row),
        repository,
        author: numberOf(row.author),
        openedAt: Date.parse(row.createdAt),
        endedAt: ended === null ? null : Date.parse(ended),
        mergedAt: merge?.mergedAt ?? null,
        reviews: row.reviews.flatMap(({ author, submittedAt }) =>
          submittedAt !== null && isReviewByAnother(row.author, author)
            ? [{ by: numberOf(author), at: Date.parse(submittedAt) }]
            : [],
        ),
        owners,
      };
    }),
    excludedMerges: excluded,
    openedByBots,
  };
}

/** Pools shares of repositories; a pull request that several teams own is one, with all of its owners. */
export function poolWork(
  parts: readonly RepositoryWork[],
): Pick<TeamWork, 'pulls' | 'excludedMerges' | 'openedByBots' | 'repositories'> {
  const pulls: PullRequestWork[] = [];
  const shared = new Map<string, PullRequestWork>();
  for (const part of parts) {
    for (const pull of part.pulls) {
      if (!part.shared) {
        pulls.push(pull);
        continue;
      }
      const known = shared.get(pull.item.id);
      const owners = known === undefined ? pull.owners : [...known.owners, ...pull.owners];
      shared.set(pull.item.id, { ...pull, owners });
    }
  }
  for (const pull of shared.values()) pulls.push(pull);
  const once = (pick: (part: RepositoryWork) => readonly Remark[]): Remark[] => {
    const own = parts.filter((part) => !part.shared).flatMap(pick);
    const others = parts.filter((part) => part.shared).flatMap(pick);
    return [...own, ...new Map(others.map((remark) => [`${remark.id} ${remark.text}`, remark])).values()];
  };
  return {
    pulls,
    excludedMerges: once(({ excludedMerges }) => excludedMerges),
    openedByBots: once(({ openedByBots }) => openedByBots),
    repositories: new Set(parts.map(({ repository }) => repository)),
  };
}

/** A pull request that was merged into a counted branch. */
export type MergedWork = PullRequestWork & { mergedAt: number };

/** @returns the merged pull requests of a team's work, oldest first, and those of a window among them */
export function mergesOf({ pulls }: Pick<TeamWork, 'pulls'>): {
  all: readonly MergedWork[];
  in: (window: Window) => readonly MergedWork[];
} {
  const all = pulls
    .filter((pull): pull is MergedWork => pull.mergedAt !== null)
    .sort((a, b) => a.mergedAt - b.mergedAt);
  const indexAt = (moment: number): number => {
    let low = 0;
    let high = all.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((all[middle]?.mergedAt ?? moment) < moment) low = middle + 1;
      else high = middle;
    }
    return low;
  };
  return { all, in: ({ start, end }) => all.slice(indexAt(start), indexAt(end)) };
}

/** @returns who wrote a change or reviewed it up to the merge, each once, and whether a deleted account did */
export function partakers({ author, mergedAt, reviews }: MergedWork): {
  known: ReadonlySet<Person>;
  unknown: boolean;
} {
  const known = new Set<Person>();
  let unknown = false;
  const add = (person: Person | null): void => {
    if (person === null) unknown = true;
    else known.add(person);
  };
  add(author);
  for (const { by, at } of reviews) if (at <= mergedAt) add(by);
  return { known, unknown };
}

/** @returns a merged pull request as an observation at its merge */
export function observedMerge(
  { item, mergedAt }: MergedWork,
  value: number,
  note: string | null,
): Observation {
  return { at: mergedAt, until: null, value, item, note };
}
