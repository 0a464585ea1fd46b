import type { Sandbox } from './sandbox.ts';
import type { LoadedTable, SetAside } from './table.ts';

/**
 * @param rows a table with `reason`, and with `file` and `row` where SQL carried them along
 * @param prefix what each reason begins with
 * @returns what is set aside by reason, each with its first place; an empty reason is none
 */
export async function wrongRows(
  sandbox: Sandbox,
  rows: string,
  tables: readonly LoadedTable[],
  prefix: string,
): Promise<SetAside[]> {
  const found = await sandbox.rows(
    `SELECT reason, count(*) AS count, arg_min(file, "row") AS file, min("row") AS "row" FROM ${rows}
    WHERE reason <> '' GROUP BY reason ORDER BY reason`,
  );
  const setAside: SetAside[] = [];
  for (const each of found) {
    const fields = new Map(typeof each === 'object' && each !== null ? Object.entries(each) : []);
    setAside.push({
      reason: `${prefix}${fields.get('reason')}`,
      count: Number(fields.get('count')),
      first: await placeIn(tables, fields.get('file'), fields.get('row')),
    });
  }
  return setAside;
}

/** @returns `file:line` where there is one table and SQL carried `file` and `row` along; else what was read */
export async function placeIn(tables: readonly LoadedTable[], file: unknown, row: unknown): Promise<string> {
  const [table] = tables;
  if (tables.length === 1 && table !== undefined && typeof file === 'number' && typeof row === 'number')
    return table.placeOf(file, row);
  return tables.map(({ name }) => name).join(', ');
}
