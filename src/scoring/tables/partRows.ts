import memoize from 'memoize';
import { type Database, listOf, type Selection } from '../../facts/duckdb.ts';
import { numberAt } from '../../facts/numberAt.ts';
import { joinIndexes, joinNumbers } from '../columns.ts';
import type { TeamPart } from '../teamData.ts';
import { type TableName, tableFile, tables } from './repositoryTables.ts';

/** Rows that follow one another, belong to one part and have the same numbers in the columns by which they were cut. */
export interface Slice {
  /** The place of the part. */
  part: number;
  keys: readonly number[];
  from: number;
  to: number;
}

export interface PartRows {
  rows: Selection;
  slices: readonly Slice[];
}

/**
 * Reads the rows of a table that belong to some parts.
 * @param columns to read, by name
 * @param cut columns by whose numbers the rows of a part are cut into slices
 * @param where a condition in SQL
 */
export async function readRows<Table extends TableName>(
  database: Database,
  parts: readonly TeamPart[],
  table: Table,
  {
    columns,
    cut = [],
    where = 'true',
  }: { columns: ColumnsOf<Table>; cut?: ColumnsOf<Table>; where?: string },
): Promise<PartRows> {
  const folders = foldersOf(parts);
  const wanted = ['share', ...cut, ...columns].map((name) => `"${name}"`).join(', ');
  const none = Object.entries(tables[table]).map(([name, type]) => `NULL::${type} AS "${name}"`);
  const rows = await database.select(
    `SELECT file_index::UINTEGER AS file, ${wanted} FROM ${
      folders.length === 0
        ? `(SELECT 0 AS file_index, 0 AS file_row_number, ${none.join(', ')} WHERE false)`
        : filesOf(table, folders)
    } WHERE ${where} ORDER BY file_index, file_row_number`,
  );
  return { rows, slices: slicesOf(rows, parts, cut) };
}

type ColumnsOf<Table extends TableName> = readonly (keyof (typeof tables)[Table] & string)[];

/**
 * Cuts rows that were read in the order in which they were written.
 * @returns slices in the order in which parts are pooled: those that no other team shares first
 */
export function slicesOf(rows: Selection, parts: readonly TeamPart[], cut: readonly string[]): Slice[] {
  const folders = foldersOf(parts);
  const places = new Map(
    parts.map(({ folder, share }, place) => [`${folders.indexOf(folder)} ${share}`, place]),
  );
  const columns = [rows.indexes('file'), rows.indexes('share'), ...cut.map(rows.indexes)];
  const starts = new Uint8Array(rows.length + 1);
  starts[rows.length] = 1;
  for (const column of columns)
    for (let row = 1; row < rows.length; row += 1) if (column[row] !== column[row - 1]) starts[row] = 1;
  const slices: Slice[] = [];
  let from = 0;
  for (let row = starts.indexOf(1, 1); row > 0; row = starts.indexOf(1, row + 1)) {
    const [file, share, ...keys] = columns.map((column) => numberAt(column, from));
    const part = places.get(`${file} ${share}`);
    if (part !== undefined) slices.push({ part, keys, from, to: row });
    from = row;
  }
  const isShared = ({ part }: Slice): number => (parts[part]?.shared === true ? 1 : 0);
  return slices.sort((a, b) => isShared(a) - isShared(b) || a.part - b.part);
}

/** Some slices of rows, one after the other. */
export interface JoinedRows {
  length: number;
  /** Where rows begin that another team may have, too. */
  sharedFrom: number;
  numbers: (name: string) => Float64Array;
  /** @returns the same; null where every row lacks it */
  present: (name: string) => Float64Array | null;
  /** @param of what becomes of a number of a part */
  indexes: (name: string, of: (number: number, part: number) => number) => Uint32Array;
  /** @returns the same of numbers that are 0 for none, or null when all are */
  named: (name: string, of: (number: number, part: number) => number) => Uint32Array | null;
  text: (name: string, row: number) => string;
  /** @returns the number of the conventions by which a row was counted */
  conventionsAt: (row: number) => number;
}

/** @returns rows that have the same numbers in the columns by which they were cut */
export function byKeys(
  { rows, slices }: PartRows,
  parts: readonly TeamPart[],
): [keys: readonly number[], JoinedRows][] {
  const groups = Map.groupBy(slices, ({ keys }) => keys.join());
  return Array.from(groups.values(), (own) => [own[0]?.keys ?? [], joined({ rows, slices: own }, parts)]);
}

/** @throws RangeError where there is none */
export function partAt(parts: readonly TeamPart[], place: number): TeamPart {
  const part = parts[place];
  if (part === undefined) throw new RangeError(`no part ${place} of ${parts.length}`);
  return part;
}

/** @returns the rows of all slices, one slice after the other */
export function joined({ rows, slices }: PartRows, parts: readonly TeamPart[]): JoinedRows {
  const lengthOf = (some: readonly Slice[]) => some.reduce((sum, { from, to }) => sum + to - from, 0);
  const conventions = memoize(() =>
    slices.flatMap(({ part, from, to }) =>
      new Array<number>(to - from).fill(partAt(parts, part).conventions),
    ),
  );
  const textsOf = memoize((name: string) =>
    slices.flatMap(({ from, to }) => rows.texts(name).slice(from, to)),
  );
  const numbersIn = (name: string) => slices.map(({ from, to }) => rows.numbers(name).subarray(from, to));
  const indexes: JoinedRows['indexes'] = (name, of) => {
    const column = rows.indexes(name);
    return joinIndexes(
      slices.map(({ part, from, to }) => column.subarray(from, to).map((number) => of(number, part))),
    );
  };
  return {
    length: lengthOf(slices),
    sharedFrom: lengthOf(slices.filter(({ part }) => parts[part]?.shared === false)),
    numbers: (name) => joinNumbers(numbersIn(name)),
    present: (name) => {
      const own = numbersIn(name);
      return own.every((column) => column.every(Number.isNaN)) ? null : joinNumbers(own);
    },
    indexes,
    named: (name, of) => {
      const column = rows.indexes(name);
      const isNamed = slices.some(({ from, to }) => column.subarray(from, to).some((number) => number !== 0));
      return isNamed ? indexes(name, of) : null;
    },
    text: (name, row) => textsOf(name)[row] ?? '',
    conventionsAt: (row) => numberAt(conventions(), row),
  };
}

/**
 * Of what several teams share, one row counts: the first, or one that is better. What was counted by other conventions
 * before is another part of the same.
 * @returns the rows that count, in their order
 */
export function eachOnce(
  { length, sharedFrom, conventionsAt }: JoinedRows,
  idOf: (row: number) => string | number,
  isBetter: (row: number, known: number) => boolean = () => false,
): Uint32Array {
  const kept = new Map<string | number, number>();
  for (let row = sharedFrom; row < length; row += 1) {
    const conventions = conventionsAt(row);
    const key = conventions === 0 ? idOf(row) : `${idOf(row)} ${conventions}`;
    const known = kept.get(key);
    if (known === undefined || isBetter(row, known)) kept.set(key, row);
  }
  const rows = new Uint32Array(sharedFrom + kept.size).map((_, row) => row);
  rows.set(
    [...kept.values()].sort((a, b) => a - b),
    sharedFrom,
  );
  return rows;
}

/** @returns by part what the numbers of texts or names in its repository stand for: the first, number 1, comes first */
export async function readTexts(
  database: Database,
  parts: readonly TeamPart[],
  table: 'texts' | 'names',
): Promise<readonly (readonly string[])[]> {
  const folders = foldersOf(parts);
  const texts = folders.map((): string[] => []);
  if (folders.length > 0) {
    const column = Object.keys(tables[table])[0];
    const rows = await database.select(
      `SELECT file_index::UINTEGER AS file, ${column} AS text FROM ${filesOf(table, folders)} ORDER BY file_index, file_row_number`,
    );
    const file = rows.indexes('file');
    for (const [row, text] of rows.texts('text').entries()) texts[numberAt(file, row)]?.push(text ?? '');
  }
  return parts.map(({ folder }) => texts[folders.indexOf(folder)] ?? []);
}

/** @returns the files of a table of some repositories, for a query */
export function filesOf(table: TableName, folders: readonly string[]): string {
  return `read_parquet(${listOf(folders.map((folder) => tableFile(folder, table)))})`;
}

/** @returns the folders of the parts' repositories, each once */
export function foldersOf(parts: readonly TeamPart[]): string[] {
  return [...new Set(parts.map(({ folder }) => folder))];
}
