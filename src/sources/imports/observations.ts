import { didYouMean } from '../../facts/didYouMean.ts';
import { listOf, quoted } from '../../facts/duckdb.ts';
import { type ImportedManifest, ORGANISATION, observationColumns } from '../../facts/imported.ts';
import { Problem } from '../../facts/problem.ts';
import type { Declaration } from './declaration.ts';
import type { MetricTarget, Places, Targets } from './metricTarget.ts';
import type { Sandbox, SelectColumn } from './sandbox.ts';
import { expectColumns, runSelect, selectColumns } from './select.ts';
import type { LoadedTable, SetAside } from './table.ts';
import { wrongRows } from './wrongRows.ts';

type Entry = Declaration['observations'][number];
type MetricRows = Omit<ImportedManifest['metrics'][number], 'through'>;

/** The table that holds the observations of an import. */
export const OBSERVATIONS = 'observations';

const KNOWN = [
  'team',
  'at',
  'until',
  'value',
  'of',
  'item',
  'url',
  'note',
  'cluster',
  'currency',
  'people',
  'asked',
  'file',
  'row',
];

export async function createObservations(sandbox: Sandbox): Promise<void> {
  const columns = Object.entries(observationColumns).map(([name, type]) => `"${name}" ${type}`);
  await sandbox.run(`CREATE TABLE ${OBSERVATIONS} (${columns.join(', ')})`);
}

/**
 * Runs the SQL of one entry of `observations`, and adds its rows to the table of observations.
 * @param index of the entry
 * @throws Problem (exit 2) for SQL that cannot run, an unknown metric, a column that is missing, and SQL that returns nothing
 */
export async function readObservations(
  sandbox: Sandbox,
  declaration: Declaration,
  index: number,
  tables: readonly LoadedTable[],
  targets: Targets,
  places: Places,
): Promise<{ metric: MetricRows; open: number; setAside: SetAside[] }> {
  const entry = declaration.observations[index];
  if (entry === undefined) throw new RangeError(`no observations ${index}`);
  const path = ['observations', index];
  const target = targetOf(entry, targets, places.of([...path, 'metric']));
  checkTeam(entry.team, targets, places.of([...path, 'team']));
  const currency = currencyOf(entry, declaration, target, places.of(path));
  const selectPlace = [...path, 'select'];
  const columns = await selectColumns(sandbox, entry.select, places, selectPlace);
  expectColumns(columns, {
    known: KNOWN,
    required: ['at', ...(entry.team === undefined ? ['team'] : []), ...(needsValue(target) ? ['value'] : [])],
    place: places.of(selectPlace),
  });
  const select = normalised(entry, columns, target, declaration, targets, currency);
  const rows = `rows_${index}`;
  await runSelect(() => sandbox.run(`CREATE TABLE ${rows} AS ${select}`), places, selectPlace);
  const [counts] = await sandbox.rows(
    `SELECT count(*) AS "all", count(*) FILTER (reason = '') AS open, count(*) FILTER (reason IS NULL) AS sound FROM ${rows}`,
  );
  const countOf = (name: string): number =>
    Number(new Map(typeof counts === 'object' && counts !== null ? Object.entries(counts) : []).get(name));
  if (countOf('all') === 0 && tables.some((table) => table.rows.some((each) => each > 0)))
    throw new Problem({
      place: places.of(selectPlace),
      found: 'SQL that returns nothing, although its tables have rows',
      expected: 'at least one row',
      remedy: 'Look at what its conditions leave over: `npm run import -- --check` shows the first rows.',
      exitCode: 2,
    });
  const setAside = await wrongRows(sandbox, rows, tables, `${entry.metric}: `);
  const added = await addRows(sandbox, rows, entry.metric, target);
  await sandbox.run(`DROP TABLE ${rows}`);
  return {
    metric: {
      metric: entry.metric,
      rows: countOf('sound'),
      aggregated: entry.aggregated || added.isAggregated,
      currency,
      from: added.from === null ? null : new Date(added.from).toISOString(),
      teams: added.teams,
    },
    open: countOf('open'),
    setAside: setAside.map((each) => ({ ...each, reason: withNearest(each.reason, targets.teams) })),
  };
}

/** Names and addresses are shorter; longer texts are something else. */
const LONGEST_TEXT = 500;

/** A count of events needs no value; all else does. */
const needsValue = ({ kind }: MetricTarget): boolean => kind !== 'rate';

function targetOf({ metric }: Entry, { metrics }: Targets, place: string): MetricTarget {
  const target = metrics.get(metric);
  if (target !== undefined && target.kind !== 'level') return target;
  throw new Problem({
    place,
    found: `the metric id \`${metric}\``,
    expected: 'the id of a metric whose page says that it is imported',
    remedy: `Correct the id.${didYouMean(metric, [...metrics.keys()])}`,
    exitCode: 2,
  });
}

function checkTeam(team: string | undefined, { teams }: Targets, place: string): void {
  if (team === undefined || team === ORGANISATION || teams.includes(team)) return;
  throw new Problem({
    place,
    found: `the team \`${team}\``,
    expected: 'the id of a team in org.yaml, or `organisation`',
    remedy: `Correct the id.${didYouMean(team, [...teams, ORGANISATION])}`,
    exitCode: 2,
  });
}

function currencyOf(
  { currency }: Entry,
  declaration: Declaration,
  { unit }: MetricTarget,
  place: string,
): string | null {
  const known = currency ?? declaration.currency ?? null;
  if (unit !== 'currency' || known !== null) return known;
  throw new Problem({
    place,
    found: 'a metric of money without `currency`',
    expected: 'the currency of the amounts, such as EUR',
    remedy: 'Add `currency:` here or for the whole import: amounts in two currencies are never added.',
    exitCode: 2,
  });
}

/** The rows of a SELECT with the columns of observations, the place of each, and why it is set aside; '' for no value yet. */
function normalised(
  entry: Entry,
  columns: readonly SelectColumn[],
  { kind, unit, respondents }: MetricTarget,
  { teams: names }: Declaration,
  { teams, now }: Targets,
  currency: string | null,
): string {
  const has = (name: string): boolean => columns.some((column) => column.name === name);
  const column = (name: string, cast: string): string =>
    has(name) ? `TRY_CAST(s."${name}" AS ${cast})` : `NULL::${cast}`;
  const moment = (name: string): string =>
    has(name) ? `epoch_ms(TRY_CAST(s."${name}" AS TIMESTAMPTZ))::DOUBLE` : 'NULL::DOUBLE';
  const called = entry.team === undefined ? 's.team::VARCHAR' : quoted(entry.team);
  const cases = Object.entries(names).map(([name, id]) => `WHEN ${quoted(name)} THEN ${quoted(id)}`);
  const team = cases.length === 0 ? called : `CASE ${called} ${cases.join(' ')} ELSE ${called} END`;
  const value = has('value') ? column('value', 'DOUBLE') : '1::DOUBLE';
  const isCounted = kind === 'proportion' || kind === 'net-share';
  const reasons: [when: string, reason: string][] = [
    ['value IS NULL', "''"],
    ['"at" IS NULL', "'no time in `at`'"],
    ['NOT isfinite(value)', "'a `value` that is not a number'"],
    [`"at" > ${now}`, "'dated in the future'"],
    ['team IS NULL', "'no team'"],
    [
      `NOT list_contains(${listOf([...teams, ORGANISATION])}, team)`,
      "'the team `' || left(team, 80) || '`, which org.yaml does not have'",
    ],
    ['until < "at"', "'an `until` before its `at`'"],
    ...(isCounted
      ? ([
          [
            'coalesce("of", 1) <= 0 OR coalesce("of", 1) <> trunc(coalesce("of", 1))',
            "'an `of` that is not a whole number above 0'",
          ],
          kind === 'proportion'
            ? [
                'value < 0 OR value > coalesce("of", 1) OR value <> trunc(value)',
                "'a `value` that is not a whole number from 0 to `of`'",
              ]
            : [
                'abs(value) NOT IN (0, coalesce("of", 1))',
                "'a `value` that is not `of`, minus `of` or 0: for, against or neither'",
              ],
        ] as [string, string][])
      : []),
    ...(kind === 'rate'
      ? ([['value < 0 OR value <> trunc(value)', "'a `value` that is not a whole number from 0 on'"]] as [
          string,
          string,
        ][])
      : []),
    ...((kind === 'distribution' || kind === 'percentile') && unit !== 'days-late'
      ? ([['value < 0', "'a `value` below 0'"]] as [string, string][])
      : []),
    ...(kind === 'ratio' ? ([['"of" < 0', "'an `of` below 0'"]] as [string, string][]) : []),
    ...(respondents
      ? ([
          [
            kind === 'ratio' ? 'people IS NULL' : 'people IS NULL AND "of" > 1',
            "'a sum over people that does not say in `people` how many'",
          ],
          ['asked < people', "'an `asked` below `people`: more answers than people who were asked'"],
        ] as [string, string][])
      : []),
    ...(has('currency') && currency !== null
      ? ([[`currency IS DISTINCT FROM ${quoted(currency)}`, `'an amount that is not in ${currency}'`]] as [
          string,
          string,
        ][])
      : []),
    [
      `greatest(length(item), length(url), length(note), length(cluster)) > ${LONGEST_TEXT}`,
      `'a text of more than ${LONGEST_TEXT} characters that would be stored'`,
    ],
    [
      `regexp_matches(concat_ws(' ', item, note, cluster, url), '[^@ ]+@[^@ ]+\\.[A-Za-z]{2,}')`,
      "'an e-mail address in a text that would be stored'",
    ],
  ];
  return `SELECT *, CASE ${reasons.map(([when, reason]) => `WHEN ${when} THEN ${reason}`).join(' ')} END AS reason FROM (
    SELECT ${team} AS team, ${moment('at')} AS "at", ${moment('until')} AS until, ${value} AS value, ${column('of', 'DOUBLE')} AS "of",
      ${column('item', 'VARCHAR')} AS item, ${column('url', 'VARCHAR')} AS url, ${column('note', 'VARCHAR')} AS note,
      ${column('cluster', 'VARCHAR')} AS cluster, ${column('currency', 'VARCHAR')} AS currency, ${column('people', 'DOUBLE')} AS people, ${column('asked', 'DOUBLE')} AS asked,
      ${column('file', 'UINTEGER')} AS file, ${column('row', 'BIGINT')} AS "row"
    FROM (${entry.select.trim().replace(/;\s*$/, '')}
    ) s)`;
}

/** Rows of people are summed by month: no single answer is stored. */
async function addRows(
  sandbox: Sandbox,
  rows: string,
  metric: string,
  { kind, respondents, minimum }: MetricTarget,
): Promise<{ from: number | null; teams: string[]; isAggregated: boolean }> {
  const sound = `FROM ${rows} WHERE reason IS NULL`;
  const none = "coalesce(until, 'NaN'::DOUBLE)";
  const of = `coalesce("of", 'NaN'::DOUBLE)`;
  const [facts] = await sandbox.rows(
    `SELECT min("at") AS "from", list_sort(list(DISTINCT team)) AS teams, ${kind === 'rate' ? 'max(value)' : kind === 'ratio' ? '0' : 'max("of")'} > 1 AS sums ${sound}`,
  );
  const found = new Map(typeof facts === 'object' && facts !== null ? Object.entries(facts) : []);
  const isAggregated = found.get('sums') === true;
  const from: unknown = found.get('from');
  const teams: unknown = found.get('teams');
  const columns = Object.keys(observationColumns).map((name) => `"${name}"`);
  const insert = `INSERT INTO ${OBSERVATIONS} (${columns.join(', ')})`;
  if (respondents && (kind === 'proportion' || kind === 'ratio' || kind === 'net-share')) {
    const month = `date_trunc('month', to_timestamp("at" / 1000))`;
    await sandbox.run(`${insert}
      WITH answered AS (SELECT *, ${month} AS month, ${kind === 'net-share' ? 'sign(value)' : '0'} AS side,
          count(*) OVER (PARTITION BY team, "at") AS at_once ${sound}),
        counted AS (SELECT team, month, max(asked) AS asked,
          CASE WHEN count(people) > 0 THEN max(people) WHEN count(cluster) > 0 THEN count(DISTINCT cluster) ELSE max(at_once) END AS people
          FROM answered GROUP BY team, month)
      SELECT ${quoted(metric)}, team, max("at"), 'NaN'::DOUBLE, sum(value), sum(coalesce("of", 1)),
        strftime(month, '%B %Y'), NULL,
        strftime(month, '%B %Y') || ': ' || any_value(counted.people)::BIGINT || ' of ' || any_value(counted.asked)::BIGINT || ' who were asked answered',
        NULL, any_value(counted.people)
      FROM answered JOIN counted USING (team, month) GROUP BY team, month, side ORDER BY team, month, side`);
  } else {
    const weight = kind === 'rate' && isAggregated ? ', unnest(range(value::BIGINT)) AS nth' : '';
    // Cases of one sum, such as the requests of a day, depend on each other: they share that day's faults.
    const cluster =
      kind === 'proportion' || kind === 'net-share'
        ? `coalesce(cluster, CASE WHEN "of" > 1 THEN strftime(to_timestamp("at" / 1000), '%Y-%m-%d %H:%M:%S') END)`
        : 'cluster';
    await sandbox.run(`${insert}
      SELECT ${quoted(metric)}, team, "at", ${none}, ${kind === 'rate' ? '1' : 'value'}, ${of}, item, url, note, ${cluster},
        ${behindRow({ kind, respondents, minimum })}::DOUBLE
      FROM (SELECT *${weight} ${sound}) ${kind === 'rate' && !isAggregated ? 'WHERE value > 0' : ''}`);
  }
  return {
    from: typeof from === 'number' ? from : null,
    teams: Array.isArray(teams) ? teams.map(String) : [],
    isAggregated,
  };
}

/**
 * How many a row speaks of, as SQL: nobody knows whether two sums speak of the same customers, so more than the minimum of
 * one row are not told apart.
 */
function behindRow({ kind, respondents, minimum }: Omit<MetricTarget, 'unit'>): string {
  if (respondents) return '1';
  if (minimum === undefined) return "'NaN'";
  const isCounted = kind === 'proportion' || kind === 'net-share' || kind === 'ratio';
  const own = isCounted && !minimum.areAmounts ? 'coalesce(people, "of", 1)' : 'coalesce(people, 1)';
  return `greatest(least(${own}, ${minimum.count}), 1)`;
}

function withNearest(reason: string, teams: readonly string[]): string {
  const name = /the team `(.*)`, which/.exec(reason)?.[1];
  return name === undefined ? reason : `${reason}${didYouMean(name, teams)}`;
}
