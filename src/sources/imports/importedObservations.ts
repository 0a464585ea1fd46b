import { didYouMean } from '../../facts/didYouMean.ts';
import { quoted } from '../../facts/duckdb.ts';
import { type ImportedManifest, ORGANISATION } from '../../facts/imported.ts';
import { Problem } from '../../facts/problem.ts';
import type { Declaration } from './declaration.ts';
import { type ImportedKind, importedKinds } from './importedKinds.ts';
import { EARLIEST, type MetricTarget, type Places, type Targets } from './metricTarget.ts';
import type { Sandbox, SelectColumn } from './sandbox.ts';
import { expectColumns, runSelect, selectColumns } from './select.ts';
import type { LoadedTable, SetAside } from './table.ts';
import { wrongRows } from './wrongRows.ts';

type Entry = Declaration['observations'][number];
/** A metric with the rules of its kind of measurement. */
type Target = MetricTarget & { rules: ImportedKind };
type MetricRows = Omit<ImportedManifest['metrics'][number], 'through'>;

/** The view that holds the observations of an import: of the columns of observations those that its rows have. */
export const OBSERVATIONS = '_observations';

/** Names are numbers while rows are put in order: that takes half as long. */
const METRIC = '_metric';
const TEAM = '_team';

/** Creates what `readObservations` needs, before its first call. */
export async function nameObservations(
  sandbox: Sandbox,
  { observations }: Declaration,
  { teams }: Targets,
): Promise<void> {
  const type = (name: string, values: readonly string[]): Promise<void> =>
    sandbox.run(`CREATE TYPE ${name} AS ENUM (${[...new Set(values)].sort().map(quoted).join(', ')})`);
  if (observations.length === 0) return;
  await type(
    METRIC,
    observations.map(({ metric }) => metric),
  );
  await type(TEAM, [...teams, ORGANISATION]);
}

/** Joins the observations of every entry in one view. */
export async function joinObservations(sandbox: Sandbox, { observations }: Declaration): Promise<void> {
  const each = observations.map((_, index) => `FROM ${OBSERVATIONS}_${index}`);
  if (each.length > 0)
    await sandbox.run(`CREATE VIEW ${OBSERVATIONS} AS ${each.join(' UNION ALL BY NAME ')}`);
}

/**
 * Runs the SQL of one entry of `observations`, and makes the view of its observations.
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
    known: ['team', 'at', 'until', 'value', ...Object.keys(OTHER_COLUMNS)],
    required: [
      'at',
      ...(entry.team === undefined ? ['team'] : []),
      ...(target.rules.casesIn === 'value' ? [] : ['value']),
    ],
    place: places.of(selectPlace),
  });
  const select = normalised(entry, columns, target, declaration, targets, currency);
  const rows = `_rows_${index}`;
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
  const added = await makeView(sandbox, index, entry.metric, target, columns);
  return {
    metric: {
      metric: entry.metric,
      rows: countOf('sound'),
      aggregated: entry.aggregated || added.isAggregated,
      currency,
      cohort: entry.cohort ?? null,
      from: added.from === null ? null : new Date(added.from).toISOString(),
      teams: added.teams,
    },
    open: countOf('open'),
    setAside: setAside.map((each) => ({ ...each, reason: withNearest(each.reason, targets.teams) })),
  };
}

/** The types of columns beside `team`, `at`, `value` and `until`. */
const OTHER_COLUMNS = {
  of: 'DOUBLE',
  item: 'VARCHAR',
  url: 'VARCHAR',
  note: 'VARCHAR',
  cluster: 'VARCHAR',
  currency: 'VARCHAR',
  people: 'DOUBLE',
  asked: 'DOUBLE',
  file: 'UINTEGER',
  row: 'BIGINT',
};

/** Names and addresses are shorter; longer texts are something else. */
const LONGEST_TEXT = 500;

function targetOf({ metric }: Entry, { metrics }: Targets, place: string): Target {
  const target = metrics.get(metric);
  const rules = target && importedKinds.get(target.kind);
  if (target !== undefined && rules !== undefined) return { ...target, rules };
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
  { unit }: Target,
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

/** Columns that rows always have, so that a wrong one is found again. */
const OF_PLACE = ['file', 'row'];
/** Columns that rows about people always have. */
const OF_PEOPLE = ['of', 'cluster', 'people', 'asked'];

/**
 * The rows of a SELECT, typed: `team`, `at`, `value`, those other columns that it has, and in `reason` why a row is set aside,
 * '' where it has no value yet. A column that every row lacks would cost as much as one with values.
 */
function normalised(
  entry: Entry,
  columns: readonly SelectColumn[],
  { rules, unit, respondents }: Target,
  { teams: names }: Declaration,
  { now }: Targets,
  currency: string | null,
): string {
  const has = (name: string): boolean => columns.some((column) => column.name === name);
  const moment = (name: string): string => `epoch_ms(TRY_CAST(s."${name}" AS TIMESTAMPTZ))::DOUBLE`;
  const called = entry.team === undefined ? 's.team::VARCHAR' : quoted(entry.team);
  const cases = Object.entries(names).map(([name, id]) => `WHEN ${quoted(name)} THEN ${quoted(id)}`);
  const others = Object.entries(OTHER_COLUMNS).filter(
    ([name]) => has(name) || OF_PLACE.includes(name) || (respondents && OF_PEOPLE.includes(name)),
  );
  const values: [name: string, sql: string][] = [
    ['team', cases.length === 0 ? called : `CASE ${called} ${cases.join(' ')} ELSE ${called} END`],
    ['at', moment('at')],
    ['value', has('value') ? 'TRY_CAST(s.value AS DOUBLE)' : '1::DOUBLE'],
    ...(has('until') ? [['until', moment('until')] satisfies [string, string]] : []),
    ...others.map(([name, type]): [string, string] => [
      name,
      has(name) ? `TRY_CAST(s."${name}" AS ${type})` : `NULL::${type}`,
    ]),
  ];
  const isThere = (name: string): boolean => values.some(([each]) => each === name);
  const texts = ['item', 'url', 'note', 'cluster'].filter(isThere);
  const faults: [isAsked: boolean, when: string, reason: string][] = [
    [true, 'value IS NULL', "''"],
    [true, '"at" IS NULL', "'no time in `at`'"],
    [true, 'NOT isfinite(value)', "'a `value` that is not a number'"],
    [true, `"at" > ${now}`, "'dated in the future'"],
    [true, `"at" < ${EARLIEST}`, "'dated before 1990'"],
    [true, 'team IS NULL', "'no team'"],
    [
      true,
      `TRY_CAST(team AS ${TEAM}) IS NULL`,
      "'the team `' || left(team, 80) || '`, which org.yaml does not have'",
    ],
    [isThere('until'), 'until < "at"', "'an `until` before its `at`'"],
    ...rules
      .faults({ hasOf: isThere('of'), isSigned: unit === 'days-late' })
      .map(([when, reason]): [boolean, string, string] => [true, when, reason]),
    [
      respondents,
      rules.casesIn === null ? 'people IS NULL' : 'people IS NULL AND "of" > 1',
      "'a sum over people that does not say in `people` how many'",
    ],
    [respondents, 'asked < people', "'an `asked` below `people`: more answers than people who were asked'"],
    [
      has('currency') && currency !== null,
      `currency IS DISTINCT FROM ${quoted(currency ?? '')}`,
      `'an amount that is not in ${currency}'`,
    ],
    [
      texts.length > 0,
      `greatest(${texts.map((name) => `length(${name})`).join(', ')}) > ${LONGEST_TEXT}`,
      `'a text of more than ${LONGEST_TEXT} characters that would be stored'`,
    ],
    [
      texts.length > 0,
      `regexp_matches(concat_ws(' ', ${texts.join(', ')}), '[^@ ]+@[^@ ]+\\.[A-Za-z]{2,}')`,
      "'an e-mail address in a text that would be stored'",
    ],
  ];
  const whens = faults.flatMap(([isAsked, when, reason]) => (isAsked ? [`WHEN ${when} THEN ${reason}`] : []));
  return `SELECT * REPLACE (TRY_CAST(team AS ${TEAM}) AS team), CASE ${whens.join(' ')} END AS reason FROM (
    SELECT ${values.map(([name, sql]) => `${sql} AS "${name}"`).join(', ')}
    FROM (${entry.select.trim().replace(/;\s*$/, '')}
    ) s)`;
}

/** Makes the view of an entry's observations. Rows of people are summed by month: no single answer is stored. */
async function makeView(
  sandbox: Sandbox,
  index: number,
  metric: string,
  { rules, respondents, minimum }: Target,
  columns: readonly SelectColumn[],
): Promise<{ from: number | null; teams: string[]; isAggregated: boolean }> {
  const has = (name: string): boolean => columns.some((column) => column.name === name);
  const sound = `FROM _rows_${index} WHERE reason IS NULL`;
  const { casesIn, addsUp, side } = rules;
  const isCountOfEvents = casesIn === 'value';
  const largest = casesIn === null || (casesIn === 'of' && !has('of')) ? '0' : `max("${casesIn}")`;
  const [facts] = await sandbox.rows(
    `SELECT min("at") AS "from", list_sort(list(DISTINCT team)) AS teams, ${largest} > 1 AS sums ${sound}`,
  );
  const found = new Map(typeof facts === 'object' && facts !== null ? Object.entries(facts) : []);
  const isAggregated = found.get('sums') === true;
  const from: unknown = found.get('from');
  const teams: unknown = found.get('teams');
  const view = `CREATE VIEW ${OBSERVATIONS}_${index} AS`;
  const named = `${quoted(metric)}::${METRIC} AS metric`;
  if (respondents && addsUp) {
    const month = `date_trunc('month', to_timestamp("at" / 1000))`;
    await sandbox.run(`${view}
      WITH answered AS (SELECT *, ${month} AS month, ${side} AS side,
          count(*) OVER (PARTITION BY team, "at") AS at_once ${sound}),
        counted AS (SELECT team, month, max(asked) AS asked,
          CASE WHEN count(people) > 0 THEN max(people) WHEN count(cluster) > 0 THEN count(DISTINCT cluster) ELSE max(at_once) END AS people
          FROM answered GROUP BY team, month)
      SELECT ${named}, team, max("at") AS "at", sum(value) AS value, sum(coalesce("of", 1)) AS "of",
        strftime(month, '%B %Y') AS item,
        strftime(month, '%B %Y') || ': ' || any_value(counted.people)::BIGINT || ' of ' || any_value(counted.asked)::BIGINT || ' who were asked answered' AS note,
        any_value(counted.people)::DOUBLE AS people
      FROM answered JOIN counted USING (team, month) GROUP BY team, month, side`);
  } else {
    const stored = ['until', 'of', 'item', 'url', 'note'].filter(has).map((name) => `, "${name}"`);
    const weight = isCountOfEvents && isAggregated ? ', unnest(range(value::BIGINT)) AS nth' : '';
    // Cases of one sum, such as the requests of a day, depend on each other: they share that day's faults.
    const behind = behindRow({ rules, respondents, minimum }, has);
    const day =
      has('of') && casesIn === 'of' && addsUp
        ? `CASE WHEN "of" > 1 THEN strftime(to_timestamp("at" / 1000), '%Y-%m-%d %H:%M:%S') END`
        : null;
    const cluster = has('cluster') ? (day === null ? 'cluster' : `coalesce(cluster, ${day})`) : day;
    await sandbox.run(`${view}
      SELECT ${named}, team, "at", ${isCountOfEvents ? '1::DOUBLE AS value' : 'value'}${stored.join('')}${cluster === null ? '' : `, ${cluster} AS cluster`}${behind === null ? '' : `, ${behind}::DOUBLE AS people`}
      FROM (SELECT *${weight} ${sound}) ${isCountOfEvents && !isAggregated ? 'WHERE value > 0' : ''}`);
  }
  return {
    from: typeof from === 'number' ? from : null,
    teams: Array.isArray(teams) ? teams.map(String) : [],
    isAggregated,
  };
}

/**
 * How many a row speaks of, as SQL: nobody knows whether two sums speak of the same customers, so more than the minimum of
 * one row are not told apart. Null where nothing asks.
 */
function behindRow(
  { rules, respondents, minimum }: Pick<Target, 'rules' | 'respondents' | 'minimum'>,
  has: (name: string) => boolean,
): string | null {
  if (respondents) return '1';
  if (minimum === undefined) return null;
  const names = ['people', ...(rules.addsUp && !minimum.areAmounts ? ['of'] : [])].filter(has);
  const own = [...names.map((name) => `"${name}"`), '1'].join(', ');
  return `greatest(least(coalesce(${own}), ${minimum.count}), 1)`;
}

function withNearest(reason: string, teams: readonly string[]): string {
  const name = /the team `(.*)`, which/.exec(reason)?.[1];
  return name === undefined ? reason : `${reason}${didYouMean(name, teams)}`;
}
