import type { Actor } from '../../facts/schema.ts';
import type { Item, Remark } from './observation.ts';
import {
  DELETED,
  emptyColumns,
  firstOf,
  type Person,
  type PersonNumbers,
  type PullColumns,
  personNumbers,
} from './pullColumns.ts';
import type { RepositoryView } from './repositoryView.ts';

/** One team's share of a repository, as far as people worked on it. */
export interface RepositoryWork extends PullColumns {
  repository: string;
  /** The id of the team; null for what nobody owns. */
  team: string | null;
  /** Whether other teams may see the same pull requests. */
  shared: boolean;
  /** Of the people, whose numbers are those of this share, from 1 on. */
  names: readonly string[];
  itemOf: (pull: number) => Item;
  excludedMerges: readonly Remark[];
  openedByBots: readonly Remark[];
}

/** @returns the work of a team's share of a repository; `team` is null for what nobody owns */
export function repositoryWork(
  view: Pick<RepositoryView, 'repository' | 'pullRequests'>,
  team: string | null,
  shared: boolean,
): RepositoryWork {
  const { lives, merged, excluded, openedByBots } = view.pullRequests;
  const people = personNumbers();
  const numberOf = (actor: Actor): Person =>
    actor !== null && 'person' in actor ? people.numberOf(actor.person) : DELETED;
  const opened = lives.filter(({ byBot }) => !byBot);
  const columns = emptyColumns(
    opened.length,
    opened.reduce((sum, { reviews }) => sum + reviews.length, 0),
  );
  let merges = 0;
  let review = 0;
  for (const [pull, { row, knownFrom, endedAt, reviews }] of opened.entries()) {
    // Both are in the order of the snapshot's rows.
    const merge = merged[merges]?.row === row ? merged[merges] : undefined;
    if (merge !== undefined) merges += 1;
    columns.author[pull] = numberOf(row.author);
    columns.openedAt[pull] = knownFrom;
    columns.endedAt[pull] = endedAt ?? Number.NaN;
    columns.mergedAt[pull] = merge?.mergedAt ?? Number.NaN;
    for (const { by, at } of reviews) {
      columns.reviewer[review] = numberOf(by);
      columns.reviewedAt[review] = at;
      review += 1;
    }
    columns.reviewsFrom[pull + 1] = review;
  }
  return {
    ...firstOf(columns, opened.length),
    repository: view.repository.name,
    team,
    shared,
    names: people.names,
    itemOf: (pull) => {
      const life = opened[pull];
      if (life === undefined) throw new RangeError(`no pull request ${pull}`);
      return life.item;
    },
    excludedMerges: excluded,
    openedByBots,
  };
}

/** @returns for each number that a share gives to somebody, the one by which the scope knows them */
export function numbersInScope(
  names: readonly string[],
  numberOf: PersonNumbers['numberOf'],
): readonly Person[] {
  return [DELETED, ...names.map(numberOf)];
}
