import { existsSync } from 'node:fs';
import { readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Database, openDatabase, quoted } from '../../../src/facts/duckdb.ts';
import { numberAt } from '../../../src/facts/numberAt.ts';
import { inPeriods, periodName } from '../../../src/facts/periodWords.ts';
import { Problem } from '../../../src/facts/problem.ts';
import { replaceFolder } from '../../../src/facts/replacedFolder.ts';
import { evidenceReader } from '../../../src/scorecard/evidenceFile.ts';
import { scorecardFolder } from '../../../src/scorecard/folder.ts';
import { readComputed } from '../../../src/scorecard/readComputed.ts';
import { type Scorecard, scorecardSchema } from '../../../src/scorecard/schema.ts';
import { csvOf } from '../../../src/views/tableText.ts';
import { type Cell, importRows, type Row, rowsOf } from './exportRows.ts';
import { type CellType, type ExportedColumn, type ExportedTable, exportedTables } from './tables.ts';

export type Format = 'csv' | 'parquet';

const DICTIONARY = 'dictionary.csv';
const SCHEMA = 'schema.json';

export interface ExportOptions {
  /** The data folder of one organisation. */
  data: string;
  /** Names of metrics, by id. */
  titles: ReadonlyMap<string, string>;
  format: Format;
  /** The folder to write; a former export there is replaced. */
  out: string;
}

/**
 * Writes what scorecards show and the items behind it as tables, with a data dictionary and a JSON Schema.
 * @returns the number of rows of each table
 * @throws Problem without scorecards, and (exit 2) for a folder that holds anything but an export
 */
export async function exportTables({
  data,
  titles,
  format,
  out,
}: ExportOptions): Promise<Map<string, number>> {
  await expectExport(out);
  const scorecards = await scorecardsIn(data);
  const database = await openDatabase(1);
  try {
    return await replaceFolder(out, async (folder) => {
      await fill(database, data, scorecards, titles);
      const counts = new Map<string, number>();
      for (const table of exportedTables) {
        const file = join(folder, `${table.name}.${format}`);
        await database.run(copyOf(table, file, format));
        const counted = await database.select(`SELECT count(*)::DOUBLE AS n FROM ${table.name}`);
        counts.set(table.name, numberAt(counted.numbers('n'), 0));
      }
      const sample = scorecards.some((card) => card.sample);
      const say = (text: string) => inPeriods(text, periodName(scorecards.at(-1)?.quarter.id ?? ''));
      await writeFile(join(folder, DICTIONARY), dictionary(say));
      await writeFile(join(folder, SCHEMA), `${JSON.stringify(schema(say), null, 2)}\n`);
      await writeFile(join(folder, 'README.md'), readme(sample, format, say));
      return counts;
    });
  } finally {
    database.close();
  }
}

async function expectExport(out: string): Promise<void> {
  if (!existsSync(out) || existsSync(join(out, DICTIONARY))) return;
  if ((await readdir(out)).length === 0) return;
  throw new Problem({
    place: out,
    found: `a folder that holds something, and no \`${DICTIONARY}\` of an export`,
    expected: 'no folder, an empty one, or a former export, which is replaced',
    remedy: 'Name another folder with `--out`.',
    exitCode: 2,
  });
}

async function scorecardsIn(data: string): Promise<Scorecard[]> {
  const folder = scorecardFolder(data);
  const names = (await readdir(folder, { recursive: true }).catch(() => []))
    .filter((name) => name.endsWith('.json'))
    .sort();
  const cards: Scorecard[] = [];
  for (const name of names) cards.push(await readComputed(join(folder, name), scorecardSchema));
  if (cards.length > 0) return cards;
  throw new Problem({
    place: folder,
    found: 'no scorecards',
    expected: 'computed scorecards, which are what is exported',
    remedy: 'Run `npm run score` first.',
  });
}

async function fill(
  database: Database,
  data: string,
  scorecards: readonly Scorecard[],
  titles: ReadonlyMap<string, string>,
): Promise<void> {
  for (const { name, columns, sql } of exportedTables)
    if (sql === null)
      await database.run(
        `CREATE TABLE ${name} (${columns.map((column) => `"${column.name}" ${storedType(column)}`).join(', ')})`,
      );
  const reader = await evidenceReader();
  try {
    for (const card of scorecards) {
      const file = join(scorecardFolder(data), card.quarter.id, `${card.scope.id}.evidence.parquet`);
      const rows = rowsOf(card, await reader.read(file), titles);
      for (const [name, of] of Object.entries(rows)) await append(database, name, of);
    }
  } finally {
    reader.close();
  }
  await append(database, 'imports', importRows(scorecards));
  for (const { name, sql } of exportedTables)
    if (sql !== null) await database.run(`CREATE TABLE ${name} AS ${sql}`);
}

/** Numbers are stored as such, everything else as text; a number that is absent is NaN. */
function storedType({ type }: ExportedColumn): 'DOUBLE' | 'VARCHAR' {
  return type === 'number' ? 'DOUBLE' : 'VARCHAR';
}

async function append(database: Database, name: string, rows: readonly Row[]): Promise<void> {
  const table = exportedTables.find((each) => each.name === name);
  if (table === undefined || rows.length === 0) return;
  const cell = (row: Row, column: ExportedColumn): Cell => row[column.name] ?? null;
  await database.append(
    name,
    table.columns.map((column) =>
      column.type === 'number'
        ? Float64Array.from(rows, (row) => {
            const value = cell(row, column);
            return typeof value === 'number' ? value : Number.NaN;
          })
        : rows.map((row) => {
            const value = cell(row, column);
            return value === null ? null : String(value);
          }),
    ),
  );
}

/** In a spreadsheet, a text that begins like this would be a formula. */
const FORMULA = String.raw`^\s*[=+\-@\t\r]`;

const READ: Record<CellType, (column: string, format: Format) => string> = {
  text: (column, format) =>
    format === 'csv'
      ? `CASE WHEN regexp_matches(${column}, ${quoted(FORMULA)}) THEN '''' || ${column} ELSE ${column} END`
      : column,
  number: (column) => `CASE WHEN isnan(${column}) THEN NULL ELSE ${column} END`,
  'yes-no': (column) => `CAST(${column} AS BOOLEAN)`,
  moment: (column) => `CAST(${column} AS TIMESTAMP)`,
};

function copyOf({ name, columns }: ExportedTable, file: string, format: Format): string {
  const selected = columns.map(
    ({ name: column, type }) => `${READ[type](`"${column}"`, format)} AS "${column}"`,
  );
  const options = format === 'csv' ? 'FORMAT csv, HEADER' : 'FORMAT parquet';
  return `COPY (SELECT ${selected.join(', ')} FROM ${name}) TO ${quoted(file)} (${options})`;
}

/** Says what speaks of quarters of the organisation's own periods. */
type Say = (text: string) => string;

function dictionary(say: Say): string {
  return csvOf([
    ['table', 'column', 'type', 'about'],
    ...exportedTables.flatMap(({ name, columns }) =>
      columns.map((column) => [name, column.name, column.type, say(column.about)]),
    ),
  ]);
}

const JSON_TYPES: Record<CellType, Record<string, unknown>> = {
  text: { type: ['string', 'null'] },
  number: { type: ['number', 'null'] },
  'yes-no': { type: 'boolean' },
  moment: { type: ['string', 'null'], format: 'date-time' },
};

function schema(say: Say) {
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    title: 'The tables of an export: an object for each row',
    $defs: Object.fromEntries(
      exportedTables.map(({ name, about, columns }) => [
        name,
        {
          description: `One row for ${say(about)}.`,
          type: 'object',
          properties: Object.fromEntries(
            columns.map((column) => [
              column.name,
              { ...JSON_TYPES[column.type], description: say(column.about) },
            ]),
          ),
        },
      ]),
    ),
  };
}

function readme(sample: boolean, format: Format, say: Say): string {
  return [
    '# Exported tables',
    '',
    ...(sample ? ['**Sample data:** these numbers are of no real organisation.', ''] : []),
    `\`${DICTIONARY}\` says what each column means, \`${SCHEMA}\` the same as a JSON Schema. Moments are in UTC.`,
    'No person is in these tables, and no figure that is withheld. Do not compare teams by them.',
    '',
    '| file | one row for |',
    '| --- | --- |',
    ...exportedTables.map(({ name, about }) => `| \`${name}.${format}\` | ${say(about)} |`),
    '',
  ].join('\n');
}
