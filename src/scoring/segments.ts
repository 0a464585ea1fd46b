import type { Window } from '../facts/quarter.ts';
import type { WorkKind } from '../metrics/populations/kindOfWork.ts';
import { placesIn } from '../metrics/populations/moments.ts';
import type { Item } from '../metrics/populations/observation.ts';
import { once } from '../metrics/populations/once.ts';
import { DELETED, type Person } from '../metrics/populations/pullColumns.ts';
import type { RepositoryView } from '../metrics/populations/repositoryView.ts';
import type { RepositoryWork } from '../metrics/populations/repositoryWork.ts';
import type { TeamWork } from '../metrics/populations/teamWork.ts';
import { joinIndexes } from './columns.ts';
import type { ItemNumbers } from './itemTable.ts';
import type { ColumnStore } from './sharedMemory.ts';
import { type PackedTexts, type TextNumbers, textReader } from './stringTable.ts';

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

/** @returns what the items of a share belong to, in the order of their numbers */
export function packSegments(
  { work, traits }: { work: RepositoryWork; traits: readonly Traits[] },
  { items, numberOf, numberOfId }: ItemNumbers,
  texts: TextNumbers,
  { indexes }: ColumnStore,
): PackedSegments {
  const traitsAt: Traits[] = [];
  for (const pullRequest of traits) traitsAt[numberOf(pullRequest.item)] = pullRequest;
  const authorAt: Person[] = [];
  for (const [pull, author] of work.author.entries()) authorAt[numberOf(work.itemOf(pull))] = author;
  const numbered = (name: string | null | undefined): number =>
    name == null ? NONE : texts.numberOf(name) + FIRST_NAME;
  const own = {
    repository: new Uint32Array(items.length),
    size: new Uint32Array(items.length),
    kind: new Uint32Array(items.length),
    author: new Uint32Array(items.length),
  } satisfies PackedSegments;
  for (const [number, { id }] of items.entries()) {
    // A part of a pull request, such as `owner/name#12 round 2`, belongs to what that belongs to.
    const end = id.indexOf(' ');
    const whole = end < 0 ? number : (numberOfId(id.slice(0, end)) ?? number);
    const author = authorAt[whole];
    own.repository[number] = isOf(id, work.repository) ? numbered(work.repository) : NONE;
    own.size[number] = numbered(traitsAt[whole]?.size);
    own.kind[number] = numbered(traitsAt[whole]?.kind);
    own.author[number] =
      author === DELETED ? UNKNOWN : numbered(author === undefined ? null : work.names[author - 1]);
  }
  return {
    repository: indexes(own.repository),
    size: indexes(own.size),
    kind: indexes(own.kind),
    author: indexes(own.author),
  };
}

/** Whether something is `owner/name#12`, `owner/name@0f1e2d` or `owner/name …` of this repository. */
function isOf(id: string, repository: string): boolean {
  return id.startsWith(repository) && [' ', '#', '@'].includes(id.charAt(repository.length));
}

/**
 * The segments of a scope.
 * @param numberOf the number by which the scope's work knows a person's name
 */
export function segmentsOf(
  shares: readonly { texts: PackedTexts; segments: PackedSegments }[],
  numberOf: (name: string) => Person,
  work: () => TeamWork,
): Segments {
  const names: string[] = [];
  const numberOfName = (name: string): number => {
    const known = names.indexOf(name);
    return known < 0 ? names.push(name) - 1 : known;
  };
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
    repository: once(() => column('repository', numberOfName)),
    size: once(() => column('size', numberOfName)),
    kind: once(() => column('kind', numberOfName)),
  };
  const authors = once(() => column('author', numberOf));
  const nameOf: Segments['nameOf'] = (by, item) => {
    const number = segments[by]()[item] ?? NONE;
    return names[number - FIRST_NAME] ?? null;
  };
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
      if (repositories.size === 0) return people.size;
      for (const person of atWork(work(), repositories, windows)) people.add(person);
      return people.size;
    },
  };
}

/** @returns who merged something in some repositories or reviewed what was merged; somebody may come again */
function* atWork(
  work: TeamWork,
  repositories: ReadonlySet<string | null>,
  windows: readonly Window[],
): Generator<Person> {
  const moments = work.mergedAt.subarray(0, work.merged);
  for (const window of windows) {
    const { from, to } = placesIn(moments, window);
    for (let pull = from; pull < to; pull += 1) {
      if (!repositories.has(work.repositories[work.repository[pull] ?? 0] ?? null)) continue;
      const end = work.partakersFrom[pull + 1] ?? 0;
      for (const person of work.partaker.subarray(work.partakersFrom[pull], end))
        if (person !== DELETED) yield person;
    }
  }
}

function sizeClass(lines: number): string {
  const index = SIZES.findIndex((bound) => lines <= bound);
  const [from, to] = [SIZES[index - 1], SIZES[index]];
  if (to === undefined) return `over ${SIZES.at(-1)} lines`;
  return from === undefined ? `up to ${to} lines` : `${from + 1} to ${to} lines`;
}
