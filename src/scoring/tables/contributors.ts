import memoize from 'memoize';
import type { Database } from '../../facts/duckdb.ts';
import { numberAt } from '../../facts/numberAt.ts';
import type { Window } from '../../facts/quarter.ts';
import type { Workers } from '../../metrics/populations/metric.ts';
import { countRows, inBatches } from '../batches.ts';
import { NO_AUTHOR } from '../segments.ts';
import type { Cell } from '../suppression.ts';
import type { TeamPart } from '../teamData.ts';
import { byKeys, type JoinedRows, joined, readRows } from './partRows.ts';
import { numberNames, type PersonOf, rowsByItem } from './work.ts';

/*
 * Who is behind the items that metrics count. People are numbers that hold within one process: 0 is every deleted
 * account. Nothing of this is ever written to a file.
 */

/** A metric as far as the people behind it are concerned. */
export interface CountedMetric {
  /** Its number in the tables; null for one of a whole scope, whose items are merged pull requests. */
  number: number | null;
  /** Whether an item counts in every window in which it was under way. */
  lasts: boolean;
  workers: Workers;
  /** The columns of amounts, whose share in their sum counts instead of the number of items. */
  amounts: readonly ('value' | 'of')[];
}

/** By place of the metric, and by that of the window. */
export type CellsByWindow = Map<number, Map<number, Cell[]>>;

/**
 * Finds the people behind all items.
 * @param parts of all teams, and of nobody
 * @returns the cells of each metric in each window
 */
export async function cellsOf(
  database: Database,
  parts: readonly TeamPart[],
  metrics: readonly CountedMetric[],
  windows: readonly Window[],
): Promise<CellsByWindow> {
  const cells: CellsByWindow = new Map();
  const { itemOf, merges, cellsIn } = await openItems(database, parts, windows);
  const rowsOf = (question: number): number => countRows(parts, metrics[question]?.number ?? null);
  for (const batch of inBatches([...metrics.keys()], rowsOf)) {
    const asked = batch.flatMap((question) => metrics[question] ?? []);
    const numbers = asked.flatMap(({ number }) => number ?? []);
    const only = numbers.length === 0 ? 'false' : `metric IN (${numbers.join(', ')})`;
    const observations = await readRows(database, parts, 'observations', {
      columns: [
        'item',
        'at',
        ...(asked.some(({ lasts }) => lasts) ? (['until'] as const) : []),
        ...new Set(asked.flatMap(({ amounts }) => amounts)),
      ],
      cut: ['metric'],
      where: `clock = 0 AND phase = 0 AND ${only}`,
    });
    const observed = new Map(byKeys(observations, parts).map(([[metric], own]) => [metric, own]));
    for (const question of batch) {
      const metric = metrics[question];
      if (metric === undefined) throw new RangeError(`no metric ${question}`);
      const { number, lasts, workers, amounts } = metric;
      const seen = number === null ? merges : seenIn(observed.get(number), { lasts, amounts }, itemOf);
      const byWindow = Array.from(windows.keys(), (place) => [place, cellsIn(seen, place, workers)] as const);
      cells.set(question, new Map(byWindow));
    }
  }
  return cells;
}

/** What a metric sees, and from when to when. */
interface Seen extends Pick<JoinedRows, 'length' | 'sharedFrom'> {
  /** Numbers of items. */
  item: Uint32Array;
  from: Float64Array;
  /** NaN while it lasts. */
  to: Float64Array;
  /** By row, those of each column of amounts. */
  amounts: readonly Float64Array[];
}

interface Items {
  /** @returns the number of an item of the part at some place, given that of its repository */
  itemOf: (item: number, part: number) => number;
  merges: Seen;
  /** @returns the cells of what is seen in the window at some place */
  cellsIn: (seen: Seen | null, window: number, workers: Workers) => Cell[];
}

/** Places of a part's team and repository among all. */
interface Place {
  team: number;
  repository: number;
}

/** Reads which items there are and who is behind them. */
async function openItems(
  database: Database,
  parts: readonly TeamPart[],
  windows: readonly Window[],
): Promise<Items> {
  const teams = [...new Set(parts.map(({ team }) => team))];
  const repositories = [...new Set(parts.map(({ repository }) => repository))];
  const places = parts.map(
    ({ team, repository }): Place => ({
      team: teams.indexOf(team),
      repository: repositories.indexOf(repository),
    }),
  );
  const { personOf } = await numberNames(database, parts);
  const person = (number: number, part: number) => personOf(number, parts[part]);

  const isAnyShared = parts.some(({ shared }) => shared);
  const items = await readRows(database, parts, 'items', {
    columns: isAnyShared ? ['whole', 'id'] : ['whole'],
  });
  const firsts = new Map<number, number>();
  let length = 0;
  for (const { part, from, to } of items.slices) {
    firsts.set(part, length);
    length += to - from;
  }
  const itemOf: Items['itemOf'] = (item, part) => item + (firsts.get(part) ?? 0);
  const all = joined(items, parts);
  const whole = all.indexes('whole', itemOf);
  const partOf = all.indexes('whole', (_, part) => part);
  const placeOf = (item: number): Place => {
    const place = places[numberAt(partOf, item)];
    if (place === undefined) throw new RangeError(`no part of item ${item}`);
    return place;
  };
  // An item that several teams may see is one by its identifier.
  const sames = new Map<string, number>();
  const same = Uint32Array.from(whole.keys(), (item) => {
    if (item < all.sharedFrom) return item;
    const id = all.text('id', item);
    const first = sames.get(id) ?? item;
    sames.set(id, first);
    return first;
  });

  /** Finds by number of each item the people of its rows in a table. */
  const peopleOf = async (...[table, column]: ['authors', 'author'] | ['reviews', 'reviewer']) => {
    const read =
      table === 'authors'
        ? await readRows(database, parts, table, { columns: ['item', 'author'] })
        : await readRows(database, parts, table, { columns: ['item', 'reviewer'] });
    const rows = joined(read, parts);
    const people = rows.indexes(column, person);
    const byItem = rowsByItem(rows.indexes('item', itemOf), Uint32Array.from(whole.keys()));
    return (item: number): number[] => {
      const own: number[] = [];
      const end = numberAt(byItem.from, item + 1);
      for (let place = numberAt(byItem.from, item); place < end; place += 1) {
        const person = numberAt(people, numberAt(byItem.rows, place));
        if (!own.includes(person)) own.push(person);
      }
      return own;
    };
  };
  const pulls = joined(
    await readRows(database, parts, 'pulls', { columns: ['item', 'author', 'merged_at'] }),
    parts,
  );
  const authors = new Uint32Array(length).fill(NO_AUTHOR);
  const writers = pulls.indexes('author', person);
  for (const [row, item] of pulls.indexes('item', itemOf).entries()) authors[item] = numberAt(writers, row);
  const others = await peopleOf('authors', 'author');
  const authorsOf = (item: number): readonly number[] => {
    const author = numberAt(authors, item);
    const own = author === NO_AUTHOR ? others(item) : [];
    return own.length === 0 ? [author] : own;
  };
  const reviewersOf = await peopleOf('reviews', 'reviewer');
  const mergedAt = pulls.numbers('merged_at');
  const merges: Seen = {
    ...pulls,
    item: pulls.indexes('item', itemOf),
    // What was not merged comes after every window.
    from: mergedAt.map((moment) => (Number.isNaN(moment) ? Number.POSITIVE_INFINITY : moment)),
    to: mergedAt,
    amounts: [],
  };
  const shareOf = await workIn(database, parts, windows, places, personOf);
  // By item that only one team has, the last question in which it was counted.
  const countedIn = new Uint32Array(length);
  let questions = 0;
  return {
    itemOf,
    merges,
    cellsIn: (seen, place, workers) => {
      const { item: items, amounts } = seen ?? NOTHING_SEEN;
      const itemAt = (row: number): number => numberAt(items, row);
      const rows = seen === null ? [] : rowsIn(seen, windows[place]);
      questions += 1;
      const owners = new Map<number, Set<number>>();
      for (const row of rows) {
        const item = itemAt(row);
        if (item < all.sharedFrom) continue;
        const known = owners.get(numberAt(same, item)) ?? new Set<number>();
        owners.set(numberAt(same, item), known.add(placeOf(item).team));
      }
      const ownersOf = (item: number): string =>
        [...(owners.get(numberAt(same, item)) ?? [placeOf(item).team])].map(String).sort().join(' ');
      const sharedKey = (item: number): string => `${ownersOf(item)} in ${placeOf(item).repository}`;
      const begun = (item: number): Counted => ({
        list: ownersOf(item),
        repository: placeOf(item).repository,
        items: new Set(),
        people: [new Map(), new Map()],
      });
      const ways = workers === 'reviewers' ? 2 : Math.max(1, seen?.amounts.length ?? 0);
      const counted = new Map<string | number, Counted>();
      for (const row of rows) {
        const item = itemAt(row);
        const isShared = item >= all.sharedFrom;
        const key = isShared ? sharedKey(item) : numberAt(partOf, item);
        let known = counted.get(key);
        if (known === undefined) {
          known = begun(item);
          counted.set(key, known);
        }
        if (isShared) {
          const one = numberAt(same, item);
          if (known.items.has(one)) continue;
          known.items.add(one);
        } else {
          if (countedIn[item] === questions) continue;
          countedIn[item] = questions;
        }
        const own = numberAt(whole, item);
        if (amounts.length > 0) {
          const behind = authorsOf(own);
          for (const [way, column] of amounts.entries())
            for (const one of behind) count(known.people[way], one, numberAt(column, row) / behind.length);
          continue;
        }
        for (const author of workers === 'team' ? [NO_AUTHOR] : authorsOf(own))
          count(known.people[0], author);
        if (workers === 'reviewers')
          for (const reviewer of reviewersOf(own)) count(known.people[1], reviewer);
      }
      return [...counted.values()]
        .sort((a, b) => (a.list < b.list ? -1 : a.list > b.list ? 1 : a.repository - b.repository))
        .map(({ list, repository, people }) => {
          const own = list.split(' ').map(Number);
          const weights = people.map((counts) => weighed(counts, () => shareOf(place, repository, own)));
          return {
            owners: own.map((team) => teams[team] ?? null),
            repository: repositories[repository] ?? '',
            people: weights.slice(0, ways),
          };
        });
    },
  };
}

const NOTHING_SEEN: Pick<Seen, 'item' | 'amounts'> = { item: new Uint32Array(), amounts: [] };

/**
 * Items of the same teams and repository, and by person how many of them each has a part in: as author, and as reviewer.
 * Of amounts it is how much of what is summed is theirs, and of what it is divided by.
 */
interface Counted {
  /** Places of the teams, as text. */
  list: string;
  repository: number;
  /** Those that several teams have. */
  items: Set<number>;
  people: [Map<number, number>, Map<number, number>];
}

function count(counts: Map<number, number> | undefined, person: number, weight = 1): void {
  counts?.set(person, (counts.get(person) ?? 0) + weight);
}

/** @returns null where a metric has no rows */
function seenIn(
  rows: JoinedRows | undefined,
  { lasts, amounts }: Pick<CountedMetric, 'lasts' | 'amounts'>,
  itemOf: Items['itemOf'],
): Seen | null {
  if (rows === undefined) return null;
  const from = rows.numbers('at');
  // The last moment of what lasts is the one before its end.
  const to = lasts ? rows.numbers('until').map((until) => until - 1) : from;
  return {
    ...rows,
    item: rows.indexes('item', itemOf),
    from,
    to,
    amounts: amounts.map((column) => rows.numbers(column).map(Math.abs)),
  };
}

/** @returns the rows of what is seen in a window */
function rowsIn({ from, to }: Seen, window: Window | undefined): number[] {
  const rows: number[] = [];
  if (window === undefined) return rows;
  for (let row = 0; row < from.length; row += 1)
    if (numberAt(from, row) < window.end && !(numberAt(to, row) < window.start)) rows.push(row);
  return rows;
}

/** @returns the counts, those without an author divided among the people at work */
function weighed(
  counts: ReadonlyMap<number, number>,
  shares: () => ReadonlyMap<number, number>,
): Map<number, number> {
  const weights = new Map<number, number>();
  for (const [person, items] of [...counts].sort(([a], [b]) => a - b))
    for (const [one, share] of person === NO_AUTHOR ? shares() : [[person, 1] as const])
      weights.set(one, (weights.get(one) ?? 0) + items * share);
  return weights;
}

/** @returns by person, the share of the work of some teams in a repository in a window; of nobody's, everybody's there */
type ShareOf = (window: number, repository: number, teams: readonly number[]) => ReadonlyMap<number, number>;

async function workIn(
  database: Database,
  parts: readonly TeamPart[],
  windows: readonly Window[],
  places: readonly Place[],
  personOf: PersonOf,
): Promise<ShareOf> {
  const changes = joined(await readRows(database, parts, 'changes', { columns: ['author', 'at'] }), parts);
  const [at, author, partOf] = [
    changes.numbers('at'),
    changes.indexes('author', (number, part) => personOf(number, parts[part])),
    changes.indexes('author', (_, part) => part),
  ];
  const rows = Map.groupBy(at.keys(), (row) => places[numberAt(partOf, row)]?.repository);
  const nobody = new Set(parts.flatMap(({ team }, part) => (team === null ? [places[part]?.team] : [])));
  return memoize(
    (place, repository, teams) => {
      const { start, end } = windows[place] ?? { start: 0, end: 0 };
      const counts = new Map<number, number>();
      let total = 0;
      for (const row of rows.get(repository) ?? []) {
        const team = places[numberAt(partOf, row)]?.team ?? -1;
        if (!(numberAt(at, row) >= start && numberAt(at, row) < end)) continue;
        if (!teams.some((each) => each === team || nobody.has(each))) continue;
        count(counts, numberAt(author, row));
        total += 1;
      }
      return new Map(Array.from(counts, ([by, changes]) => [by, changes / total]));
    },
    { cacheKey: JSON.stringify },
  );
}
