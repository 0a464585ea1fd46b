import { bisectRight } from 'd3-array';
import memoize from 'memoize';
import type { Database, Selection } from '../../facts/duckdb.ts';
import { numberAt } from '../../facts/numberAt.ts';
import { elapsed, type TimeBetween } from '../../facts/workingTime.ts';
import { evidenceCopy } from '../../scorecard/evidenceFile.ts';
import { type Evidence, type EvidenceItem, itemSchema } from '../../scorecard/schema.ts';
import { indexesAt, inOrder, numbersAt, orders } from '../columns.ts';
import type { EvidenceColumns } from '../influence.ts';
import { noRows, type OpenSpans, type Remarks, type Rows, rowsAt } from '../observationRows.ts';
import type { ItemSegments } from '../segments.ts';
import type { TeamPart } from '../teamData.ts';
import { type TextTable, textTable } from '../textTable.ts';
import { byKeys, eachOnce, filesOf, foldersOf, partAt, readRows, readTexts, slicesOf } from './partRows.ts';
import { clocks, remarkKinds } from './repositoryTables.ts';

/*
 * Pools what repositories have into what a scope has. Every order is total: the same tables give the same numbers to
 * the last bit. Identifiers are compared as UTF-8 bytes.
 */

/** A metric's rows in a scope, in order of time and then of the items' identifiers. */
export interface PooledMetric {
  rows: Rows;
  excluded: Remarks;
  unknown: Remarks;
  remarks: Remarks;
  open: OpenSpans;
  /** By number from 1 on. */
  phases: ReadonlyMap<number, Rows>;
}

export interface ScopeTables {
  /** By number of each item, the rank of its identifier: equal ones have the same. */
  ranks: Uint32Array;
  /** @returns the scope's number of an item of the part at some place, given that of its repository */
  itemOf: (item: number, part: number) => number;
  /** The same of a text. */
  textOf: (text: number, part: number) => number;
  /** Texts by number; 0 is none. */
  texts: TextTable;
  /** @returns how the team that has an item counts working time */
  workingTimeOf: (item: number) => TimeBetween;
  /**
   * @param metrics their numbers
   * @param clock `working` only for what follows the clock, where that is counted; the calendar when left out
   */
  pool: (
    metrics: readonly number[],
    clock?: (typeof clocks)[number],
  ) => Promise<ReadonlyMap<number, PooledMetric>>;
  /** @param authors by number of each item, who opened it as a pull request */
  segments: (authors: Uint32Array) => Promise<ItemSegments>;
  /** @returns items by their numbers */
  describe: (numbers: Iterable<number>) => Promise<Map<number, ItemTexts>>;
  writeEvidence: (file: string, head: Omit<Evidence, 'behind'>, columns: EvidenceColumns) => Promise<void>;
}

/** @returns how long a row lasts; 0 for what happens at a moment */
function lasting({ at, until }: Rows, row: number): number {
  if (until === null) return 0;
  const end = numberAt(until, row);
  return Number.isNaN(end) ? Number.POSITIVE_INFINITY : end - numberAt(at, row);
}

type ItemTexts = Pick<EvidenceItem, 'id' | 'kind' | 'title' | 'url'>;

/**
 * Opens the tables of a scope.
 * @param name of the scope among those of the database
 * @param parts in the order in which they are pooled
 */
export async function scopeTables(
  database: Database,
  name: string,
  parts: readonly TeamPart[],
): Promise<ScopeTables> {
  const folders = foldersOf(parts);
  const texts = textTable();
  const { ranks, firsts } = await numberItems(database, parts);
  const numbersOfTexts = (await readTexts(database, parts, 'texts')).map((own) =>
    Uint32Array.from([0, ...own.map(texts.numberOf)]),
  );
  const textOf = (number: number, part: number): number => numberAt(numbersOfTexts[part] ?? NONE, number);
  const itemOf = (item: number, part: number): number => item + numberAt(firsts, part);
  const rankOf = (item: number): number => numberAt(ranks, item);
  const partOf = (item: number) => parts[bisectRight(firsts, item) - 1];
  /** What is shared is recognised by its identifier. */
  const id: 'id'[] = parts.some(({ shared }) => shared) ? ['id'] : [];
  const evidence = memoize(() => openEvidence(database, name, parts, firsts, texts));
  return {
    ranks,
    itemOf,
    textOf,
    texts,
    workingTimeOf: (item) => partOf(item)?.workingTime ?? elapsed,
    pool: async (metrics, clock = 'calendar') => {
      const pooled = new Map<number, PooledMetric & { phases: Map<number, Rows> }>();
      if (folders.length === 0 || metrics.length === 0) return pooled;
      const of = (metric = Number.NaN) => {
        const known = pooled.get(metric) ?? nothing();
        pooled.set(metric, known);
        return known;
      };
      const only = `metric IN (${metrics.join(', ')})`;
      const inOrderOfRanks = orders(rankOf);
      const observations = await readRows(database, parts, 'observations', {
        columns: ['item', 'at', 'until', 'value', 'of', 'settled_at', 'cluster', 'note'],
        cut: ['metric', 'phase'],
        where: `clock = ${clocks.indexOf(clock)} AND ${only}`,
      });
      for (const [[metric, phase = 0], part] of byKeys(observations, parts)) {
        const joined: Rows = {
          item: part.indexes('item', itemOf),
          at: part.numbers('at'),
          until: part.present('until'),
          value: part.numbers('value'),
          of: part.present('of'),
          settledAt: part.present('settled_at'),
          cluster: part.named('cluster', textOf),
          note: part.named('note', textOf),
        };
        const { item, at, value } = joined;
        const kept = eachOnce(
          part,
          (row) => rankOf(numberAt(item, row)),
          // In working time teams differ by their hours alone: the first of them counts.
          (row, before) =>
            clock === 'calendar' &&
            (numberAt(value, row) > numberAt(value, before) ||
              (numberAt(value, row) === numberAt(value, before) &&
                lasting(joined, row) > lasting(joined, before))),
        );
        const rows = rowsAt(joined, inOrderOfRanks(kept, at, item));
        if (phase === 0) of(metric).rows = rows;
        else of(metric).phases.set(phase, rows);
      }
      const remarks = await readRows(database, parts, 'remarks', {
        columns: [...id, 'at', 'text'],
        cut: ['metric', 'kind'],
        where: `kind < 3 AND ${only}`,
      });
      for (const [[metric, kind = 0], part] of byKeys(remarks, parts)) {
        const [at, said] = [part.numbers('at'), part.indexes('text', textOf)];
        const kept = eachOnce(part, (row) => JSON.stringify([part.text('id', row), said[row]]));
        const order = inOrder(kept, at);
        const name = remarkKinds[kind];
        if (name === 'excluded' || name === 'unknown' || name === 'remarks')
          of(metric)[name] = { at: numbersAt(at, order), text: indexesAt(said, order) };
      }
      const spans = await readRows(database, parts, 'spans', {
        columns: [...id, 'from', 'to', 'item'],
        cut: ['metric'],
        where: only,
      });
      for (const [[metric], part] of byKeys(spans, parts)) {
        const kept = eachOnce(part, (row) => part.text('id', row));
        const item = part.indexes('item', (number, place) => (number === 0 ? 0 : itemOf(number, place)));
        of(metric).open = {
          from: numbersAt(part.numbers('from'), kept),
          to: numbersAt(part.numbers('to'), kept),
          item: indexesAt(item, kept),
        };
      }
      return pooled;
    },
    segments: async (authors) => {
      const items = await readRows(database, parts, 'items', {
        columns: ['item', 'repository', 'size', 'work', 'whole'],
      });
      const none = () => new Uint32Array(ranks.length);
      const segments = {
        names: texts.all,
        repository: none(),
        size: none(),
        kind: none(),
        author: none(),
        whole: none(),
      };
      for (const [, part] of byKeys(items, parts)) {
        const number = part.indexes('item', itemOf);
        const [repository, size, work] = [
          part.indexes('repository', textOf),
          part.indexes('size', textOf),
          part.indexes('work', textOf),
        ];
        const whole = part.indexes('whole', itemOf);
        for (const [row, item] of number.entries()) {
          segments.repository[item] = numberAt(repository, row);
          segments.size[item] = numberAt(size, row);
          segments.kind[item] = numberAt(work, row);
          segments.author[item] = numberAt(authors, numberAt(whole, row));
          segments.whole[item] = numberAt(whole, row);
        }
      }
      return segments;
    },
    describe: async (numbers) => {
      const asked = Uint32Array.from(new Set(numbers));
      if (asked.length === 0) return new Map();
      const places = asked.map((number) => bisectRight(firsts, number) - 1);
      const partOf = (row: number) => partAt(parts, numberAt(places, row));
      await database.run(
        'CREATE OR REPLACE TEMP TABLE asked (number UINTEGER, file UINTEGER, share UINTEGER, item UINTEGER)',
      );
      await database.append('asked', [
        asked,
        asked.map((_, row) => folders.indexOf(partOf(row).folder)),
        asked.map((_, row) => partOf(row).share),
        asked.map((number, row) => number - numberAt(firsts, numberAt(places, row))),
      ]);
      const rows = await database.select(`
        SELECT a.number, r.id, r.kind, r.title, r.url FROM ${filesOf('items', folders)} r
        JOIN asked a ON a.file = r.file_index AND a.share = r.share AND a.item = r.item ORDER BY a.number`);
      return new Map(Array.from(rows.indexes('number'), (number, row) => [number, itemTexts(rows, row)]));
    },
    writeEvidence: async (...page) => (await evidence())(...page),
  };
}

const NONE = new Uint32Array();

/** Numbers the items of all parts, one part after the other, and ranks them by their identifiers. */
async function numberItems(
  database: Database,
  parts: readonly TeamPart[],
): Promise<{ ranks: Uint32Array; firsts: readonly number[] }> {
  const folders = foldersOf(parts);
  const firsts: number[] = [];
  if (folders.length === 0) return { ranks: new Uint32Array(), firsts };
  const rows = await database.select(`
    SELECT r.file_index::UINTEGER AS file, r.share, (dense_rank() OVER (ORDER BY r.id) - 1)::UINTEGER AS rank
    FROM ${filesOf('items', folders)} r
    WHERE (r.file_index, r.share) IN (${parts.map(({ folder, share }) => `(${folders.indexOf(folder)}, ${share})`).join(', ')})
    ORDER BY r.file_index, r.file_row_number`);
  const ranks = new Uint32Array(rows.length);
  const rank = rows.indexes('rank');
  const slices = new Map(slicesOf(rows, parts, []).map((slice) => [slice.part, slice]));
  let next = 0;
  for (const place of parts.keys()) {
    firsts.push(next);
    const { from, to } = slices.get(place) ?? { from: 0, to: 0 };
    ranks.set(rank.subarray(from, to), next);
    next += to - from;
  }
  return { ranks, firsts };
}

/** @returns how to write evidence that lists items of the scope by their numbers */
async function openEvidence(
  database: Database,
  name: string,
  parts: readonly TeamPart[],
  firsts: readonly number[],
  texts: TextTable,
): Promise<ScopeTables['writeEvidence']> {
  const folders = foldersOf(parts);
  await database.run(`
    CREATE OR REPLACE TEMP TABLE ${name}_parts (file UINTEGER, share UINTEGER, "first" UINTEGER);
    CREATE OR REPLACE TEMP TABLE ${name}_items (number UINTEGER, id VARCHAR, kind VARCHAR, title VARCHAR, url VARCHAR);
    CREATE OR REPLACE TEMP TABLE ${name}_texts (number UINTEGER, text VARCHAR);
    CREATE OR REPLACE TEMP TABLE ${name}_behind (
      metric UINTEGER, name UINTEGER, position UINTEGER, item UINTEGER, "at" DOUBLE, value DOUBLE, note UINTEGER)`);
  await database.append(`${name}_parts`, [
    Uint32Array.from(parts, ({ folder }) => folders.indexOf(folder)),
    Uint32Array.from(parts, ({ share }) => share),
    Uint32Array.from(firsts),
  ]);
  if (folders.length > 0)
    await database.run(`INSERT INTO ${name}_items SELECT p."first" + r.item, r.id, r.kind, r.title, r.url
      FROM ${filesOf('items', folders)} r JOIN ${name}_parts p ON p.file = r.file_index AND p.share = r.share`);
  let stored = 0;
  return async (file, head, { metric, name: called, position, item, at, value, note }) => {
    const added = texts.all.slice(stored);
    await database.append(`${name}_texts`, [
      Uint32Array.from(added, (_, index) => stored + index + 1),
      added,
    ]);
    stored = texts.all.length;
    await database.append(`${name}_behind`, [metric, called, position, item, at, value, note]);
    await database.run(
      evidenceCopy(
        file,
        head,
        `SELECT m.text AS metric, d.id, d.kind, d.title, d.url, make_timestamp_ms(b."at"::BIGINT) AS "at",
          nullif(b.value, 'NaN'::DOUBLE) AS value, n.text AS note
        FROM ${name}_behind b JOIN ${name}_texts m ON m.number = b.name JOIN ${name}_items d ON d.number = b.item
        LEFT JOIN ${name}_texts n ON n.number = b.note
        ORDER BY b.metric, b.position`,
      ),
    );
    await database.run(`TRUNCATE ${name}_behind`);
  };
}

function nothing(): PooledMetric & { phases: Map<number, Rows> } {
  const none: Remarks = { at: new Float64Array(), text: new Uint32Array() };
  const open = { from: new Float64Array(), to: new Float64Array(), item: new Uint32Array() };
  return { rows: noRows, excluded: none, unknown: none, remarks: none, open, phases: new Map() };
}

function itemTexts(rows: Selection, index: number): ItemTexts {
  const text = (name: string): string => rows.texts(name)[index] ?? '';
  return itemSchema.parse({
    id: text('id'),
    kind: text('kind'),
    title: text('title'),
    url: rows.texts('url')[index] ?? null,
  });
}
