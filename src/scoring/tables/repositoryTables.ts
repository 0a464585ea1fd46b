import { join } from 'node:path';
import { type Column, type Database, quoted } from '../../facts/duckdb.ts';
import { numberAt } from '../../facts/numberAt.ts';
import type { Actor } from '../../facts/schema.ts';
import type { Item, Measurement, Observation, Remark, Span } from '../../metrics/populations/observation.ts';
import type { PullRequestPopulation } from '../../metrics/populations/pullRequests.ts';
import { legible } from '../../scorecard/legible.ts';
import { indexesAt, numbersAt, orders } from '../columns.ts';
import type { Traits } from '../segments.ts';
import { type TextTable, textTable } from '../textTable.ts';

/*
 * What is measured of a repository, as tables. Items are numbered within a share, from 0 on and without gaps; texts and
 * people within the repository, from 1 on; moments are milliseconds since the epoch, and NaN is none. Rows that have the
 * same share, metric, phase and kind follow one another; observations among them are in order of time.
 */

/** What one team, or nobody, has of one repository. */
export interface MeasuredShare {
  repository: string;
  /** Whether other teams may have the same items. */
  shared: boolean;
  /** In the order of their numbers. */
  measurements: readonly Measurement[];
  /** The same in working time; null for what does not follow the clock, nothing where that is not counted. */
  inWorkingTime?: readonly (Measurement | null)[];
  pullRequests: Pick<PullRequestPopulation, 'lives' | 'merged' | 'excluded' | 'openedByBots'>;
  traits: readonly Traits[];
  changes: readonly Change[];
}

/** Something that somebody wrote. */
export interface Change {
  /** Null for a deleted account. */
  author: string | null;
  /** When it counts as work of the team: a pull request's merge, a commit where there are no pull requests; else null. */
  at: number | null;
  /** The identifier of the commit's item; null for a pull request, whose author stands with it. */
  commit: string | null;
}

type SqlType = 'DOUBLE' | 'UINTEGER' | 'VARCHAR';
type TableSchema = Readonly<Record<string, SqlType>>;

/** Columns by table. `share` and `metric` are numbers: of the repository's shares and of the metrics, in order. */
export const tables = {
  observations: {
    share: 'UINTEGER',
    metric: 'UINTEGER',
    /** A place in `clocks`. */
    clock: 'UINTEGER',
    /** 0 is the whole, 1 the first phase. */
    phase: 'UINTEGER',
    item: 'UINTEGER',
    at: 'DOUBLE',
    until: 'DOUBLE',
    value: 'DOUBLE',
    of: 'DOUBLE',
    settled_at: 'DOUBLE',
    /** What it depends on together with others: the number of a text; 0 stands alone. */
    cluster: 'UINTEGER',
    /** The number of a text; 0 is none. */
    note: 'UINTEGER',
  },
  items: {
    share: 'UINTEGER',
    item: 'UINTEGER',
    id: 'VARCHAR',
    kind: 'VARCHAR',
    title: 'VARCHAR',
    url: 'VARCHAR',
    /** What it belongs to, as far as that is known: numbers of texts. */
    repository: 'UINTEGER',
    size: 'UINTEGER',
    work: 'UINTEGER',
    /** The item that it is a part of, such as a pull request of its round of review; itself for most. */
    whole: 'UINTEGER',
  },
  remarks: {
    share: 'UINTEGER',
    metric: 'UINTEGER',
    /** A place in `remarkKinds`. */
    kind: 'UINTEGER',
    /** Null where no other team shares it: nothing else needs to know what a remark is about. */
    id: 'VARCHAR',
    at: 'DOUBLE',
    /** The number of a text. */
    text: 'UINTEGER',
  },
  spans: {
    share: 'UINTEGER',
    metric: 'UINTEGER',
    /** As of a remark. */
    id: 'VARCHAR',
    from: 'DOUBLE',
    to: 'DOUBLE',
    /** And one: 0 is none. */
    item: 'UINTEGER',
  },
  /** In the order of their numbers. */
  texts: { text: 'VARCHAR' },
  /** Never published or exported, like all that follow: who wrote what. People are numbers of names. */
  pulls: {
    share: 'UINTEGER',
    item: 'UINTEGER',
    /** 0 is a deleted account, here and below. */
    author: 'UINTEGER',
    opened_at: 'DOUBLE',
    ended_at: 'DOUBLE',
    merged_at: 'DOUBLE',
  },
  /** Who reviewed what; in the order of the pull requests. */
  reviews: { share: 'UINTEGER', item: 'UINTEGER', reviewer: 'UINTEGER', at: 'DOUBLE' },
  /** Whose work counts as the team's, and when. */
  changes: { share: 'UINTEGER', author: 'UINTEGER', at: 'DOUBLE' },
  /** Who is behind items that are not pull requests, as far as that is known; in the order of the items. */
  authors: { share: 'UINTEGER', item: 'UINTEGER', author: 'UINTEGER' },
  /** In the order of their numbers. */
  names: { name: 'VARCHAR' },
} as const satisfies Record<string, TableSchema>;

export type TableName = keyof typeof tables;

export const tableNames = [
  'observations',
  'items',
  'remarks',
  'spans',
  'texts',
  'pulls',
  'reviews',
  'changes',
  'authors',
  'names',
] as const;

/** By which clocks values are counted: all by the first, and by the second those that follow it. */
export const clocks = ['calendar', 'working'] as const;

/** What remarks are about; the last two are of pull requests, whatever the metric. */
export const remarkKinds = ['excluded', 'unknown', 'remarks', 'excludedMerges', 'openedByBots'] as const;

export type RemarkKind = (typeof remarkKinds)[number];

const ofPeople: readonly TableName[] = ['pulls', 'reviews', 'changes', 'authors', 'names'];

/** @returns where a repository's table is; those of people are apart, in `people` */
export function tableFile(folder: string, table: TableName): string {
  return ofPeople.includes(table)
    ? join(folder, 'people', `${table}.parquet`)
    : join(folder, `${table}.parquet`);
}

/** Writes the tables of a repository's shares into a folder, in which there is one for `people`. */
export async function writeTables(
  database: Database,
  folder: string,
  shares: readonly MeasuredShare[],
): Promise<void> {
  const columns = repositoryTables(shares);
  for (const table of tableNames) {
    const schema = Object.entries(tables[table]).map(([column, type]) => `"${column}" ${type}`);
    await database.run(`CREATE OR REPLACE TEMP TABLE ${table} (${schema.join(', ')})`);
    await database.append(table, columns[table]);
    // Small groups: a query for one metric passes over those of the others.
    await database.run(
      `COPY (FROM ${table}) TO ${quoted(tableFile(folder, table))} (FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE 4096)`,
    );
  }
}

/** @returns the tables of a repository's shares, as columns in the order of `tables` */
function repositoryTables(shares: readonly MeasuredShare[]): Record<TableName, readonly Column[]> {
  const rows = {
    observations: new Rows(tables.observations),
    items: new Rows(tables.items),
    remarks: new Rows(tables.remarks),
    spans: new Rows(tables.spans),
    pulls: new Rows(tables.pulls),
    reviews: new Rows(tables.reviews),
    changes: new Rows(tables.changes),
    authors: new Rows(tables.authors),
  };
  const [texts, names] = [textTable(), textTable()];
  for (const [share, measured] of shares.entries()) addShare(rows, { texts, names }, share, measured);
  return {
    observations: rows.observations.columns(),
    items: rows.items.columns(),
    remarks: rows.remarks.columns(),
    spans: rows.spans.columns(),
    texts: [texts.all],
    pulls: rows.pulls.columns(),
    reviews: rows.reviews.columns(),
    changes: rows.changes.columns(),
    authors: rows.authors.columns(),
    names: [names.all],
  };
}

type TableRows = Record<Exclude<TableName, 'texts' | 'names'>, Rows>;

/** What numbers stand for. */
type Numbered = Record<'texts' | 'names', TextTable>;

function addShare(rows: TableRows, { texts, names }: Numbered, share: number, measured: MeasuredShare): void {
  const { measurements, pullRequests } = measured;
  const items = itemNumbers();
  const personOf = (name: string | null): number => (name === null ? 0 : names.numberOf(name));
  const sharedId = (id: string): string | null => (measured.shared ? id : null);
  const addRemarks = (metric: number, kind: RemarkKind, remarks: readonly Remark[]): void => {
    for (const { id, at, text } of remarks)
      rows.remarks.add(share, metric, remarkKinds.indexOf(kind), sharedId(id), at, texts.numberOf(text));
  };
  const inOrderOfTime = orders();
  const addObservations = (
    metric: number,
    clock: number,
    phase: number,
    observations: readonly Observation[],
  ): void => {
    const numbers = new Uint32Array(observations.length);
    const moments = new Float64Array(observations.length);
    observations.forEach(({ item, at }, row) => {
      numbers[row] = items.numberOf(item);
      moments[row] = at;
    });
    const places = numbers.map((_, row) => row);
    const order = inOrderOfTime(places, moments, places);
    const until = new Float64Array(order.length);
    const value = new Float64Array(order.length);
    const of = new Float64Array(order.length);
    const settledAt = new Float64Array(order.length);
    const cluster = new Uint32Array(order.length);
    const note = new Uint32Array(order.length);
    for (let row = 0; row < order.length; row += 1) {
      const observation = observations[numberAt(order, row)];
      if (observation === undefined) throw new RangeError(`no observation ${row}`);
      until[row] = observation.until ?? Number.NaN;
      value[row] = observation.value;
      of[row] = observation.of ?? Number.NaN;
      settledAt[row] = observation.settledAt ?? Number.NaN;
      cluster[row] = observation.cluster === undefined ? 0 : texts.numberOf(observation.cluster);
      note[row] = observation.note === null ? 0 : texts.numberOf(legible(observation.note));
    }
    rows.observations.addAll(order.length, [
      share,
      metric,
      clock,
      phase,
      indexesAt(numbers, order),
      numbersAt(moments, order),
      until,
      value,
      of,
      settledAt,
      cluster,
      note,
    ]);
  };
  const addSpans = (metric: number, spans: readonly Span[]): void => {
    for (const { id, from, to, item } of spans)
      rows.spans.add(
        share,
        metric,
        sharedId(id),
        from,
        to ?? Number.NaN,
        item === undefined ? 0 : items.numberOf(item) + 1,
      );
  };
  for (const [metric, measurement] of measurements.entries()) {
    // To what the metric does not apply, nothing of it counts.
    if (measurement.notApplicable !== null) continue;
    for (const [clock, each] of [measurement, measured.inWorkingTime?.[metric]].entries()) {
      addObservations(metric, clock, 0, each?.observations ?? []);
      for (const [index, { observations }] of (each?.phases ?? []).entries())
        addObservations(metric, clock, index + 1, observations);
    }
    addRemarks(metric, 'excluded', measurement.excluded);
    addRemarks(metric, 'unknown', measurement.unknown);
    addRemarks(metric, 'remarks', measurement.remarks);
    addSpans(metric, measurement.open);
  }
  addRemarks(0, 'excludedMerges', pullRequests.excluded);
  addRemarks(0, 'openedByBots', pullRequests.openedByBots);
  addWork(rows, share, pullRequests, items, personOf);
  const authors = new Map<string, string>();
  for (const { author, at, commit } of measured.changes) {
    if (at !== null) rows.changes.add(share, personOf(author), at);
    if (author !== null && commit !== null) authors.set(commit, author);
  }
  for (const [number, { id, kind }] of items.items.entries()) {
    const author = kind === 'commit' ? authors.get(id) : undefined;
    if (author !== undefined) rows.authors.add(share, number, personOf(author));
  }
  addItems(rows.items, share, measured, items, (text) => (text === null ? 0 : texts.numberOf(text)));
}

/** The pull requests that people opened, with every review by another person. */
function addWork(
  { pulls, reviews }: Pick<TableRows, 'pulls' | 'reviews'>,
  share: number,
  { lives, merged }: MeasuredShare['pullRequests'],
  items: ItemNumbers,
  personOf: (name: string | null) => number,
): void {
  const mergedAt = new Map(merged.map((life) => [life.row, life.mergedAt]));
  for (const { row, item, byBot, knownFrom, endedAt, reviews: own } of lives) {
    if (byBot) continue;
    const number = items.numberOf(item);
    pulls.add(
      share,
      number,
      personOf(nameOf(row.author)),
      knownFrom,
      endedAt ?? Number.NaN,
      mergedAt.get(row) ?? Number.NaN,
    );
    for (const { by, at } of own) reviews.add(share, number, personOf(nameOf(by)), at);
  }
}

/** @returns null for a deleted account */
function nameOf(actor: Actor): string | null {
  return actor !== null && 'person' in actor ? actor.person : null;
}

function addItems(
  rows: Rows,
  share: number,
  { repository, traits }: MeasuredShare,
  { items, numberOf, numberOfId }: ItemNumbers,
  textOf: (text: string | null) => number,
): void {
  const traitsAt: Traits[] = [];
  for (const pullRequest of traits) traitsAt[numberOf(pullRequest.item)] = pullRequest;
  for (const [number, { id, kind, title, url }] of items.entries()) {
    // A part of a pull request, such as `owner/name#12 round 2`, belongs to what that belongs to.
    const end = id.indexOf(' ');
    const whole = end < 0 ? number : (numberOfId(id.slice(0, end)) ?? number);
    rows.add(
      share,
      number,
      legible(id),
      kind,
      legible(title),
      url,
      textOf(isOf(id, repository) ? repository : null),
      textOf(traitsAt[whole]?.size ?? null),
      textOf(traitsAt[whole]?.kind ?? null),
      whole,
    );
  }
}

/** Whether something is `owner/name#12`, `owner/name@0f1e2d` or `owner/name …` of this repository. */
function isOf(id: string, repository: string): boolean {
  return id.startsWith(repository) && [' ', '#', '@'].includes(id.charAt(repository.length));
}

/** Numbers items from 0 in the order in which they come, each once. */
interface ItemNumbers {
  items: readonly Item[];
  numberOf: (item: Item) => number;
  /** @returns nothing for an identifier that no item has */
  numberOfId: (id: string) => number | undefined;
}

function itemNumbers(): ItemNumbers {
  const numbers = new Map<string, number>();
  const items: Item[] = [];
  const add = (item: Item, key: string): number => {
    numbers.set(key, items.length);
    return items.push(item) - 1;
  };
  // Metrics may call one thing by different titles.
  const same = (a: Item | undefined, b: Item): boolean =>
    a === b || (a?.title === b.title && a.url === b.url && a.kind === b.kind);
  const find = (item: Item): number => {
    const known = numbers.get(item.id) ?? add(item, item.id);
    if (same(items[known], item)) return known;
    const key = JSON.stringify([item.id, item.kind, item.title, item.url]);
    return numbers.get(key) ?? add(item, key);
  };
  let last = -1;
  return {
    items,
    numberOfId: (id) => numbers.get(id),
    numberOf: (item) => {
      // Most metrics go through the same items in the same order.
      last = items[last + 1] === item ? last + 1 : find(item);
      return last;
    },
  };
}

/** A column as its rows come: numbers with room to grow, or texts. */
type Growing = { numbers: Float64Array | Uint32Array } | { texts: (string | null)[] };

/** A table's rows as they come. */
class Rows {
  readonly #columns: Growing[];
  #length = 0;
  #room = 1024;

  constructor(schema: TableSchema) {
    this.#columns = Object.values(schema).map((type) => {
      if (type === 'VARCHAR') return { texts: [] };
      return { numbers: type === 'DOUBLE' ? new Float64Array(this.#room) : new Uint32Array(this.#room) };
    });
  }

  add(...row: readonly (number | string | null)[]): void {
    if (this.#length === this.#room) this.#grow();
    for (let index = 0; index < row.length; index += 1) {
      const column = this.#columns[index];
      const value = row[index];
      if (column === undefined || value === undefined) throw new RangeError(`no column ${index}`);
      if ('texts' in column) column.texts.push(value === null ? null : String(value));
      else column.numbers[this.#length] = Number(value);
    }
    this.#length += 1;
  }

  /** @param columns in order, each with as many numbers as there are rows, or one that all rows have */
  addAll(length: number, columns: readonly (Float64Array | Uint32Array | number)[]): void {
    while (this.#length + length > this.#room) this.#grow();
    for (const [index, numbers] of columns.entries()) {
      const column = this.#columns[index];
      if (column === undefined || 'texts' in column) throw new RangeError(`no column of numbers ${index}`);
      if (typeof numbers === 'number') column.numbers.fill(numbers, this.#length, this.#length + length);
      else column.numbers.set(numbers, this.#length);
    }
    this.#length += length;
  }

  columns(): Column[] {
    return this.#columns.map((column) =>
      'texts' in column ? column.texts : column.numbers.subarray(0, this.#length),
    );
  }

  #grow(): void {
    this.#room *= 2;
    for (const column of this.#columns) {
      if ('texts' in column) continue;
      const { numbers } = column;
      column.numbers =
        numbers instanceof Float64Array ? new Float64Array(this.#room) : new Uint32Array(this.#room);
      column.numbers.set(numbers);
    }
  }
}
