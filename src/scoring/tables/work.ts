import memoize from 'memoize';
import type { Database } from '../../facts/duckdb.ts';
import { numberAt } from '../../facts/numberAt.ts';
import type { Quarter, Window } from '../../facts/quarter.ts';
import {
  DELETED,
  type Homes,
  type TeamRemark,
  type TeamWork,
  teamWork,
} from '../../metrics/populations/teamWork.ts';
import { indexesAt, inOrder, numbersAt } from '../columns.ts';
import { isHistory } from '../ownership.ts';
import { NO_AUTHOR } from '../segments.ts';
import type { TeamPart } from '../teamData.ts';
import { byKeys, eachOnce, joined, readRows, readTexts } from './partRows.ts';
import { type RemarkKind, remarkKinds } from './repositoryTables.ts';
import type { ScopeTables } from './scopeTables.ts';

/*
 * Who worked on what. People are numbers that hold within one process and mean nothing outside it: 0 is every
 * deleted account. Nothing of this is ever written to a file.
 */

/** What all scopes have in common. */
export interface People {
  /** The calendar's weeks, in order, from the first fact on. */
  weeks: readonly Window[];
  homes: Homes;
  personOf: PersonOf;
  /** @returns by quarter that began before a moment, the homes of everybody who is named in the tables of some parts */
  homesIn: (parts: readonly TeamPart[], moment: number) => Record<string, string>[];
}

/** @returns somebody's number, given that in the tables of a part's repository */
export type PersonOf = (number: number, part: TeamPart | undefined) => number;

/** Numbers everybody in the parts' repositories, in the order of their names. */
export async function numberNames(
  database: Database,
  parts: readonly TeamPart[],
): Promise<{ personOf: PersonOf; namesIn: (part: TeamPart) => ReadonlyMap<string, number> }> {
  const names = await readTexts(database, parts, 'names');
  const numbers = new Map([...new Set(names.flat())].sort().map((name, index) => [name, index + 1]));
  const byFolder = new Map(
    parts.map(({ folder }, part) => [
      folder,
      Uint32Array.from([DELETED, ...(names[part] ?? []).map((name) => numbers.get(name) ?? DELETED)]),
    ]),
  );
  const namesByFolder = new Map(parts.map(({ folder }, part) => [folder, names[part] ?? []]));
  return {
    personOf: (number, part) => {
      const own = byFolder.get(part?.folder ?? '');
      if (own === undefined) throw new RangeError(`nobody is numbered in ${part?.folder}`);
      return numberAt(own, number);
    },
    namesIn: ({ folder }) =>
      new Map((namesByFolder.get(folder) ?? []).map((name) => [name, numbers.get(name) ?? DELETED])),
  };
}

/**
 * Numbers everybody, and finds where they are at home: in each quarter in the team into whose code most of their own
 * merged pull requests of that quarter went. A tie gives no home; a quarter without a merge of one's own gives none either.
 * @param parts of all teams, and of nobody
 * @param quarters in order and without gaps; what was merged outside of them gives no home
 * @param teams how many the organisation has
 */
export async function numberPeople(
  database: Database,
  parts: readonly TeamPart[],
  quarters: readonly Pick<Quarter, 'start' | 'end'>[],
  teams: number,
): Promise<Omit<People, 'weeks'>> {
  const { personOf, namesIn } = await numberNames(database, parts);
  const merges = quarters.map(() => new Map<number, Map<string, number>>());
  const pulls = await readRows(database, parts, 'pulls', { columns: ['author', 'merged_at'] });
  const [author, mergedAt] = [pulls.rows.indexes('author'), pulls.rows.numbers('merged_at')];
  const quarterAt = (moment: number): number =>
    quarters.findIndex(({ start, end }) => moment >= start && moment < end);
  for (const { part, from, to } of pulls.slices) {
    const team = parts[part]?.team ?? null;
    if (team === null || isHistory(team)) continue;
    for (let row = from; row < to; row += 1) {
      const person = personOf(numberAt(author, row), parts[part]);
      const own = merges[quarterAt(numberAt(mergedAt, row))];
      if (person === DELETED || own === undefined) continue;
      const counts = own.get(person) ?? new Map<string, number>();
      own.set(person, counts);
      counts.set(team, (counts.get(team) ?? 0) + 1);
    }
  }
  const homes = merges.map((own) => {
    const known: string[] = [];
    for (const [person, counts] of own) {
      const [[team, most] = ['', 0], [, second] = ['', 0]] = [...counts].sort(([, a], [, b]) => b - a);
      if (most > second) known[person] = team;
    }
    return known;
  });
  return {
    personOf,
    homesIn: (some, moment) => {
      const named = [...new Map(some.flatMap((part) => [...namesIn(part)]))];
      const begun = quarters.filter(({ start }) => start < moment).length;
      return homes.slice(0, begun).map((known) =>
        Object.fromEntries(
          named.flatMap(([name, number]) => {
            const home = known[number];
            return home === undefined ? [] : [[name, home]];
          }),
        ),
      );
    },
    homes: {
      teams,
      at: (moment) => homes[quarterAt(moment)] ?? [],
    },
  };
}

/** The work of a scope, and who took part in its items. */
export interface ScopeWork {
  work: TeamWork;
  /** By number of each item, who opened it as a pull request. */
  authors: Uint32Array;
  /** @returns who reviewed a pull request, given its number */
  reviewersOf: (item: number) => Uint32Array;
}

/** @param parts as the scope was opened with */
export async function workOf(
  database: Database,
  { itemOf, textOf, ranks, texts }: Pick<ScopeTables, 'itemOf' | 'textOf' | 'ranks' | 'texts'>,
  parts: readonly TeamPart[],
  { weeks, homes, personOf }: People,
): Promise<ScopeWork> {
  const repositories = [...new Set(parts.map(({ repository }) => repository))];
  const person = (number: number, part: number) => personOf(number, parts[part]);
  const pulls = joined(
    await readRows(database, parts, 'pulls', {
      columns: ['item', 'author', 'opened_at', 'ended_at', 'merged_at'],
    }),
    parts,
  );
  const items = pulls.indexes('item', itemOf);
  const writers = pulls.indexes('author', person);
  const mergedAt = pulls.numbers('merged_at');
  const rankAt = (row: number): number => numberAt(ranks, numberAt(items, row));
  // Those that were never merged come last.
  const places = mergedAt.map((moment) => (Number.isNaN(moment) ? Number.POSITIVE_INFINITY : moment));
  const isMerged = (row: number): boolean => !Number.isNaN(numberAt(mergedAt, row));
  const kept = eachOnce(pulls, rankAt, (row, before) => isMerged(row) && !isMerged(before));
  const order = inOrder(kept, places, (a, b) => rankAt(a) - rankAt(b));
  const authors = new Uint32Array(ranks.length).fill(NO_AUTHOR);
  for (const [row, item] of items.entries()) authors[item] = numberAt(writers, row);
  const place = pulls.indexes('item', (_, part) => part);
  const sharers = new Map<number, string[]>();
  for (let row = pulls.sharedFrom; row < pulls.length; row += 1) {
    const team = parts[numberAt(place, row)]?.team ?? null;
    if (team !== null && !isHistory(team))
      sharers.set(rankAt(row), [...(sharers.get(rankAt(row)) ?? []), team]);
  }
  const item = indexesAt(items, order);
  const reviews = joined(
    await readRows(database, parts, 'reviews', { columns: ['item', 'reviewer', 'at'] }),
    parts,
  );
  const { from: reviewsFrom, rows: reviewRows } = rowsByItem(reviews.indexes('item', itemOf), item);
  const remarks = await readRows(database, parts, 'remarks', {
    columns: ['id', 'at', 'text'],
    cut: ['kind'],
    where: 'kind >= 3',
  });
  const remarked = (wanted: RemarkKind): TeamRemark[] =>
    byKeys(remarks, parts).flatMap(([[kind = 0], said]) => {
      if (remarkKinds[kind] !== wanted) return [];
      const [at, text] = [said.numbers('at'), said.indexes('text', textOf)];
      const kept = eachOnce(said, (row) => JSON.stringify([said.text('id', row), text[row]]));
      return Array.from(kept, (row) => ({ at: numberAt(at, row), text: texts.at(numberAt(text, row)) }));
    });
  const ownersOf = (pull: number): readonly string[] => {
    const { shared, team } = partOf(pull);
    if (shared) return sharers.get(numberAt(ranks, numberAt(item, pull))) ?? [];
    return team === null || isHistory(team) ? [] : [team];
  };
  const partOf = (pull: number): TeamPart => {
    const part = parts[numberAt(place, numberAt(order, pull))];
    if (part === undefined) throw new RangeError(`no part of pull request ${pull}`);
    return part;
  };
  const work = teamWork({
    repositories,
    weeks,
    homes,
    author: indexesAt(writers, order),
    openedAt: numbersAt(pulls.numbers('opened_at'), order),
    endedAt: numbersAt(pulls.numbers('ended_at'), order),
    mergedAt: numbersAt(mergedAt, order),
    reviewsFrom,
    reviewer: indexesAt(reviews.indexes('reviewer', person), reviewRows),
    reviewedAt: numbersAt(reviews.numbers('at'), reviewRows),
    repository: item.map((_, pull) => repositories.indexOf(partOf(pull).repository)),
    item,
    ownersOf,
    excludedMerges: remarked('excludedMerges'),
    openedByBots: remarked('openedByBots'),
  });
  const pullOf = memoize(
    () => new Map(Array.from(item, (number, pull) => [numberAt(ranks, number), pull] as const)),
  );
  const reviewersOf = (number: number): Uint32Array => {
    const pull = pullOf().get(numberAt(ranks, number));
    if (pull === undefined) return new Uint32Array();
    return work.reviewer.subarray(numberAt(reviewsFrom, pull), numberAt(reviewsFrom, pull + 1));
  };
  return { work, authors, reviewersOf };
}

/**
 * @param itemAt by row, the number of the item to which it belongs; those of one item follow one another
 * @returns the rows of each of some items, one item after the other, and by item where its own begin and at last the end
 */
export function rowsByItem(
  itemAt: Uint32Array,
  items: Uint32Array,
): { from: Uint32Array; rows: Uint32Array } {
  const first = new Map<number, number>();
  for (const [row, item] of itemAt.entries()) if (itemAt[row - 1] !== item) first.set(item, row);
  const from = new Uint32Array(items.length + 1);
  const rows: number[] = [];
  for (const [index, item] of items.entries()) {
    for (let row = first.get(item) ?? itemAt.length; itemAt[row] === item; row += 1) rows.push(row);
    from[index + 1] = rows.length;
  }
  return { from, rows: Uint32Array.from(rows) };
}
