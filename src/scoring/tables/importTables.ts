import { type Database, listOf, quoted } from '../../facts/duckdb.ts';
import { ORGANISATION, observationColumns } from '../../facts/imported.ts';
import { numberAt } from '../../facts/numberAt.ts';
import type { ImportedPart } from '../importedPart.ts';
import { teamsOf } from '../importedPart.ts';
import { type TableName, tableFile, tableNames, tables } from './repositoryTables.ts';

/**
 * Writes the observations of an import as tables like those of a repository: a share for each team. Each row is an item
 * by itself. People behind rows stand for respondents, whom nothing names.
 * @param observations the Parquet file that the import wrote
 * @param numbers ids of the metrics, in the order of their numbers
 */
export async function writeImportTables(
  database: Database,
  folder: string,
  observations: string,
  manifest: ImportedPart['manifest'],
  numbers: readonly string[],
): Promise<ImportedPart['shares']> {
  const columns = Object.entries(observationColumns).map(([name, type]) => `NULL::${type} AS "${name}"`);
  const teams = teamsOf(manifest).map((team) => team ?? ORGANISATION);
  await database.run(`CREATE OR REPLACE TEMP TABLE imported AS
    SELECT *, (row_number() OVER (PARTITION BY share ORDER BY file_row_number) - 1)::UINTEGER AS number
    FROM (
      SELECT *, (list_position(${listOf(teams)}, team) - 1)::UINTEGER AS share,
        (list_position(${listOf(numbers)}, metric) - 1)::UINTEGER AS metric_number
      FROM (
        SELECT ${columns.join(', ')}, NULL::BIGINT AS file_row_number WHERE false
        UNION ALL BY NAME FROM read_parquet(${quoted(observations)}, file_row_number = true))
      WHERE list_contains(${listOf(numbers)}, metric))`);
  await database.run(`CREATE OR REPLACE TEMP TABLE imported_texts AS
    SELECT text, row_number() OVER (ORDER BY text)::UINTEGER AS number FROM (
      SELECT note AS text FROM imported UNION SELECT cluster FROM imported) WHERE text IS NOT NULL`);
  await database.run(`CREATE OR REPLACE TEMP TABLE imported_people AS
    SELECT share, number, team || ' ' ||
      CASE WHEN people = 1 THEN coalesce(cluster, item, file_row_number::VARCHAR) ELSE nth::VARCHAR END AS name
    FROM (SELECT *, unnest(range(people::BIGINT)) AS nth FROM imported WHERE NOT isnan(people) AND people >= 1)`);
  await database.run(`CREATE OR REPLACE TEMP TABLE imported_names AS
    SELECT name, row_number() OVER (ORDER BY name)::UINTEGER AS person
    FROM (SELECT DISTINCT name FROM imported_people)`);
  const textOf = (column: string) =>
    `coalesce((SELECT t.number FROM imported_texts t WHERE t.text = ${column}), 0)`;
  const selects: Record<TableName, { from: string; values: Record<string, string>; order: string } | null> = {
    observations: {
      from: 'imported',
      values: {
        share: 'share',
        metric: 'metric_number',
        clock: '0',
        phase: '0',
        item: 'number',
        at: '"at"',
        until: `coalesce(until, 'NaN')`,
        value: 'value',
        of: `coalesce("of", 'NaN')`,
        settled_at: "'NaN'",
        cluster: textOf('imported.cluster'),
        note: textOf('imported.note'),
      },
      order: 'share, metric_number, "at", number',
    },
    items: {
      from: 'imported',
      values: {
        share: 'share',
        item: 'number',
        id: `${quoted(`${manifest.id} `)} || (file_row_number + 1)`,
        kind: "'record'",
        title: 'coalesce(item, metric)',
        url: 'url',
        repository: '0',
        size: '0',
        work: '0',
        whole: 'number',
      },
      order: 'share, number',
    },
    texts: { from: 'imported_texts', values: { text: 'text' }, order: 'number' },
    authors: {
      from: 'imported_people JOIN imported_names USING (name)',
      values: { share: 'share', item: 'number', author: 'person' },
      order: 'share, number, person',
    },
    names: {
      from: 'imported_names',
      values: { name: `${quoted(`${manifest.id} `)} || name` },
      order: 'person',
    },
    remarks: null,
    spans: null,
    pulls: null,
    reviews: null,
    changes: null,
  };
  for (const table of tableNames) {
    const select = selects[table];
    const columns = Object.entries(tables[table]).map(
      ([column, type]) => `${select?.values[column] ?? 'NULL'}::${type} AS "${column}"`,
    );
    const from = select === null ? 'imported WHERE false' : `${select.from} ORDER BY ${select.order}`;
    await database.run(
      `COPY (SELECT ${columns.join(', ')} FROM ${from}) TO ${quoted(tableFile(folder, table))} (FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE 4096)`,
    );
  }
  const counted = await database.select(
    'SELECT share, metric, count(*)::UINTEGER AS rows FROM imported GROUP BY ALL ORDER BY ALL',
  );
  await database.run(
    'DROP TABLE imported; DROP TABLE imported_texts; DROP TABLE imported_people; DROP TABLE imported_names',
  );
  const [shares, rows] = [counted.indexes('share'), counted.indexes('rows')];
  return teamsOf(manifest).map((team, share) => ({
    team,
    rows: Object.fromEntries(
      counted
        .texts('metric')
        .flatMap((metric, row) => (shares[row] === share ? [[metric ?? '', numberAt(rows, row)]] : [])),
    ),
  }));
}
