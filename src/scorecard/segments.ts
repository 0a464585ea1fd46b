import type { Window } from '../facts/quarter.ts';
import type { WorkKind } from '../metrics/populations/kindOfWork.ts';
import type { Item } from '../metrics/populations/observation.ts';
import { once } from '../metrics/populations/once.ts';
import { pullRequestItem } from '../metrics/populations/pullRequests.ts';
import type { RepositoryView } from '../metrics/populations/repositoryView.ts';
import {
  mergesOf,
  nameNumbers,
  type Person,
  partakers,
  type RepositoryWork,
  type TeamWork,
} from '../metrics/populations/teamWork.ts';
import {
  type ColumnStore,
  joinIndexes,
  type PackedTexts,
  type TextNumbers,
  textReader,
} from './sharedMemory.ts';

/** By what a change can be divided besides its phases. */
export const dimensions = ['repository', 'size', 'kind'] as const;

export type Dimension = (typeof dimensions)[number];

/** What divides pull requests into segments. */
export interface Traits {
  size: string;
  /** Null where nothing says it. */
  kind: string | null;
}

/** What each item of a share belongs to, and the author of its pull request: names' numbers from `FIRST_NAME` on. */
export type PackedSegments = Record<Dimension | 'author', Uint32Array>;

/** Belongs to nothing of the kind. */
const NONE = 0;
/** A pull request of a deleted account. */
const UNKNOWN = 1;
const FIRST_NAME = 2;

/** Which segments the items of a scope belong to, and how many people are behind some items; by the items' numbers. */
export interface Segments {
  /** The name of an item's segment; null where it has none. */
  nameOf: (by: Dimension, item: number) => string | null;
  /**
   * Authors of pull requests; for other items the people at work in their repositories in the windows.
   * @param enough so many need not be counted further
   */
  peopleBehind: (items: Iterable<number>, windows: readonly Window[], enough?: number) => number;
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

/** @param items whose segments are told, in the order of their numbers */
export function packSegments(
  { work, traits }: { work: RepositoryWork; traits: ReadonlyMap<string, Traits> },
  items: readonly Item[],
  names: readonly string[],
  { numberOf }: TextNumbers,
  { indexes }: ColumnStore,
): PackedSegments {
  const authors = new Map(work.pulls.map(({ item, author }) => [item.id, author]));
  const pullRequests = items.map(({ id }) => pullRequestOf(id));
  const numbered = (name: string | null | undefined): number =>
    name == null ? NONE : numberOf(name) + FIRST_NAME;
  return {
    repository: indexes(items, ({ id }) =>
      numbered(REPOSITORY.exec(id)?.[0] === work.repository ? work.repository : null),
    ),
    size: indexes(pullRequests, (id) => numbered(traits.get(id)?.size)),
    kind: indexes(pullRequests, (id) => numbered(traits.get(id)?.kind)),
    author: indexes(pullRequests, (id) => {
      const author = authors.get(id);
      if (author === null) return UNKNOWN;
      return numbered(author === undefined ? null : names[author]);
    }),
  };
}

const REPOSITORY = /^[^\s#@]+(?=[\s#@])/;

/** `owner/name#12` of an item that is a part of it, such as `owner/name#12 round 2`. */
function pullRequestOf(id: string): string {
  const end = id.indexOf(' ');
  return end < 0 ? id : id.slice(0, end);
}

/**
 * The segments of a scope.
 * @param numberOf the number by which the scope's work knows a person's name
 */
export function segmentsOf(
  shares: readonly { texts: PackedTexts; segments: PackedSegments }[],
  numberOf: (name: string) => Person,
  work: () => Pick<TeamWork, 'pulls'>,
): Segments {
  const names = nameNumbers();
  const column = (by: keyof PackedSegments, numberOf: (name: string) => number): Uint32Array => {
    const parts = shares.map(({ segments, texts }) => {
      const { kept } = textReader(texts);
      const known = new Map<number, number>();
      return segments[by].map((packed) => {
        if (packed < FIRST_NAME) return packed;
        const number = known.get(packed) ?? numberOf(kept(packed - FIRST_NAME));
        known.set(packed, number);
        return number + FIRST_NAME;
      });
    });
    return joinIndexes(parts);
  };
  const segments = {
    repository: once(() => column('repository', names.numberOf)),
    size: once(() => column('size', names.numberOf)),
    kind: once(() => column('kind', names.numberOf)),
  };
  const authors = once(() => column('author', numberOf));
  const merges = once(() => mergesOf(work()));
  const nameOf: Segments['nameOf'] = (by, item) => {
    const number = segments[by]()[item] ?? NONE;
    return names.names[number - FIRST_NAME] ?? null;
  };
  const atWork = (repositories: ReadonlySet<string | null>, windows: readonly Window[]): Person[] =>
    windows
      .flatMap((window) => merges().in(window))
      .filter(({ repository }) => repositories.has(repository))
      .flatMap((pull) => [...partakers(pull).known]);
  return {
    nameOf,
    peopleBehind: (items, windows, enough = Number.POSITIVE_INFINITY) => {
      const people = new Set<Person>();
      const repositories = new Set<string | null>();
      for (const item of items) {
        const author = authors()[item] ?? NONE;
        if (author === NONE) repositories.add(nameOf('repository', item));
        else if (author !== UNKNOWN) people.add(author - FIRST_NAME);
        if (people.size >= enough) return people.size;
      }
      for (const person of repositories.size === 0 ? [] : atWork(repositories, windows)) people.add(person);
      return people.size;
    },
  };
}

function sizeClass(lines: number): string {
  const index = SIZES.findIndex((bound) => lines <= bound);
  const [from, to] = [SIZES[index - 1], SIZES[index]];
  if (to === undefined) return `over ${SIZES.at(-1)} lines`;
  return from === undefined ? `up to ${to} lines` : `${from + 1} to ${to} lines`;
}
