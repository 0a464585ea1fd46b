import type { DuckDBConnection, DuckDBVector } from '@duckdb/node-api';
import { Problem } from './problem.ts';

/** A column of a table: numbers without an absence, or texts of which some may be absent. */
export type Column = Float64Array | Uint32Array | readonly (string | null)[];

/** The rows of a query, by column. */
export interface Selection {
  length: number;
  /** @throws RangeError when there is no DOUBLE column of that name */
  numbers: (name: string) => Float64Array;
  /** @throws RangeError when there is no UINTEGER column of that name */
  indexes: (name: string) => Uint32Array;
  /** @throws RangeError when there is no VARCHAR column of that name */
  texts: (name: string) => readonly (string | null)[];
}

/** An embedded database: tables in memory, Parquet files by their paths. */
export interface Database {
  run: (sql: string) => Promise<void>;
  /** Adds rows to a table, given all of its columns in order: DOUBLE, UINTEGER and VARCHAR. */
  append: (table: string, columns: readonly Column[]) => Promise<void>;
  select: (sql: string) => Promise<Selection>;
  close: () => void;
}

type DuckDb = typeof import('@duckdb/node-api');

/**
 * Opens an empty database in memory.
 * @param threads how many threads may work on one query
 * @param load how to load the library
 * @throws Problem when the library has no build for this platform
 */
export async function openDatabase(
  threads: number,
  load: () => Promise<DuckDb> = () => import('@duckdb/node-api'),
): Promise<Database> {
  const duckdb = await load().catch((error: unknown): never => {
    throw missingLibrary(error);
  });
  const instance = await duckdb.DuckDBInstance.create(':memory:', {
    threads: String(threads),
    autoinstall_known_extensions: 'false',
    autoload_known_extensions: 'false',
    // The system keeps files that were just read in memory anyway.
    enable_external_file_cache: 'false',
  });
  const connection = await instance.connect();
  return {
    run: async (sql) => {
      await connection.run(sql);
    },
    append: (table, columns) => append(duckdb, connection, table, columns),
    select: (sql) => select(duckdb, connection, sql),
    close: () => {
      connection.closeSync();
      instance.closeSync();
    },
  };
}

function missingLibrary(cause: unknown): Problem {
  const platform = `${process.platform}-${process.arch}`;
  return new Problem({
    place: `DuckDB on ${platform}`,
    found: cause instanceof Error ? (cause.message.split('\n')[0] ?? '') : String(cause),
    expected: `the package @duckdb/node-bindings-${platform}, which npm installs with @duckdb/node-api`,
    remedy:
      'Run `npm ci` on this machine, with optional dependencies. DuckDB has builds for Linux, macOS and Windows on x64 and arm64; on another platform, run the command in a Linux container.',
    cause,
  });
}

/** DuckDB takes and gives rows in chunks of this size. */
const CHUNK = 2048;

async function append(
  { DuckDBDataChunk }: DuckDb,
  connection: DuckDBConnection,
  table: string,
  columns: readonly Column[],
): Promise<void> {
  const appender = await connection.createAppender(table);
  const types = columns.map((_, index) => appender.columnType(index));
  const length = columns[0]?.length ?? 0;
  for (let from = 0; from < length; from += CHUNK) {
    const to = Math.min(from + CHUNK, length);
    const chunk = DuckDBDataChunk.create(types, to - from);
    for (const [index, column] of columns.entries()) {
      if (isTyped(column)) fill(chunk.getColumnVector(index), column.subarray(from, to));
      else chunk.setColumnValues(index, column.slice(from, to));
    }
    appender.appendDataChunk(chunk);
  }
  appender.closeSync();
}

function isTyped(column: Column): column is Float64Array | Uint32Array {
  return column instanceof Float64Array || column instanceof Uint32Array;
}

function fill(vector: DuckDBVector, column: Float64Array | Uint32Array): void {
  const items = numbersOf(vector);
  if (items?.constructor !== column.constructor)
    throw new RangeError(`a column of ${vector.type} was given other numbers`);
  items.set(column);
  vector.flush();
}

/** @returns the numbers that a vector of DOUBLE or UINTEGER holds; null for another type */
function numbersOf(vector: DuckDBVector): Float64Array | Uint32Array | null {
  if (!('items' in vector)) return null;
  const { items } = vector;
  return items instanceof Float64Array || items instanceof Uint32Array ? items : null;
}

async function select(duckdb: DuckDb, connection: DuckDBConnection, sql: string): Promise<Selection> {
  const result = await connection.stream(sql);
  const names = result.columnNames();
  const columns = names.map((): ReadColumn => ({ numbers: [], indexes: [], texts: [] }));
  let length = 0;
  for (;;) {
    const chunk = await result.fetchChunk();
    if (chunk === null || chunk.rowCount === 0) break;
    const { rowCount } = chunk;
    for (const [index, { numbers, indexes, texts }] of columns.entries()) {
      const vector = chunk.getColumnVector(index);
      const items = numbersOf(vector);
      if (items instanceof Float64Array) numbers.push(items.slice(0, rowCount));
      else if (items instanceof Uint32Array) indexes.push(items.slice(0, rowCount));
      else if (vector instanceof duckdb.DuckDBVarCharVector)
        for (let row = 0; row < rowCount; row += 1) texts.push(vector.getItem(row));
      else
        throw new RangeError(`${names[index]} is of ${vector.type}: cast it to DOUBLE, UINTEGER or VARCHAR`);
    }
    length += rowCount;
  }
  const column = <Type extends keyof ReadColumn>(name: string, type: Type): ReadColumn => {
    const found = columns[names.indexOf(name)];
    if (found === undefined) throw new RangeError(`no column ${name} in: ${sql}`);
    if (length > 0 && found[type].length === 0)
      throw new RangeError(`column ${name} is of another type in: ${sql}`);
    return found;
  };
  return {
    length,
    numbers: (name) => {
      const found = column(name, 'numbers');
      const whole = inOne(found.numbers, () => new Float64Array(length));
      found.numbers = [whole];
      return whole;
    },
    indexes: (name) => {
      const found = column(name, 'indexes');
      const whole = inOne(found.indexes, () => new Uint32Array(length));
      found.indexes = [whole];
      return whole;
    },
    texts: (name) => column(name, 'texts').texts,
  };
}

/** What has come of a column: texts, or numbers of one type by chunk, which become one when they are asked for. */
interface ReadColumn {
  numbers: Float64Array[];
  indexes: Uint32Array[];
  texts: (string | null)[];
}

function inOne<Numbers extends Float64Array | Uint32Array>(
  chunks: readonly Numbers[],
  create: () => Numbers,
): Numbers {
  const [only, ...others] = chunks;
  if (only !== undefined && others.length === 0) return only;
  const whole = create();
  let next = 0;
  for (const chunk of chunks) {
    whole.set(chunk, next);
    next += chunk.length;
  }
  return whole;
}

/** @returns a text as SQL writes it */
export function quoted(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}

/** @returns texts as a list in SQL */
export function listOf(texts: readonly string[]): string {
  return `[${texts.map(quoted).join(', ')}]`;
}
