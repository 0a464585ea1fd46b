import { didYouMean } from '../../facts/didYouMean.ts';
import { quoted } from '../../facts/duckdb.ts';
import { numberAt } from '../../facts/numberAt.ts';
import { Problem } from '../../facts/problem.ts';
import { columnSql, type Terms } from './columnSql.ts';
import { linesOf } from './csvText.ts';
import type { Declaration, TableDeclaration } from './declaration.ts';
import type { ExportFile } from './exportFiles.ts';
import { readableJson, readableText, wholeText } from './readable.ts';
import { type Sandbox, SqlError } from './sandbox.ts';
import { xmlAsJson } from './xml.ts';

/** A row that is neither a fact nor an observation. */
export interface SetAside {
  reason: string;
  count: number;
  /** `file:line` of the first one; for JSON, Parquet and XML the number of the row. */
  first: string;
}

/** A table of an import, in the sandbox under its name. */
export interface LoadedTable {
  name: string;
  /** In the order of their numbers in the column `file`. */
  files: readonly ExportFile[];
  /** Rows of each file. */
  rows: readonly number[];
  setAside: SetAside[];
  /** @returns where a row is, by the columns `file` and `row` that it carries */
  placeOf: (file: number, row: number) => Promise<string>;
}

type Format = NonNullable<TableDeclaration['format']>;

/** What reads a file's rows. */
interface Source {
  /** A relation in SQL. */
  sql: string;
  /** The expressions of the cells of a column; none where the file lacks it. */
  cells: (headers: readonly string[]) => string[];
  isJson: boolean;
  /** Why a row as a whole is wrong, in SQL; null for no reason. */
  fault: string;
  /** Names that the file has; for JSON unknown until it is read. */
  names: readonly string[];
  /** @returns places of rows by their number in the file, from 0; refused rows are counted */
  places: (numbers: readonly number[]) => Promise<string[]>;
  /** Rows that the database refused to read. */
  refused: () => Promise<{ number: number; reason: string }[]>;
}

/**
 * Reads the files of a table into the sandbox: a view of that name, with typed columns, with `file` and `row`, and with `dated` and `file_name` of the file.
 * @throws Problem (exit 2) for a file that lacks a column, is incomplete or cannot be read
 */
export async function loadTable(
  sandbox: Sandbox,
  name: string,
  table: TableDeclaration,
  files: readonly ExportFile[],
  declaration: Declaration,
  temporary: string,
): Promise<LoadedTable> {
  const terms: Terms = { writing: table, timeZone: declaration.timeZone, currency: declaration.currency };
  const typed = `_typed_${name}`;
  const sources: Source[] = [];
  /** By file, the number of its first row in the table. */
  const begins: number[] = [];
  const rows: number[] = [];
  let total = 0;
  for (const [number, file] of files.entries()) {
    const source = await sourceOf(sandbox, file, table, number, name, temporary);
    const columns = Object.entries(table.columns).map(([column, declared]) => {
      const cells = source.cells([declared.from].flat());
      if (cells.length === 0 && !declared.optional)
        throw missingColumn(file, column, declared.from, source.names);
      if (cells.length > 1 && declared.as !== 'list') throw repeatedColumn(file, declared.from, cells.length);
      return columnSql(
        column,
        declared,
        cells.length === 0 ? ['NULL::VARCHAR'] : cells,
        source.isJson,
        terms,
      );
    });
    const faults = columns.flatMap(({ fault }) => (fault === null ? [] : [fault]));
    const select = `SELECT ${number}::UINTEGER AS file,
      ${columns.map(({ name, value }) => `${value} AS "${name}"`).join(',\n')},
      coalesce(${[source.fault, ...faults].join(',\n')}) AS problem
      FROM ${source.sql}`;
    await readingOf(file, () =>
      sandbox.run(number === 0 ? `CREATE TABLE ${typed} AS ${select}` : `INSERT INTO ${typed} ${select}`),
    );
    const counted = await count(sandbox, typed);
    begins.push(total);
    rows.push(counted - total);
    sources.push(source);
    if (source.isJson && counted > total) {
      await expectWholeLines(sandbox, typed, file);
      await expectFields(sandbox, source, file, table);
    }
    total = counted;
  }
  const refused = await Promise.all(sources.map((source) => source.refused()));
  const placeOf = async (file: number, row: number): Promise<string> => {
    const inFile = row - numberAt(begins, file);
    const skipped = refused[file] ?? [];
    let number = inFile;
    for (const { number: each } of skipped) if (each <= number) number += 1;
    const [place] = (await sources[file]?.places([number])) ?? [];
    return place ?? `row ${row + 1}`;
  };
  const setAside: SetAside[] = [];
  for (const [file, own] of refused.entries())
    for (const [reason, same] of Map.groupBy(own, ({ reason }) => reason)) {
      const [first] = (await sources[file]?.places(same.slice(0, 1).map(({ number }) => number))) ?? [];
      setAside.push({ reason, count: same.length, first: first ?? '' });
    }
  const wrong = await sandbox.rows(
    `SELECT problem AS reason, count(*) AS count, arg_min(file, rowid) AS file, min(rowid) AS "row" FROM ${typed} WHERE problem IS NOT NULL GROUP BY problem ORDER BY problem`,
  );
  for (const { reason, count, file, row } of wrong.map(wrongRow))
    setAside.push({ reason, count, first: await placeOf(file, row) });
  const conflicts = await keepLatest(sandbox, name, typed, table, files);
  for (const { reason, count, file, row } of conflicts)
    setAside.push({ reason, count, first: await placeOf(file, row) });
  const refusedRows = refused.map((own) => own.length);
  expectSomeRows(files, [...rows, ...refusedRows], setAside);
  return { name, files, rows, setAside, placeOf };
}

const wrongRow = (row: unknown): { reason: string; count: number; file: number; row: number } => {
  const fields = new Map(typeof row === 'object' && row !== null ? Object.entries(row) : []);
  return {
    reason: String(fields.get('reason')),
    count: Number(fields.get('count')),
    file: Number(fields.get('file')),
    row: Number(fields.get('row')),
  };
};

async function count(sandbox: Sandbox, table: string): Promise<number> {
  const [row] = await sandbox.rows(`SELECT count(*) AS count FROM ${table}`);
  return wrongRow(row).count;
}

/**
 * Makes the view that SQL sees: of rows with the same key the latest, and none that is wrong.
 * @returns rows that contradict one another, of which none is kept
 */
async function keepLatest(
  sandbox: Sandbox,
  name: string,
  typed: string,
  { key, updated, columns }: TableDeclaration,
  files: readonly ExportFile[],
): Promise<{ reason: string; count: number; file: number; row: number }[]> {
  const names = Object.keys(columns).map((column) => `"${column}"`);
  const dates = files.map(({ dated }) => `to_timestamp(${dated / 1000})`);
  const called = files.map((file) => quoted(file.name));
  const ofFile = `[${dates.join(', ')}][file + 1] AS dated, [${called.join(', ')}][file + 1] AS file_name`;
  const sound = `SELECT ${names.join(', ')}, file, rowid AS "row", ${ofFile} FROM ${typed} WHERE problem IS NULL`;
  if (key === undefined) {
    await sandbox.run(`CREATE VIEW "${name}" AS ${sound}`);
    return [];
  }
  const keys = key.map((column) => `"${column}"`).join(', ');
  const order = updated === undefined ? 'file DESC' : `"${updated}" DESC NULLS LAST, file DESC`;
  await sandbox.run(`CREATE TABLE _latest_${name} AS
    SELECT *, count(DISTINCT content) OVER (PARTITION BY ${keys}) AS versions FROM (
      SELECT *, hash(${names.map((column) => `${column}::VARCHAR`).join(', ')}) AS content,
        rank() OVER (PARTITION BY ${keys} ORDER BY ${order}) AS place FROM (${sound}))
    WHERE place = 1 ORDER BY "row"`);
  await sandbox.run(`CREATE VIEW "${name}" AS SELECT ${names.join(', ')}, file, "row", dated, file_name FROM _latest_${name}
    WHERE versions = 1 QUALIFY row_number() OVER (PARTITION BY ${keys} ORDER BY "row") = 1`);
  const rows = await sandbox.rows(
    `SELECT count(*) AS count, arg_min(file, "row") AS file, min("row") AS "row" FROM _latest_${name} WHERE versions > 1 HAVING count(*) > 0`,
  );
  const reason = `the same ${key.map((column) => `\`${column}\``).join(', ')} as another row, with other values and no later \`updated\``;
  return rows.map((row) => ({ ...wrongRow(row), reason }));
}

/**
 * When nothing can be read, the file is of another tool or the declaration is wrong.
 * @param rows of each file, and those that the database refused
 */
function expectSomeRows(
  files: readonly ExportFile[],
  rows: readonly number[],
  setAside: readonly SetAside[],
): void {
  const read = rows.reduce((sum, each) => sum + each, 0);
  const wrong = setAside.reduce((sum, { count }) => sum + count, 0);
  const [most] = setAside.toSorted((a, b) => b.count - a.count);
  if (most === undefined || wrong < read || wrong === 0) return;
  const file = files.find(({ name }) => most.first.startsWith(name)) ?? files[0];
  throw new Problem({
    place: file === undefined ? most.first : `${file.path}${most.first.slice(file.name.length)}`,
    found: `not one row that can be used: ${most.reason} (${most.count} ${most.count === 1 ? 'row' : 'rows'})`,
    expected: 'rows as the import declares them',
    remedy:
      'Correct the columns in the import, or put the file of the right tool there. What was stored stays.',
    exitCode: 2,
  });
}

async function sourceOf(
  sandbox: Sandbox,
  file: ExportFile,
  table: TableDeclaration,
  number: number,
  name: string,
  temporary: string,
): Promise<Source> {
  const format = table.format ?? formatOf(file);
  switch (format) {
    case 'csv':
    case 'tsv':
      return csvSource(
        sandbox,
        file,
        table,
        format === 'tsv' ? '\t' : table.delimiter,
        `${name}_${number}`,
        temporary,
      );
    case 'parquet':
      return parquetSource(sandbox, file);
    case 'xml':
      return jsonSource(file, await xmlAsJson(file, temporary), table.rows, false);
    default:
      return jsonSource(file, await readableJson(file, temporary), table.rows, format === 'ndjson');
  }
}

function formatOf({ name, path }: ExportFile): Format {
  const end = /\.(\w+?)(?:\.gz)?$/.exec(name)?.[1]?.toLowerCase() ?? '';
  const known: Record<string, Format> = {
    csv: 'csv',
    txt: 'csv',
    tsv: 'tsv',
    json: 'json',
    ndjson: 'ndjson',
    jsonl: 'ndjson',
    parquet: 'parquet',
    xml: 'xml',
  };
  const format = known[end];
  if (format !== undefined) return format;
  throw new Problem({
    place: path,
    found: `a name that ends in \`${end}\``,
    expected: 'csv, tsv, json, ndjson, parquet or xml, with or without `.gz`',
    remedy: 'Declare `format` for this table, or rename the file.',
    exitCode: 2,
  });
}

const REFUSALS: Record<string, string> = {
  'TOO MANY COLUMNS': 'more cells than the header has',
  'MISSING COLUMNS': 'fewer cells than the header has',
  'UNQUOTED VALUE': 'a quote that is not closed, or text after a closing quote',
  'LINE SIZE OVER MAXIMUM': 'a line of more than 16 MB',
  'INVALID ENCODING': 'bytes that are not UTF-8',
};

const NO_FAULT = 'NULL::VARCHAR';
const NOT_JSON = 'a line that is not JSON';

async function csvSource(
  sandbox: Sandbox,
  file: ExportFile,
  table: TableDeclaration,
  delimiter: string,
  label: string,
  temporary: string,
): Promise<Source> {
  const { path, header, linesBefore } = await readableText(file, table, delimiter, temporary);
  const lower = header.map((cell) => cell.replace(/^\uFEFF/, '').toLowerCase());
  const columns = header.map((_, index) => `'c${index}': 'VARCHAR'`).join(', ');
  const rejects = `rejects_${label}`;
  const places = async (numbers: readonly number[]): Promise<string[]> => {
    // The header is the first row.
    const lines = linesOf(await wholeText(path), delimiter, new Set(numbers.map((each) => each + 1)));
    return numbers.map((each) => `${file.name}:${(lines.get(each + 1) ?? 1) + linesBefore}`);
  };
  return {
    sql: `read_csv(${quoted(path)}, auto_detect = false, header = true, delim = ${quoted(delimiter)}, quote = '"', escape = '"',
      columns = {${columns}}, strict_mode = true, ignore_errors = true, store_rejects = true, max_line_size = 16777216,
      rejects_table = '${rejects}', rejects_scan = '${rejects}_scan', rejects_limit = 1000000)`,
    cells: (headers) => {
      const wanted = headers.map((each) => each.toLowerCase());
      // The first alias that the file has.
      const alias = wanted.find((each) => lower.includes(each));
      return lower.flatMap((cell, index) => (cell === alias ? [`c${index}`] : []));
    },
    isJson: false,
    fault: NO_FAULT,
    names: header,
    places,
    refused: async () => {
      const rows = await sandbox.rows(
        `SELECT line - 2 AS "row", error_type::VARCHAR AS reason FROM ${rejects} ORDER BY line`,
      );
      const seen = new Map(
        rows.map(wrongRow).map(({ row, reason }) => [row, REFUSALS[reason] ?? reason.toLowerCase()]),
      );
      const refused = Array.from(seen, ([number, reason]) => ({ number, reason }));
      await expectWhole(file, path, refused.at(-1));
      return refused;
    },
  };
}

/** A file that is still being copied ends in the middle of a row. */
async function expectWhole(
  file: ExportFile,
  path: string,
  last: { number: number; reason: string } | undefined,
): Promise<void> {
  if (last === undefined || !/^fewer|^a quote/.test(last.reason)) return;
  const text = await wholeText(path);
  if (/\n\s*$/.test(text)) return;
  const lines = text.split('\n').length;
  throw incomplete(`${file.path}:${lines}`, `a last row with ${last.reason}, and no line end after it`);
}

/** The same for a file of lines of JSON. */
async function expectWholeLines(sandbox: Sandbox, typed: string, file: ExportFile): Promise<void> {
  const [last] = await sandbox.rows(`SELECT problem AS reason FROM ${typed} ORDER BY rowid DESC LIMIT 1`);
  if (last === undefined || wrongRow(last).reason !== NOT_JSON) return;
  if (/\n\s*$/.test(await wholeText(file.path))) return;
  throw incomplete(file.path, `a last line that is not JSON, and no line end after it`);
}

function incomplete(place: string, found: string): Problem {
  return new Problem({
    place,
    found: `${found}: the file is not complete`,
    expected: 'a complete file',
    remedy: 'Wait until it is copied, then run `npm run import` again. What was stored stays.',
    exitCode: 1,
  });
}

async function parquetSource(sandbox: Sandbox, file: ExportFile): Promise<Source> {
  const sql = `read_parquet(${quoted(file.path)})`;
  const columns = await readingOf(file, () => sandbox.columnsOf(`SELECT * FROM ${sql}`));
  const names = columns.map(({ name }) => name);
  return {
    sql,
    cells: (headers) => {
      const found = names.find((name) => headers.some((each) => each.toLowerCase() === name.toLowerCase()));
      return found === undefined ? [] : [`"${found.replaceAll('"', '""')}"::VARCHAR`];
    },
    isJson: false,
    fault: NO_FAULT,
    names,
    places: async (numbers) => numbers.map((each) => `${file.name} (row ${each + 1})`),
    refused: async () => [],
  };
}

function jsonSource(file: ExportFile, path: string, rows: string | undefined, lines: boolean): Source {
  const read = `read_json_objects(${quoted(path)}, format = '${lines ? 'newline_delimited' : rows === undefined ? 'auto' : 'unstructured'}', maximum_object_size = ${largestObject(file, lines)}${lines ? ', ignore_errors = true' : ''})`;
  const sql =
    rows === undefined
      ? `(SELECT json AS j FROM ${read})`
      : `(SELECT unnest(CASE json_type(json_extract(json, ${quoted(jsonPath(rows))})) WHEN 'ARRAY' THEN json_extract(json, ${quoted(`${jsonPath(rows)}[*]`)}) ELSE [json_extract(json, ${quoted(jsonPath(rows))})] END) AS j FROM ${read})`;
  return {
    sql,
    cells: (headers) => {
      const each = headers.map((header) => `json_extract(j, ${quoted(jsonPath(header))})`);
      return [each.length === 1 ? (each[0] ?? '') : `coalesce(${each.join(', ')})`];
    },
    isJson: true,
    fault: lines ? `CASE WHEN j IS NULL THEN '${NOT_JSON}' END` : NO_FAULT,
    names: [],
    places: async (numbers) => numbers.map((each) => `${file.name} (row ${each + 1})`),
    refused: async () => [],
  };
}

/** The database keeps twice this much in memory for each thread, whatever the file holds. */
function largestObject({ name, size }: ExportFile, lines: boolean): number {
  if (lines) return 2 ** 24;
  return name.endsWith('.gz') ? 2 ** 26 : Math.max(2 ** 20, size * 2);
}

/** @returns a path of names and places, such as `fields.labels[0]`, as the database writes it */
function jsonPath(path: string): string {
  const steps = path.split('.').map((step) => {
    const [, name = step, places = ''] = /^(.*?)((?:\[\d+\])*)$/.exec(step) ?? [];
    return `${name === '' ? '' : `."${name.replaceAll('"', '\\"')}"`}${places}`;
  });
  return `$${steps.join('')}`;
}

/** A field that no row has is missing, as a column would be. */
async function expectFields(
  sandbox: Sandbox,
  source: Source,
  file: ExportFile,
  table: TableDeclaration,
): Promise<void> {
  const wanted = Object.entries(table.columns).filter(([, { optional }]) => !optional);
  const checks = wanted.map(([, { from }], index) => {
    const some = [from].flat().map((each) => `json_exists(j, ${quoted(jsonPath(each))})`);
    return `bool_or(${some.join(' OR ')}) AS c${index}`;
  });
  if (checks.length === 0) return;
  const [row] = await sandbox.rows(
    `SELECT ${checks.join(', ')}, any_value(json_keys(j)) AS names FROM ${source.sql}`,
  );
  const found = new Map(typeof row === 'object' && row !== null ? Object.entries(row) : []);
  const keys: unknown = found.get('names');
  for (const [index, [column, { from }]] of wanted.entries())
    if (found.get(`c${index}`) !== true)
      throw missingColumn(file, column, from, Array.isArray(keys) ? keys.map(String) : []);
}

function missingColumn(
  { path }: ExportFile,
  column: string,
  from: string | readonly string[],
  names: readonly string[],
): Problem {
  const [wanted = column, ...others] = [from].flat();
  const shown = names.slice(0, 15).join(', ');
  const delimiter = names.length === 1 ? /[;\t|,]/.exec(names[0] ?? '')?.[0] : undefined;
  return new Problem({
    place: path,
    found: `no column \`${wanted}\`${others.length === 0 ? '' : `, \`${others.join('`, `')}\``}; ${names.length === 0 ? 'the rows have no fields' : `there are: ${shown}${names.length > 15 ? ', …' : ''}`}`,
    expected: `the column that the import calls \`${column}\``,
    remedy:
      delimiter !== undefined
        ? `Declare what separates its cells: ${delimiter === '\t' ? '`format: tsv`' : `\`delimiter: "${delimiter}"\``}.`
        : names.length === 0
          ? 'Declare `rows` where the list is inside an object, and `format: json` for a list in a file of another name.'
          : `Export it with that column, add its header under \`from\`, or put the file of the right tool there.${didYouMean(wanted, names)}`,
    exitCode: 2,
  });
}

function repeatedColumn({ path }: ExportFile, from: string | readonly string[], times: number): Problem {
  return new Problem({
    place: path,
    found: `the header \`${[from].flat()[0]}\` ${times} times`,
    expected: 'it once, or `as: list`, which takes every value',
    remedy: 'Declare `as: list` for this column, or remove the others from the export.',
    exitCode: 2,
  });
}

/** Names the file in what the database says about it. */
async function readingOf<Result>(file: ExportFile, work: () => Promise<Result>): Promise<Result> {
  try {
    return await work();
  } catch (cause) {
    if (!(cause instanceof SqlError)) throw cause;
    throw new Problem({
      place: file.path,
      found: cause.message.split('\n')[0] ?? '',
      expected: 'a complete file of its format',
      remedy: 'Copy it again: it may still have been on its way. What was stored stays.',
      cause,
    });
  }
}
