import { quoted } from '../../facts/duckdb.ts';
import type { ColumnDeclaration, TableDeclaration } from './declaration.ts';

/** How one declared column is read. */
export interface ColumnSql {
  name: string;
  /** Its value; null for none, and for a cell that cannot be one. */
  value: string;
  /** Why a row is set aside for it; null for no reason, and without SQL where there cannot be one. */
  fault: string | null;
}

type Writing = Pick<TableDeclaration, 'decimal' | 'thousands' | 'nulls'>;

/** What a cell's SQL depends on beside its own declaration. */
export interface Terms {
  writing: Writing;
  timeZone: string | undefined;
  currency: string | undefined;
}

/**
 * @param cells the expression of each column of that header: one, unless the header is repeated
 * @param isJson whether a cell is JSON
 */
export function columnSql(
  name: string,
  column: ColumnDeclaration,
  cells: readonly string[],
  isJson: boolean,
  terms: Terms,
): ColumnSql {
  const [cell = 'NULL'] = cells;
  if (column.as === 'json') return { name, value: isJson ? cell : `TRY_CAST(${cell} AS JSON)`, fault: null };
  if (column.as === 'list') {
    const value = isJson
      ? `CAST(${cell} AS VARCHAR[])`
      : `list_filter([${cells.map((each) => `nullif(trim(${each}), '')`).join(', ')}], lambda each: each IS NOT NULL)`;
    return { name, value, fault: null };
  }
  const written = isJson ? `(${cell} ->> '$')` : cell;
  const text = textSql(written, terms.writing.nulls);
  const matched =
    column.match === undefined ? text : `nullif(regexp_extract(${text}, ${quoted(column.match)}, 1), '')`;
  const meant = column.values === undefined ? matched : mappedSql(matched, column.values, column.others);
  const value = valueSql(column, isCast(column, terms.writing) ? written : meant, terms);
  const isText = column.as === 'text' && column.match === undefined && column.values === undefined;
  const wrong = isText ? 'NULL' : quoted(`\`${name}\` is ${faultWords(column, terms)}`);
  const empty = column.required ? quoted(`\`${name}\` is empty`) : 'NULL';
  const cases = [
    ...(isText && !column.required
      ? []
      : [`WHEN ${value} IS NULL THEN CASE WHEN ${text} IS NULL THEN ${empty} ELSE ${wrong} END`]),
    ...rangeCases(name, column, value),
  ];
  return { name, value, fault: cases.length === 0 ? null : `CASE ${cases.join(' ')} END` };
}

function textSql(cell: string, nulls: readonly string[]): string {
  const none = [...new Set(['', ...nulls])];
  // Few cells have spaces around them, and to trim each costs as much as to read it.
  return none.length === 1
    ? `CASE WHEN prefix(${cell}, ' ') OR suffix(${cell}, ' ') THEN nullif(trim(${cell}), '') WHEN ${cell} <> '' THEN ${cell} END`
    : `CASE WHEN trim(${cell}) IN (${none.map(quoted).join(', ')}) THEN NULL ELSE trim(${cell}) END`;
}

/** Whether the database can make the value of the cell as it is, with spaces around it or none. */
function isCast(
  { as, match, values, format }: ColumnDeclaration,
  { nulls, decimal, thousands }: Writing,
): boolean {
  if (match !== undefined || values !== undefined || nulls.some((each) => each !== '')) return false;
  return as === 'time'
    ? format === 'iso'
    : (as === 'number' || as === 'share') && decimal === '.' && thousands === '';
}

function mappedSql(
  text: string,
  values: Readonly<Record<string, string>>,
  others: string | undefined,
): string {
  const cases = Object.entries(values).map(([from, to]) => `WHEN ${quoted(from)} THEN ${quoted(to)}`);
  const rest =
    others === undefined ? '' : ` ELSE CASE WHEN ${text} IS NULL THEN NULL ELSE ${quoted(others)} END`;
  return cases.length === 0 ? text : `CASE ${text} ${cases.join(' ')}${rest} END`;
}

function valueSql(column: ColumnDeclaration, text: string, { writing, timeZone, currency }: Terms): string {
  switch (column.as) {
    case 'number':
    case 'share':
      return numberSql(text, writing);
    case 'percent':
      return `${numberSql(`rtrim(${text}, ' %\u00a0\u202f')`, writing)} / 100`;
    case 'money':
      return moneySql(text, writing, currency);
    case 'time':
      return timeSql(text, [column.format].flat(), timeZone);
    case 'flag':
      return `CASE WHEN lower(${text}) IN ('true', 'yes', '1', 'y') THEN true WHEN lower(${text}) IN ('false', 'no', '0', 'n') THEN false END`;
    default:
      return text;
  }
}

/** What groups thousands, as a pattern: programs write other blanks and apostrophes than keyboards. */
const GROUPS = { ',': ',', '.': '\\.', ' ': '[ \u00a0\u202f]', "'": "['’]" };

function numberSql(text: string, { decimal, thousands }: Writing): string {
  const isPlain = thousands === '' && decimal === '.';
  // Otherwise 1.234 could be read as 1234 or the other way round.
  const pattern = `[+-]? ?(?:[0-9]*${thousands === '' ? '' : `|[0-9]{1,3}(?:${GROUPS[thousands]}[0-9]{2,3})*${GROUPS[thousands]}[0-9]{3}`})(?:${decimal === '.' ? '\\.' : ','}[0-9]*)?(?:[eE][+-]?[0-9]+)?`;
  const joined = thousands === '' ? text : `regexp_replace(${text}, ${quoted(GROUPS[thousands])}, '', 'g')`;
  const point = decimal === '.' ? joined : `replace(${joined}, ',', '.')`;
  const number = isPlain
    ? `TRY_CAST(${text} AS DOUBLE)`
    : `CASE WHEN regexp_full_match(${text}, ${quoted(pattern)}) THEN TRY_CAST(${point} AS DOUBLE) END`;
  return `CASE WHEN isfinite(${number}) THEN ${number} END`;
}

/** An amount in another currency is none: its sign or its three letters say so. */
function moneySql(text: string, writing: Writing, currency: string | undefined): string {
  const own = (sign: string, currencies: RegExp): string | null =>
    currency !== undefined && currencies.test(currency) ? null : `contains(${text}, '${sign}')`;
  const foreign = [
    own('€', /^EUR$/),
    own('$', /D$/),
    own('£', /^GBP$/),
    own('¥', /^(?:JPY|CNY)$/),
    `nullif(regexp_extract(${text}, '[A-Z]{3}'), '') <> ${quoted(currency ?? '')}`,
  ].filter((each) => each !== null);
  const bare = `regexp_replace(${text}, '[A-Z]{2,3}|[€$£¥\\s\u00a0\u202f]', '', 'g')`;
  const signed = `CASE WHEN ${bare} LIKE '(%)' THEN '-' || trim(${bare}, '()') ELSE ${bare} END`;
  return `CASE WHEN coalesce(${foreign.join(' OR ')}, false) THEN NULL ELSE ${numberSql(`(${signed})`, writing)} END`;
}

const HAS_ZONE = ':.*(?:Z|[+-][0-9]{2}(?::?[0-9]{2})?) *$';

function timeSql(text: string, formats: readonly string[], timeZone: string | undefined): string {
  const inZone = (local: string): string =>
    timeZone === undefined ? 'NULL' : `timezone(${quoted(timeZone)}, ${local})`;
  const one = (format: string): string => {
    switch (format) {
      case 'iso':
        return `CASE WHEN suffix(${text}, 'Z') THEN TRY_CAST(${text} AS TIMESTAMPTZ) WHEN regexp_matches(${text}, '${HAS_ZONE}') THEN TRY_CAST(${text} AS TIMESTAMPTZ) ELSE ${inZone(`TRY_CAST(${text} AS TIMESTAMP)`)} END`;
      case 'epoch-seconds':
        return `to_timestamp(TRY_CAST(${text} AS DOUBLE))`;
      case 'epoch-milliseconds':
        return `to_timestamp(TRY_CAST(${text} AS DOUBLE) / 1000)`;
      default:
        return format.includes('%z') || format.includes('%Z')
          ? `try_strptime(${text}, ${quoted(format)})`
          : inZone(`try_strptime(${text}, ${quoted(format)})`);
    }
  };
  return formats.length === 1 ? one(formats[0] ?? 'iso') : `coalesce(${formats.map(one).join(', ')})`;
}

function faultWords({ as, format, match, values }: ColumnDeclaration, { timeZone, currency }: Terms): string {
  if (as === 'time') {
    const zone = timeZone === undefined ? ', or names no time zone while the import declares none' : '';
    return `not a time as ${[format]
      .flat()
      .map((each) => `\`${each}\``)
      .join(' or ')}${zone}`;
  }
  if (as === 'money') return `not an amount in ${currency ?? 'a declared currency'}`;
  if (values !== undefined) return 'none of the declared values';
  if (match !== undefined) return `not as \`${match}\``;
  return {
    number: 'not a number',
    percent: 'not a percentage',
    share: 'not a share',
    flag: 'not true or false',
  }[as === 'percent' || as === 'share' || as === 'flag' ? as : 'number'];
}

function rangeCases(name: string, { as, min, max }: ColumnDeclaration, value: string): string[] {
  const low = min ?? (as === 'share' ? 0 : undefined);
  const high = max ?? (as === 'share' ? 1 : undefined);
  return [
    ...(low === undefined ? [] : [`WHEN ${value} < ${low} THEN ${quoted(`\`${name}\` is below ${low}`)}`]),
    ...(high === undefined ? [] : [`WHEN ${value} > ${high} THEN ${quoted(`\`${name}\` is above ${high}`)}`]),
  ];
}
