import type { Window } from '../facts/quarter.ts';
import type { WorkKind } from '../metrics/populations/kindOfWork.ts';
import type { Item } from '../metrics/populations/observation.ts';
import { pullRequestItem } from '../metrics/populations/pullRequests.ts';
import type { RepositoryView } from '../metrics/populations/repositoryView.ts';
import { mergesOf, type Person, partakers, type TeamWork } from '../metrics/populations/teamWork.ts';

/** By what a change can be divided besides its phases. */
export const dimensions = ['repository', 'size', 'kind'] as const;

export type Dimension = (typeof dimensions)[number];

/** What divides pull requests into segments. */
export interface Traits {
  size: string;
  /** Null where nothing says it. */
  kind: string | null;
}

/** Which segments the items of a scope belong to, and how many people are behind some items. */
export interface Segments {
  /** The name of an item's segment; null where it has none. */
  nameOf: (by: Dimension, item: Item) => string | null;
  /**
   * Authors of pull requests; for other items the people at work in their repositories in the windows.
   * @param enough so many need not be counted further
   */
  peopleBehind: (items: readonly Item[], windows: readonly Window[], enough?: number) => number;
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

/** @returns by item id, the traits of a repository's pull requests */
export function traitsOf(view: RepositoryView): Map<string, Traits> {
  return new Map(
    view.facts['pull-requests'].map((row) => {
      const kind = view.kindOf.ofPullRequest(row)?.kind;
      return [
        pullRequestItem(view.repository, row).id,
        {
          size: sizeClass(row.additions + row.deletions),
          kind: kind === undefined ? null : KINDS[kind],
        },
      ];
    }),
  );
}

export function segmentsOf(
  work: Pick<TeamWork, 'pulls' | 'repositories'>,
  traits: ReadonlyMap<string, Traits>,
): Segments {
  const pulls = new Map(work.pulls.map((pull) => [pull.item.id, pull]));
  const merges = mergesOf(work);
  const repositoryOf = (id: string): string | null => {
    const name = REPOSITORY.exec(id)?.[0];
    return name !== undefined && work.repositories.has(name) ? name : null;
  };
  const atWork = (repositories: ReadonlySet<string | null>, windows: readonly Window[]): Person[] =>
    windows
      .flatMap((window) => merges.in(window))
      .filter(({ repository }) => repositories.has(repository))
      .flatMap((pull) => [...partakers(pull).known]);
  return {
    nameOf: (by, { id }) =>
      by === 'repository' ? repositoryOf(id) : (traits.get(pullRequestOf(id))?.[by] ?? null),
    peopleBehind: (items, windows, enough = Number.POSITIVE_INFINITY) => {
      const people = new Set<Person>();
      const repositories = new Set<string | null>();
      for (const { id } of items) {
        const pull = pulls.get(pullRequestOf(id));
        if (pull === undefined) repositories.add(repositoryOf(id));
        else if (pull.author !== null) people.add(pull.author);
        if (people.size >= enough) return people.size;
      }
      for (const person of repositories.size === 0 ? [] : atWork(repositories, windows)) people.add(person);
      return people.size;
    },
  };
}

const REPOSITORY = /^[^\s#@]+(?=[\s#@])/;

/** `owner/name#12` of an item that is a part of it, such as `owner/name#12 round 2`. */
function pullRequestOf(id: string): string {
  const end = id.indexOf(' ');
  return end < 0 ? id : id.slice(0, end);
}

function sizeClass(lines: number): string {
  const index = SIZES.findIndex((bound) => lines <= bound);
  const [from, to] = [SIZES[index - 1], SIZES[index]];
  if (to === undefined) return `over ${SIZES.at(-1)} lines`;
  return from === undefined ? `up to ${to} lines` : `${from + 1} to ${to} lines`;
}
