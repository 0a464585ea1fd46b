import { readdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { exportTables } from '../../scripts/lib/export/exporting.ts';
import { rowsOf } from '../../scripts/lib/export/exportRows.ts';
import { exportedTables } from '../../scripts/lib/export/tables.ts';
import { openDatabase, quoted } from '../../src/facts/duckdb.ts';
import { scorecardSchema } from '../../src/scorecard/schema.ts';
import { ownFolder } from '../support/runFolder.ts';
import { changedBy, evidence, result, scorecard } from '../support/scorecards.ts';
import { sampleScorecards } from '../support/site.ts';

/** The sample’s exported tables, and what its scorecards say. */
let folder: string;
let scorecards: string;
const titles = new Map([['cycle-time', '=HYPERLINK("https://evil.example")']]);

beforeAll(async () => {
  folder = await ownFolder();
  scorecards = await sampleScorecards();
  for (const format of ['csv', 'parquet'] as const)
    await exportTables({ data: dirname(scorecards), titles, format, out: join(folder, format) });
}, 300_000);

async function select(sql: string, numbers: string): Promise<number[]> {
  const database = await openDatabase(1);
  try {
    return [...(await database.select(sql)).numbers(numbers)];
  } finally {
    database.close();
  }
}

test('every table is there in both formats with the same rows, and a dictionary has each column', async () => {
  const dictionary = await readFile(join(folder, 'csv/dictionary.csv'), 'utf8');
  for (const { name, columns } of exportedTables) {
    const count = (format: string) =>
      select(`SELECT count(*)::DOUBLE AS n FROM ${quoted(join(folder, format, `${name}.${format}`))}`, 'n');
    expect(await count('csv')).toEqual(await count('parquet'));
    for (const column of columns) expect(dictionary).toContain(`${name},${column.name},${column.type},`);
  }
});

test('values are those of the scorecards', async () => {
  const card = scorecardSchema.parse(
    JSON.parse(await readFile(join(scorecards, '2026-Q3/catalogue.json'), 'utf8')),
  );
  for (const { id, summary } of card.metrics) {
    const [value] = await select(
      `SELECT coalesce("value", 'NaN'::DOUBLE) AS v FROM ${quoted(join(folder, 'parquet/kpis.parquet'))}
      WHERE quarter = '2026-Q3' AND scope = 'catalogue' AND metric = ${quoted(id)}`,
      'v',
    );
    expect(value, id).toBe(summary.value ?? Number.NaN);
  }
});

test('an interval that the pages call undetermined is left out, with both its ends', () => {
  const card = (low: number, high: number) =>
    scorecard('shop', {
      metrics: [result({ baseline: changedBy(2, [low, high]) })],
    });
  const limits = (low: number, high: number) =>
    rowsOf(card(low, high), evidence('cycle-time', []), new Map()).kpis.map(
      ({ change, change_low, change_high }) => [change, change_low, change_high],
    );
  expect(limits(1.5, 19_696_225_576_192.89)).toEqual([[2, null, null]]);
  expect(limits(1.5, 3)).toEqual([[2, 1.5, 3]]);
});

test('nothing that is withheld leaves: neither a value nor an item nor a week', async () => {
  const kpis = quoted(join(folder, 'parquet/kpis.parquet'));
  const [withheld] = await select(`SELECT count(*)::DOUBLE AS n FROM ${kpis} WHERE state = 'withheld'`, 'n');
  expect(withheld).toBeGreaterThan(0);
  for (const table of ['items', 'weeks'])
    expect(
      await select(
        `SELECT count(*)::DOUBLE AS n FROM ${quoted(join(folder, `parquet/${table}.parquet`))}
        SEMI JOIN (SELECT * FROM ${kpis} WHERE state = 'withheld') USING (quarter, scope, metric)`,
        'n',
      ),
      table,
    ).toEqual([0]);
  expect(
    await select(
      `SELECT count(*)::DOUBLE AS n FROM ${kpis} WHERE state NOT IN ('ok', 'partial') AND "value" IS NOT NULL`,
      'n',
    ),
  ).toEqual([0]);
});

test('no cell becomes a formula in a spreadsheet', async () => {
  const csv = await readFile(join(folder, 'csv/kpis.csv'), 'utf8');
  expect(csv).toContain(`"'=HYPERLINK(""https://evil.example"")"`);
  const cells = csv.split('\n').flatMap((line) => line.split(','));
  expect(cells.filter((cell) => /^"?[=@]/.test(cell))).toEqual([]);
});

test('every row says that it is of the sample, and so does the README', async () => {
  expect(await readFile(join(folder, 'csv/README.md'), 'utf8')).toContain('Sample data');
  for (const { name } of exportedTables)
    expect(
      await select(
        `SELECT count(*)::DOUBLE AS n FROM ${quoted(join(folder, `parquet/${name}.parquet`))} WHERE NOT sample`,
        'n',
      ),
    ).toEqual([0]);
});

test('the questions in the README are answered by the exported sample and its evidence', async () => {
  const text = await readFile('README.md', 'utf8');
  const queries = [...text.matchAll(/```sql\n(.*?)```/gs)]
    .map(([, sql = '']) => sql)
    .filter((sql) => /'(?:export|data)\//.test(sql));
  expect(queries).toHaveLength(4);
  const database = await openDatabase(1);
  try {
    for (const sql of queries) {
      const asked = sql
        .replaceAll("'export/", `'${join(folder, 'parquet')}/`)
        .replaceAll("'data/scorecards/", `'${scorecards}/`)
        .replace(/;\s*$/, '');
      await database.run(`CREATE OR REPLACE TABLE answer AS ${asked}`);
      const rows = await database.select('SELECT count(*)::DOUBLE AS n FROM answer');
      expect(rows.numbers('n')[0], sql).toBeGreaterThan(0);
    }
  } finally {
    database.close();
  }
});

test('a folder that holds anything but an export is left alone, and no scorecards are a failure', async () => {
  const other = await ownFolder();
  await writeFile(join(other, 'mine.txt'), 'mine');
  const options = { data: dirname(scorecards), titles, format: 'csv' as const };
  await expect(exportTables({ ...options, out: other })).rejects.toMatchObject({ exitCode: 2 });
  expect(await readdir(other)).toEqual(['mine.txt']);
  const empty = await ownFolder();
  await symlink('nowhere', join(empty, 'link'));
  await expect(exportTables({ ...options, data: empty, out: join(empty, 'x') })).rejects.toThrow(
    'npm run score',
  );
});
