import { didYouMean } from '../../facts/didYouMean.ts';
import { Problem } from '../../facts/problem.ts';
import type { Places } from './metricTarget.ts';
import { type Sandbox, type SelectColumn, SqlError } from './sandbox.ts';

/**
 * Checks a SELECT that a person wrote.
 * @returns its columns
 * @throws Problem (exit 2) with line and column in the YAML
 */
export async function selectColumns(
  sandbox: Sandbox,
  select: string,
  places: Places,
  path: readonly PropertyKey[],
): Promise<SelectColumn[]> {
  try {
    return await sandbox.columnsOf(select);
  } catch (error) {
    throw sqlProblem(error, select, places, path);
  }
}

/**
 * Runs what contains a SELECT that a person wrote.
 * @throws Problem (exit 2) with the place in the YAML
 */
export async function runSelect<Result>(
  work: () => Promise<Result>,
  places: Places,
  path: readonly PropertyKey[],
): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof Problem) throw at(error, places.of(path));
    // Its lines are those of the statement around it.
    throw sqlProblem(error instanceof SqlError ? new SqlError(error.message, 1, 1) : error, '', places, path);
  }
}

function at({ found, expected = '', remedy, cause }: Problem, place: string): Problem {
  return new Problem({ place, found, expected, remedy, exitCode: 2, cause });
}

function sqlProblem(error: unknown, select: string, places: Places, path: readonly PropertyKey[]): Problem {
  if (!(error instanceof SqlError)) throw error;
  const isOutside =
    /file system operations are disabled|Cannot access|not allowed|disabled by configuration/i.test(
      error.message,
    );
  const isStatement = /^\d+ statements$|^a statement of type/.test(error.message);
  const [line, column] = columnIn(select, error);
  return new Problem({
    place: places.within(path, line, column),
    found: error.message.replaceAll('\n', ' '),
    expected: isStatement
      ? 'one SELECT: SQL of imports only reads'
      : isOutside
        ? 'SQL that reads the tables of this import'
        : 'SQL that DuckDB can run over the tables of this import',
    remedy: isStatement
      ? 'Leave only the SELECT.'
      : isOutside
        ? 'Declare the file under `tables`, and name the table. Files elsewhere, the network and settings are shut off.'
        : 'Correct the SQL at this place.',
    exitCode: 2,
    cause: error,
  });
}

/** The database counts from the beginning of a line that it may have shortened. */
function columnIn(select: string, { line, column }: SqlError): [line: number, column: number] {
  const written = select.split('\n')[line - 1] ?? '';
  return [line, Math.min(column, Math.max(1, written.length))];
}

/** @throws Problem (exit 2) for a column that is missing, and for one that nothing knows */
export function expectColumns(
  columns: readonly SelectColumn[],
  { known, required, place }: { known: readonly string[]; required: readonly string[]; place: string },
): void {
  const names = columns.map(({ name }) => name);
  const unknown = names.find((name) => !known.includes(name));
  const missing = required.find((name) => !names.includes(name));
  if (missing === undefined && unknown === undefined) return;
  throw new Problem({
    place,
    found:
      missing === undefined
        ? `a column \`${unknown}\``
        : `no column \`${missing}\`; there are: ${names.join(', ')}`,
    expected: `columns among: ${known.join(', ')}`,
    remedy:
      missing === undefined
        ? `Rename it with \`AS\`, or leave it out.${didYouMean(unknown ?? '', known)}`
        : `Select it, or name one with \`AS ${missing}\`.`,
    exitCode: 2,
  });
}
