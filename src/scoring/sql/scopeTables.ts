import type { Database, Selection } from '../../facts/duckdb.ts';
import { at as numberAt } from '../../metrics/populations/columns.ts';
import { once } from '../../metrics/populations/once.ts';
import { evidenceCopy } from '../../scorecard/evidenceFile.ts';
import { type Evidence, type EvidenceItem, itemSchema } from '../../scorecard/schema.ts';
import type { TeamPart } from '../collect.ts';
import type { EvidenceColumns } from '../influence.ts';
import { noRows, type OpenSpans, type Remarks, type Rows } from '../observationRows.ts';
import { type ItemSegments, NO_AUTHOR } from '../segments.ts';
import { type TextTable, textTable } from '../textTable.ts';
import { filesOf, partsTable } from './parts.ts';
import { remarkKinds } from './repositoryTables.ts';

/*
 * All SQL that pools what repositories have into what a scope has. Every query says in which order its rows come:
 * the same tables give the same numbers to the last bit. Identifiers are compared as UTF-8 bytes.
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
  /** Texts by number; 0 is none. */
  texts: TextTable;
  /** @param metrics their numbers */
  pool: (metrics: readonly number[]) => Promise<ReadonlyMap<number, PooledMetric>>;
  segments: () => Promise<ItemSegments>;
  /** @returns items by their numbers */
  describe: (numbers: Iterable<number>) => Promise<Map<number, ItemTexts>>;
  writeEvidence: (file: string, head: Omit<Evidence, 'behind'>, columns: EvidenceColumns) => Promise<void>;
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
  const { folders, rowsOf, each, name: shares } = await partsTable(database, `${name}_parts`, parts);
  const items = `${name}_items`;
  if (folders.length === 0) {
    await database.run(
      `CREATE OR REPLACE TEMP TABLE ${items} (position UINTEGER, item UINTEGER, number UINTEGER, rank UINTEGER)`,
    );
  } else {
    await database.run(`CREATE OR REPLACE TEMP TABLE ${items} AS
      SELECT s.position, r.item, (row_number() OVER (ORDER BY s.position, r.item) - 1)::UINTEGER AS number,
        (dense_rank() OVER (ORDER BY r.id) - 1)::UINTEGER AS rank
      FROM ${rowsOf('items')}`);
  }
  const numbered = await database.select(`SELECT rank FROM ${items} ORDER BY number`);
  const table = textTable();
  /** Every page's evidence describes the items of the scope. */
  const described = once(async () => {
    const all = `${name}_described`;
    await database.run(
      folders.length === 0
        ? `CREATE OR REPLACE TEMP TABLE ${all} (number UINTEGER, id VARCHAR, kind VARCHAR, title VARCHAR, url VARCHAR)`
        : `CREATE OR REPLACE TEMP TABLE ${all} AS SELECT i.number, r.id, r.kind, r.title, r.url
          FROM ${rowsOf('items')} JOIN ${items} i ON i.position = s.position AND i.item = r.item`,
    );
    return all;
  });
  return {
    ranks: numbered.indexes('rank'),
    texts: table,
    pool: async (metrics) => {
      if (folders.length === 0 || metrics.length === 0) return new Map();
      const only = `r.metric IN (${metrics.join(', ')})`;
      const texts = `${name}_texts`;
      await database.run(`CREATE OR REPLACE TEMP TABLE ${texts} AS
        SELECT text, row_number() OVER (ORDER BY text)::UINTEGER AS number FROM (
          SELECT note AS text FROM ${rowsOf('observations')} WHERE note IS NOT NULL AND ${only}
          UNION SELECT cluster FROM ${rowsOf('observations')} WHERE cluster IS NOT NULL AND ${only}
          UNION SELECT text FROM ${rowsOf('remarks')} WHERE r.kind < 3 AND ${only})`);
      const known = await database.select(`SELECT text FROM ${texts} ORDER BY number`);
      // The database numbers the texts of this query, the scope those of all queries.
      const numbers = Uint32Array.from([0, ...known.texts('text').map((text) => table.numberOf(text ?? ''))]);
      const observations = await database.select(`
        SELECT r.metric, r.phase, i.number AS item, r."at", r.until, r.value, r."of", r.settled_at,
          coalesce(t.number, 0)::UINTEGER AS note, coalesce(c.number, 0)::UINTEGER AS cluster
        FROM ${rowsOf('observations')}
        JOIN ${items} i ON i.position = s.position AND i.item = r.item
        LEFT JOIN ${texts} t ON t.text = r.note
        LEFT JOIN ${texts} c ON c.text = r.cluster
        WHERE ${only}
        ${each('r.metric, r.phase, i.rank', 'r.value DESC,')}
        ORDER BY r.metric, r.phase, r."at", i.rank, s.shared, s.position, r.file_row_number`);
      const remarks = await database.select(`
        SELECT r.metric, r.kind, r."at", t.number AS text
        FROM ${rowsOf('remarks')} JOIN ${texts} t ON t.text = r.text
        WHERE r.kind < 3 AND ${only}
        ${each('r.metric, r.kind, r.id, r.text')}
        ORDER BY r.metric, r.kind, r."at", r.text`);
      const spans = await database.select(`
        SELECT r.metric, r."from", r."to", coalesce(i.number + 1, 0)::UINTEGER AS item
        FROM ${rowsOf('spans')} LEFT JOIN ${items} i ON i.position = s.position AND i.item + 1 = r.item
        WHERE ${only}
        ${each('r.metric, r.id')}
        ORDER BY r.metric, s.shared, s.position, r.file_row_number`);
      return byMetric(observations, remarks, spans, numbers);
    },
    segments: async () => {
      if (folders.length === 0) {
        const none = new Uint32Array();
        return { names: [], repository: none, size: none, kind: none, author: none };
      }
      const names = `${name}_names`;
      await database.run(`CREATE OR REPLACE TEMP TABLE ${names} AS
        SELECT name, row_number() OVER (ORDER BY name)::UINTEGER AS number FROM (
          SELECT repository AS name FROM ${rowsOf('items')} UNION SELECT size FROM ${rowsOf('items')}
          UNION SELECT work FROM ${rowsOf('items')})
        WHERE name IS NOT NULL`);
      const known = await database.select(`SELECT name FROM ${names} ORDER BY number`);
      const rows = await database.select(`
        SELECT coalesce(a.number, 0)::UINTEGER AS repository, coalesce(b.number, 0)::UINTEGER AS size,
          coalesce(c.number, 0)::UINTEGER AS work, coalesce(p.person, ${NO_AUTHOR})::UINTEGER AS author
        FROM ${rowsOf('items')}
        JOIN ${items} i ON i.position = s.position AND i.item = r.item
        LEFT JOIN ${names} a ON a.name = r.repository
        LEFT JOIN ${names} b ON b.name = r.size
        LEFT JOIN ${names} c ON c.name = r.work
        LEFT JOIN ${name}_authors p ON p.position = s.position AND p.item = r.whole
        ORDER BY i.number`);
      return {
        names: known.texts('name').map((each) => each ?? ''),
        repository: rows.indexes('repository'),
        size: rows.indexes('size'),
        kind: rows.indexes('work'),
        author: rows.indexes('author'),
      };
    },
    describe: async (numbers) => {
      const asked = [...new Set(numbers)];
      if (asked.length === 0) return new Map();
      const wanted = `SELECT * FROM ${items} WHERE number IN (${asked.join(', ')})`;
      const places = await database.select(
        `SELECT DISTINCT s.file FROM (${wanted}) i JOIN ${shares} s USING (position) ORDER BY s.file`,
      );
      const concerned = Array.from(places.indexes('file'), (file) => folders[file] ?? '');
      const numberOfFile = Array.from(places.indexes('file'), (file, index) => `WHEN ${file} THEN ${index}`);
      const rows = await database.select(`
        SELECT i.number, r.id, r.kind, r.title, r.url
        FROM (${wanted}) i JOIN ${shares} s USING (position)
        JOIN ${filesOf('items', concerned)} r
          ON r.file_index = CASE s.file ${numberOfFile.join(' ')} END AND r.share = s.share AND r.item = i.item
        ORDER BY i.number`);
      return new Map(Array.from(rows.indexes('number'), (number, index) => [number, itemTexts(rows, index)]));
    },
    writeEvidence: async (file, head, { metrics, notes, metric, position, item, at, value, note }) => {
      await database.run(`CREATE OR REPLACE TEMP TABLE behind (
        metric UINTEGER, position UINTEGER, item UINTEGER, "at" DOUBLE, value DOUBLE, note UINTEGER)`);
      await database.append('behind', [metric, position, item, at, value, note]);
      await database.run(`CREATE OR REPLACE TEMP TABLE behind_metrics (number UINTEGER, metric VARCHAR)`);
      await database.append('behind_metrics', [Uint32Array.from(metrics.keys()), metrics]);
      await database.run(`CREATE OR REPLACE TEMP TABLE behind_notes (number UINTEGER, note VARCHAR)`);
      await database.append('behind_notes', [Uint32Array.from(notes, (_, index) => index + 1), notes]);
      await database.run(
        evidenceCopy(
          file,
          head,
          `SELECT m.metric, d.id, d.kind, d.title, d.url, make_timestamp_ms(b."at"::BIGINT) AS "at",
            nullif(b.value, 'NaN'::DOUBLE) AS value, n.note
          FROM behind b JOIN behind_metrics m ON m.number = b.metric JOIN ${await described()} d ON d.number = b.item
          LEFT JOIN behind_notes n ON n.number = b.note
          ORDER BY b.metric, b.position`,
        ),
      );
    },
  };
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

/** Divides ordered rows by metric, and within it. */
function byMetric(
  observations: Selection,
  remarks: Selection,
  spans: Selection,
  texts: Uint32Array,
): Map<number, PooledMetric> {
  const pooled = new Map<number, PooledMetric & { phases: Map<number, Rows> }>();
  const of = (metric: number) => {
    const known = pooled.get(metric);
    if (known !== undefined) return known;
    const none: Remarks = { at: new Float64Array(), text: new Uint32Array() };
    const made = {
      rows: noRows,
      excluded: none,
      unknown: none,
      remarks: none,
      open: { from: new Float64Array(), to: new Float64Array(), item: new Uint32Array() },
      phases: new Map<number, Rows>(),
    };
    pooled.set(metric, made);
    return made;
  };
  const [item, at, until, value, denominator, settledAt] = [
    observations.indexes('item'),
    observations.numbers('at'),
    observations.numbers('until'),
    observations.numbers('value'),
    observations.numbers('of'),
    observations.numbers('settled_at'),
  ];
  const textsIn = (column: string): Uint32Array =>
    observations.indexes(column).map((number) => (number === 0 ? 0 : numberAt(texts, number)));
  const [cluster, note] = [textsIn('cluster'), textsIn('note')];
  for (const {
    keys: [metric = 0, phase = 0],
    from,
    to,
  } of runs(observations, ['metric', 'phase'])) {
    const rows: Rows = {
      item: item.subarray(from, to),
      at: at.subarray(from, to),
      until: present(until.subarray(from, to)),
      value: value.subarray(from, to),
      of: present(denominator.subarray(from, to)),
      settledAt: present(settledAt.subarray(from, to)),
      cluster: named(cluster.subarray(from, to)),
      note: named(note.subarray(from, to)),
    };
    if (phase === 0) of(metric).rows = rows;
    else of(metric).phases.set(phase, rows);
  }
  const remarkedAt = remarks.numbers('at');
  const text = remarks.indexes('text').map((number) => numberAt(texts, number));
  for (const {
    keys: [metric = 0, kind = 0],
    from,
    to,
  } of runs(remarks, ['metric', 'kind'])) {
    const said = { at: remarkedAt.subarray(from, to), text: text.subarray(from, to) };
    const name = remarkKinds[kind];
    if (name === 'excluded' || name === 'unknown' || name === 'remarks') of(metric)[name] = said;
  }
  const [began, ended, spanItem] = [spans.numbers('from'), spans.numbers('to'), spans.indexes('item')];
  for (const {
    keys: [metric = 0],
    from,
    to,
  } of runs(spans, ['metric']))
    of(metric).open = {
      from: began.subarray(from, to),
      to: ended.subarray(from, to),
      item: spanItem.subarray(from, to),
    };
  return pooled;
}

/** @returns the column, or null when nothing is in it */
function present(column: Float64Array): Float64Array | null {
  return column.every(Number.isNaN) ? null : column;
}

/** @returns the numbers of texts, or null when there is no text */
function named(column: Uint32Array): Uint32Array | null {
  return column.some((number) => number !== 0) ? column : null;
}

/** @returns the runs of rows that have the same numbers in some columns */
function* runs(
  rows: Selection,
  names: readonly string[],
): Generator<{ keys: number[]; from: number; to: number }> {
  const columns = names.map(rows.indexes);
  let from = 0;
  for (let row = 1; row <= rows.length; row += 1) {
    if (row < rows.length && columns.every((column) => column[row] === column[from])) continue;
    yield { keys: columns.map((column) => column[from] ?? 0), from, to: row };
    from = row;
  }
}
