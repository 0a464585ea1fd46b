import type { DuckDBConnection } from '@duckdb/node-api';
import { listOf, quoted } from '../../facts/duckdb.ts';
import { Problem } from '../../facts/problem.ts';
import { MINUTE } from '../../facts/time.ts';

/** What one import may use. */
export interface Limits {
  threads: number;
  /** In megabytes. */
  memory: number;
  /** Milliseconds for each statement. */
  patience: number;
}

/** With one thread, sums of decimals are the same in every reading, and a busy machine does not wait for the other. */
export const LIMITS: Limits = { threads: 1, memory: 700, patience: 5 * MINUTE };

/** A column of a query: its name and DuckDB's type. */
export interface SelectColumn {
  name: string;
  type: string;
}

/** An error of SQL, with the place in its text where that is known. */
export class SqlError extends Error {
  override readonly name = 'SqlError';
  readonly line: number;
  readonly column: number;

  constructor(message: string, line: number, column: number) {
    super(message);
    this.line = line;
    this.column = column;
  }
}

/** A database that reads the exports of one import and nothing else. */
export interface Sandbox {
  /** Runs a statement of this program. */
  run: (sql: string) => Promise<void>;
  /** @returns the rows of a query of this program, each as an object of JSON */
  rows: (sql: string) => Promise<unknown[]>;
  /**
   * Checks a query that a person wrote, and names its columns.
   * @throws SqlError unless it is a single SELECT over tables that exist
   */
  columnsOf: (sql: string) => Promise<SelectColumn[]>;
  close: () => void;
}

/**
 * Opens a database without network, extensions and any file outside some folders. Its settings cannot be changed, and a
 * statement that takes too long is interrupted.
 * @param folders of the exports, and where the program writes
 * @param temporary an existing folder for what does not fit into memory
 * @param timeZone in which SQL sees days and weeks
 */
export async function openSandbox(
  folders: readonly string[],
  temporary: string,
  timeZone: string,
  { threads, memory, patience }: Limits,
): Promise<Sandbox> {
  const { DuckDBInstance, StatementType } = await import('@duckdb/node-api');
  const instance = await DuckDBInstance.create(':memory:', {
    threads: String(threads),
    memory_limit: `${memory}MB`,
    temp_directory: temporary,
    autoinstall_known_extensions: 'false',
    autoload_known_extensions: 'false',
  });
  const connection = await instance.connect();
  const guarded = <Result>(work: () => Promise<Result>): Promise<Result> =>
    withWatchdog(connection, patience, work);
  for (const setting of [
    `TimeZone = ${quoted(timeZone)}`,
    `allowed_directories = ${listOf(folders)}`,
    'enable_external_access = false',
    'lock_configuration = true',
  ])
    await connection.run(`SET ${setting}`);
  await connection.run('CREATE MACRO hours(a, b) AS epoch(b - a) / 3600.0');
  await connection.run('CREATE MACRO days(a, b) AS epoch(b - a) / 86400.0');
  return {
    run: (sql) =>
      guarded(async () => {
        await connection.run(sql);
      }),
    rows: (sql) =>
      guarded(async () => {
        const reader = await connection.runAndReadAll(`SELECT to_json(t)::VARCHAR FROM (${sql}) t`);
        return reader.getRows().map(([json]): unknown => JSON.parse(String(json)));
      }),
    columnsOf: async (sql) => {
      try {
        const statements = await connection.extractStatements(sql);
        if (statements.count !== 1) throw new SqlError(`${statements.count} statements`, 1, 1);
        const prepared = await statements.prepare(0);
        if (prepared.statementType !== StatementType.SELECT)
          throw new SqlError(`a statement of type ${StatementType[prepared.statementType]}`, 1, 1);
        const { columnCount } = prepared;
        return Array.from({ length: columnCount }, (_, index) => ({
          name: prepared.columnName(index),
          type: String(prepared.columnType(index)),
        }));
      } catch (error) {
        throw error instanceof SqlError ? error : placed(error);
      }
    },
    close: () => {
      connection.closeSync();
      instance.closeSync();
    },
  };
}

/** @throws Problem when a statement takes too long */
async function withWatchdog<Result>(
  connection: DuckDBConnection,
  patience: number,
  work: () => Promise<Result>,
): Promise<Result> {
  let late = false;
  const timer = setTimeout(() => {
    late = true;
    connection.interrupt();
  }, patience);
  try {
    return await work();
  } catch (cause) {
    if (!late) throw placed(cause);
    throw new Problem({
      place: 'SQL',
      found: `a statement that ran for more than ${Math.round(patience / 1000)} s`,
      expected: 'a SELECT that ends',
      remedy: 'Look for a join without a condition, or a recursion without an end.',
      exitCode: 2,
      cause,
    });
  } finally {
    clearTimeout(timer);
  }
}

/** The database marks the place with a caret on the next line; it may have shortened the line at its beginning. */
function placed(cause: unknown): SqlError {
  const message = cause instanceof Error ? cause.message : String(cause);
  const text = message.replace(/^Failed to extract statements: /, '').replace(/^(?:\w+ )+Error: /, '');
  const [head = ''] = text.split('\n\nLINE ');
  const found = /\nLINE (?<line>\d+): (?<code>.*)\n(?<caret> *)\^/.exec(text)?.groups;
  if (found === undefined) return new SqlError(head, 1, 1);
  const before = `LINE ${found['line']}: `.length;
  const column = Math.max(1, (found['caret']?.length ?? 0) - before + 1);
  return new SqlError(head, Number(found['line']), column);
}
