import { z } from 'zod';
import { deliveryNames } from '../../facts/deliveryRhythm.ts';
import { importedFactNames } from '../../facts/imported.ts';

const nameSchema = z
  .string()
  .regex(/^[a-z][a-z0-9_]*$/, 'a name in lower case for SQL, such as `created_at`')
  .refine(
    (name) => !['file', 'row', 'dated', 'file_name'].includes(name),
    'another name: `file`, `row`, `dated` and `file_name` say where a row is from',
  );

const patternSchema = z.string().refine(isPattern, 'a regular expression');

const asSchema = z.enum(
  ['text', 'number', 'percent', 'share', 'money', 'time', 'flag', 'list', 'json'],
  'one of: text, number, percent, share, money, time, flag, list, json',
);

/** What a column of an export is called and how its cells are written. */
const columnSchema = z
  .strictObject({
    from: z
      .union([z.string().min(1), z.array(z.string().min(1)).min(1)])
      .describe(
        'The header of the column; several when it depends on the language or the version of the tool. In JSON, the path of the field: `fields.status.name`.',
      ),
    as: asSchema
      .default('text')
      .describe(
        '`number`; `percent`: 92 or 92 %, which becomes 0.92; `share`: from 0 to 1; `money`: in `currency`; `time`: as `format` says; `flag`: true or false; `list`: every column of that header, or an array; `json`: the value as it is, for SQL.',
      ),
    format: z
      .union([z.string().min(1), z.array(z.string().min(1)).min(1)])
      .default('iso')
      .describe(
        'How a time is written: `iso`, `epoch-seconds`, `epoch-milliseconds`, or with the signs of strptime, such as `%d/%m/%Y %H:%M`; several are tried in order.',
      ),
    match: patternSchema
      .optional()
      .describe('A regular expression whose first group is the value; a cell that does not match is wrong.'),
    values: z
      .record(z.string(), z.string())
      .optional()
      .describe(
        'What a text stands for, such as `{Done: closed}`; any other text is wrong, unless `others` is given.',
      ),
    others: z.string().optional().describe('What every text stands for that `values` does not list.'),
    required: z.boolean().default(false).describe('Whether a row without a value here is wrong.'),
    optional: z
      .boolean()
      .default(false)
      .describe(
        'Whether the export may lack the column; it is then empty. Otherwise a missing column is an error.',
      ),
    min: z.number().optional().describe('The lowest number that is possible.'),
    max: z.number().optional().describe('The highest number that is possible.'),
  })
  .refine(({ format }) => !isAmbiguous(format), {
    path: ['format'],
    message: 'one order of day and month: with both, 03/04 could be either',
  })
  .refine(({ others, values }) => others === undefined || values !== undefined, {
    path: ['others'],
    message: '`others` beside `values`',
  });

const tableFields = z.strictObject({
  files: z
    .union([z.string().min(1), z.array(z.string().min(1)).min(1)])
    .describe('Which files below `data/imports/<id>/`, as globs: `tickets-*.csv`. A name may end in `.gz`.'),
  format: z
    .enum(['csv', 'tsv', 'json', 'ndjson', 'parquet', 'xml'], 'one of: csv, tsv, json, ndjson, parquet, xml')
    .optional()
    .describe('Default: by the end of the file’s name.'),
  encoding: z
    .enum(['utf-8', 'utf-16', 'latin-1'], 'one of: utf-8, utf-16, latin-1')
    .optional()
    .describe('Default: as the first bytes say, else UTF-8.'),
  delimiter: z.string().length(1).default(',').describe('What separates cells of a CSV file.'),
  decimal: z.enum(['.', ',']).default('.').describe('What stands before decimals.'),
  thousands: z
    .enum(['', ',', '.', ' ', "'"])
    .default('')
    .describe('What groups thousands; none unless it is given.'),
  nulls: z
    .array(z.string())
    .default([''])
    .describe('Cells that mean no value, such as `NULL` or `Unknown`; an empty cell always does.'),
  header: patternSchema
    .optional()
    .describe('Where lines precede the table: the first line that matches is its header.'),
  table: z.int().min(1).default(1).describe('Which table of the file, where several lines match `header`.'),
  until: patternSchema
    .optional()
    .describe('The table ends before the first line that matches: a total, a footer, an empty line.'),
  rows: z
    .string()
    .min(1)
    .optional()
    .describe(
      'JSON and XML: the path of the list of rows, such as `issues` or `coverage.packages.package`. Default: the file is the list.',
    ),
  key: z
    .array(nameSchema)
    .min(1)
    .optional()
    .describe('Columns that identify a row: of two rows with the same, the latest counts.'),
  updated: nameSchema
    .optional()
    .describe('The column that says when a row last changed; default: the row of the newest file counts.'),
  columns: z
    .record(nameSchema, columnSchema)
    .describe('The columns that SQL uses; all others are never read.'),
});

const tableSchema = tableFields.refine(({ decimal, thousands }) => decimal !== thousands, {
  path: ['thousands'],
  message: 'another sign than `decimal`',
});

const ofPlaces = {
  team: z.string().min(1).optional().describe('The team of every row; default: its column `team`.'),
  repository: z
    .string()
    .min(1)
    .optional()
    .describe('The repository of every row; default: its column `repository`.'),
};

const selectSchema = z
  .string()
  .min(1)
  .describe(
    'One SQL SELECT over the tables. `hours(a, b)` and `days(a, b)` are the time between two moments. Each table also has `file` and `row`, by which a wrong row is found again, and `dated` and `file_name` of its file.',
  );

const factsSchema = z.strictObject({
  fact: z.enum(importedFactNames, `one of: ${importedFactNames.join(', ')}`).describe('What each row is.'),
  ...ofPlaces,
  select: selectSchema,
});

const observationsSchema = z.strictObject({
  metric: z.string().min(1).describe('The id of the metric: the name of its page.'),
  team: ofPlaces.team.describe('The team of every row, or `organisation`; default: its column `team`.'),
  currency: z
    .string()
    .regex(/^[A-Z]{3}$/, 'a currency such as EUR')
    .optional()
    .describe('The currency of its amounts; needed for metrics of money.'),
  cohort: z
    .string()
    .min(1)
    .max(120)
    .optional()
    .describe('Who or what is counted, where the number is k of n of a cohort: shown beside it.'),
  aggregated: z
    .boolean()
    .default(false)
    .describe('Whether rows are sums of a period instead of single cases; the figure then says so.'),
  select: selectSchema,
});

/** `imports/<id>.yaml`: how exports of another tool become facts and observations. */
export const importSchema = z
  .strictObject({
    title: z.string().min(1).describe('What is imported, in words.'),
    tool: z.string().min(1).describe('The tool, as readers know it; each number names it.'),
    system: z.string().min(1).optional().describe('The id of the system in `systems.yaml`.'),
    about: z.string().optional().describe('How to get the export and schedule it, for readers.'),
    delivered: z
      .enum(deliveryNames, `one of: ${deliveryNames.join(', ')}`)
      .describe(
        'How often the export is delivered; a number that is older than twice that is marked as stale.',
      ),
    timeZone: z
      .string()
      .refine(isTimeZone, 'an IANA time zone, such as `UTC` or `Europe/Amsterdam`')
      .optional()
      .describe(
        'The time zone of times that name none. Without it, such a time is wrong: it is never guessed.',
      ),
    currency: z
      .string()
      .regex(/^[A-Z]{3}$/, 'a currency such as EUR')
      .optional()
      .describe('The currency of columns of money.'),
    teams: z
      .record(z.string(), z.string())
      .default({})
      .describe('Ids of teams by what the tool calls them; ids themselves need no entry.'),
    repositories: z
      .record(z.string(), z.string())
      .default({})
      .describe('Repositories by what the tool calls them, such as a project or a service.'),
    tables: z
      .record(nameSchema, tableSchema)
      .refine((tables) => Object.keys(tables).length > 0, 'at least one table')
      .describe('Tables by their names in SQL.'),
    facts: z
      .array(factsSchema)
      .default([])
      .describe('Issues, incidents, deployments and checks for computed metrics.'),
    observations: z.array(observationsSchema).default([]).describe('Numbers of metrics.'),
  })
  .refine(({ facts, observations }) => facts.length + observations.length > 0, {
    message: 'at least one entry under `facts` or `observations`',
  });

export type Declaration = z.infer<typeof importSchema>;
export type TableDeclaration = Declaration['tables'][string];
export type ColumnDeclaration = TableDeclaration['columns'][string];

/** Whether some formats contain both orders of day and month. */
function isAmbiguous(format: string | readonly string[]): boolean {
  const orders = new Set(
    [format].flat().flatMap((each) => {
      const [day, month] = [each.indexOf('%d'), each.indexOf('%m')];
      return day < 0 || month < 0 || each.indexOf('%Y') === 0 ? [] : [day < month];
    }),
  );
  return orders.size > 1;
}

function isPattern(text: string): boolean {
  try {
    new RegExp(text);
    return true;
  } catch {
    return false;
  }
}

function isTimeZone(zone: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: zone });
    return true;
  } catch {
    return false;
  }
}
