import { type Database, listOf } from '../../facts/duckdb.ts';
import type { TeamPart } from '../collect.ts';
import { type TableName, tableFile } from './repositoryTables.ts';

/** Some teams' parts of repositories, for queries. */
export interface Parts {
  /** The name of the table of the parts: file, share, position, shared. */
  name: string;
  folders: readonly string[];
  /** Rows `r` of a table that belong to the parts, with their part `s`. */
  rowsOf: (table: TableName, folders?: readonly string[]) => string;
  /**
   * Of what several teams share, one row counts: the first.
   * @param key columns by which rows are of the same thing
   * @param first what decides before the order of parts and rows does
   */
  each: (key: string, first?: string) => string;
}

/** Names the parts in the database, in the order in which they are pooled: whole ones first, then shared ones. */
export async function partsTable(
  database: Database,
  name: string,
  parts: readonly TeamPart[],
): Promise<Parts> {
  const folders = [...new Set(parts.map(({ folder }) => folder))];
  await database.run(
    `CREATE OR REPLACE TEMP TABLE ${name} (file UINTEGER, share UINTEGER, position UINTEGER, shared UINTEGER)`,
  );
  await database.append(name, [
    Uint32Array.from(parts, ({ folder }) => folders.indexOf(folder)),
    Uint32Array.from(parts, ({ share }) => share),
    Uint32Array.from(parts.keys()),
    Uint32Array.from(parts, ({ shared }) => (shared ? 1 : 0)),
  ]);
  const isAnyShared = parts.some(({ shared }) => shared);
  return {
    name,
    folders,
    rowsOf: (table) =>
      `${filesOf(table, folders)} r JOIN ${name} s ON r.file_index = s.file AND r.share = s.share`,
    each: (key, first = '') =>
      isAnyShared
        ? `QUALIFY s.shared = 0 OR row_number() OVER (
            PARTITION BY s.shared, ${key} ORDER BY ${first} s.position, r.file_row_number) = 1`
        : '',
  };
}

/** @returns the table of some repositories */
export function filesOf(table: TableName, folders: readonly string[]): string {
  return `read_parquet(${listOf(folders.map((folder) => tableFile(folder, table)))})`;
}
