import { type Database, listOf, quoted } from '../../facts/duckdb.ts';
import { ORGANISATION } from '../../facts/imported.ts';
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
  const teams = teamsOf(manifest).map((team) => team ?? ORGANISATION);
  await database.run(`CREATE OR REPLACE TEMP TABLE imported AS
    SELECT *, file_row_number::UINTEGER AS number,
      (list_position(${listOf(teams)}, team) - 1)::UINTEGER AS share,
      (list_position(${listOf(numbers)}, metric) - 1)::UINTEGER AS metric_number
    FROM read_parquet(${quoted(observations)}, file_row_number = true)
    WHERE list_contains(${listOf(numbers)}, metric)`);
  const id = `${quoted(`${manifest.id} `)} || (number + 1)`;
  const selects: Record<TableName, { from: string; values: Record<string, string> } | null> = {
    observations: {
      from: 'imported',
      values: {
        share: 'share',
        metric: 'metric_number',
        phase: '0',
        item: 'number',
        at: '"at"',
        until: 'until',
        value: 'value',
        of: '"of"',
        settled_at: "'NaN'",
        cluster: 'cluster',
        note: 'note',
      },
    },
    items: {
      from: 'imported',
      values: {
        share: 'share',
        item: 'number',
        id,
        kind: "'record'",
        title: 'coalesce(item, metric)',
        url: 'url',
        repository: 'NULL',
        size: 'NULL',
        work: 'NULL',
        whole: 'number',
      },
    },
    changes: {
      from: '(SELECT *, unnest(range(people::BIGINT)) AS nth FROM imported WHERE NOT isnan(people) AND people >= 1)',
      values: {
        share: 'share',
        author: `${quoted(`${manifest.id} `)} || team || ' ' || CASE WHEN people = 1 THEN coalesce(cluster, item, number::VARCHAR) ELSE nth::VARCHAR END`,
        at: "'NaN'",
        commit: id,
      },
    },
    remarks: null,
    spans: null,
    pulls: null,
    reviews: null,
  };
  for (const table of tableNames) {
    const select = selects[table];
    const columns = Object.entries(tables[table]).map(
      ([column, type]) => `${select?.values[column] ?? 'NULL'}::${type} AS "${column}"`,
    );
    const from = select === null ? 'imported WHERE false' : select.from;
    await database.run(
      `COPY (SELECT ${columns.join(', ')} FROM ${from}) TO ${quoted(tableFile(folder, table))} (FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE 4096)`,
    );
  }
  const counted = await database.select(
    'SELECT share, metric, count(*)::UINTEGER AS rows FROM imported GROUP BY ALL ORDER BY ALL',
  );
  await database.run('DROP TABLE imported');
  const [shares, rows] = [counted.indexes('share'), counted.indexes('rows')];
  return teamsOf(manifest).map((team, share) => ({
    team,
    rows: Object.fromEntries(
      counted
        .texts('metric')
        .flatMap((metric, row) => (shares[row] === share ? [[metric ?? '', rows[row] ?? 0]] : [])),
    ),
  }));
}
