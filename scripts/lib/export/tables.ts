/** What a cell of an exported table holds. A moment is in UTC. */
export type CellType = 'text' | 'number' | 'yes-no' | 'moment';

export interface ExportedColumn {
  name: string;
  type: CellType;
  about: string;
}

/** A table of the export, one row for each of what `about` says. */
export interface ExportedTable {
  name: string;
  about: string;
  columns: readonly ExportedColumn[];
  /** A query of the items, for a table that is made from them; null for one that is filled from scorecards. */
  sql: string | null;
}

const text = (name: string, about: string): ExportedColumn => ({ name, type: 'text', about });
const number = (name: string, about: string): ExportedColumn => ({ name, type: 'number', about });
const yesNo = (name: string, about: string): ExportedColumn => ({ name, type: 'yes-no', about });
const moment = (name: string, about: string): ExportedColumn => ({ name, type: 'moment', about });

const quarter = text('quarter', 'The quarter: 2026-Q3, 2026-H1 or FY2026-Q3.');
const scope = text(
  'scope',
  'Id of the team or of the group of teams; `organisation` for the whole organisation.',
);
const scopeKind = text(
  'scope_kind',
  'team, group or organisation: what a team did is also in the rows of its groups and of the organisation.',
);
const metric = text('metric', 'Id of the metric, which is the name of its page.');
const sample = yesNo('sample', 'Whether the facts are those of the sample organisation.');
const item = [
  text('id', 'What a reader can open, such as `owner/name#123`; with it, your own data can be joined.'),
  text('title', 'Its title.'),
  text('url', 'Its address.'),
];

/** From where a team's items come once a quarter, whichever figures count them. */
const once = (kind: string, columns: string) =>
  `SELECT sample, quarter, scope, id, any_value(title) AS title, any_value(url) AS url, min("at") AS "at", ${columns}
  FROM items WHERE kind = '${kind}' GROUP BY ALL ORDER BY quarter, scope, "at", id`;

const valueBy = (id: string) => `max("value") FILTER (metric = '${id}')`;

/** Every table, with the meaning of each column: the data dictionary and the schema are made from it. */
export const exportedTables: readonly ExportedTable[] = [
  {
    name: 'kpis',
    about: 'a metric of a team, of a group of teams, or of the organisation, in a quarter',
    columns: [
      sample,
      quarter,
      moment('quarter_start', 'Start of the quarter, included.'),
      moment('quarter_end', 'End of the quarter, excluded.'),
      yesNo('closed', 'Whether the quarter has ended.'),
      scope,
      scopeKind,
      text('scope_name', 'Name of the team, of the group or of the organisation.'),
      metric,
      text('title', 'Name of the metric.'),
      yesNo('is_kpi', 'Whether the team steers by it in that quarter.'),
      text('kind', 'Kind of measurement: distribution, proportion, rate, ratio, level or net share.'),
      text('unit', 'Unit of `value`; a share runs from 0 to 1.'),
      text('better', 'Which direction is better: lower, higher, band, or context for none.'),
      number('definition_version', 'Version of the definition.'),
      text('state', 'ok, too-few, no-data, not-applicable, withheld or partial.'),
      text('reason', 'Why there is no value, in words.'),
      number('value', 'The figure, not rounded; empty unless the state is ok or partial.'),
      number('low', 'Lower end of its 95 % interval; empty where it has none or that cannot be determined.'),
      number('high', 'Upper end of its 95 % interval; empty where it has none or that cannot be determined.'),
      number('n', 'Observations behind it.'),
      text('verdict', 'improved, steady, worsened, cannot-tell, too-little-data or no-baseline.'),
      text('baseline_quarters', 'The quarters that it is compared with, separated by a space.'),
      number('baseline_value', 'The figure of those quarters together.'),
      text('change_measure', 'ratio: now ÷ then. difference: now − then.'),
      number('change', 'The change against the baseline.'),
      number(
        'change_low',
        'Lower end of its 95 % interval; empty where that cannot be determined: beyond a factor of 100.',
      ),
      number(
        'change_high',
        'Upper end of its 95 % interval; empty where that cannot be determined: beyond a factor of 100.',
      ),
    ],
    sql: null,
  },
  {
    name: 'weeks',
    about:
      'a week of a metric, as a scorecard charts it: up to 26 weeks of the baseline, then those of the quarter',
    columns: [
      sample,
      quarter,
      scope,
      scopeKind,
      metric,
      moment('week_start', 'Start of the week.'),
      yesNo('in_quarter', 'Whether it is a week of the quarter; else of the baseline.'),
      number('value', 'The week’s figure; empty in a week without observations.'),
      number('n', 'Observations behind it; empty where they are withheld.'),
    ],
    sql: null,
  },
  {
    name: 'items',
    about:
      'an item that a metric of a team counts in a quarter; under `organisation` are only the items that no team owns, and groups have none',
    columns: [
      sample,
      quarter,
      scope,
      scopeKind,
      metric,
      ...item,
      text('kind', 'pull-request, commit, deployment, incident, issue, milestone or record.'),
      moment('at', 'The moment that places it in the quarter.'),
      number('value', 'Its value in the metric’s unit; of a proportion 1 counts and 0 does not.'),
      text('note', 'Why it counts as it does.'),
    ],
    sql: null,
  },
  {
    name: 'deployments',
    about: 'a deployment of a team in a quarter',
    columns: [
      sample,
      quarter,
      scope,
      ...item,
      moment('at', 'When it was deployed.'),
      number('succeeded', '1 when it went live, 0 when it did not; empty where that is not known.'),
      number('failed', '1 when it had to be repaired, 0 when not; empty where that is not known.'),
      text('why_failed', 'What shows that it had to be repaired.'),
    ],
    sql: once(
      'deployment',
      `${valueBy('deployment-success-rate')} AS succeeded, ${valueBy('change-failure-rate')} AS failed,
      any_value(note) FILTER (metric = 'change-failure-rate' AND "value" = 1) AS why_failed`,
    ),
  },
  {
    name: 'incidents',
    about: 'an incident of a team in a quarter',
    columns: [
      sample,
      quarter,
      scope,
      ...item,
      moment('at', 'The moment that places it in the quarter.'),
      number('restore_hours', 'Hours from the failure to its repair; empty where that is not known.'),
      number('resolve_hours', 'Hours from its opening to its resolution; empty while it is open.'),
    ],
    sql: once(
      'incident',
      `${valueBy('time-to-restore-service')} AS restore_hours, ${valueBy('time-to-resolve')} AS resolve_hours`,
    ),
  },
  {
    name: 'imports',
    about: 'an export of another tool, as it was read last',
    columns: [
      sample,
      text('id', 'Id of the import.'),
      text('title', 'Its title.'),
      text('tool', 'The tool whose export it is.'),
      text('delivered', 'How often it is delivered.'),
      moment('exported_at', 'The date of its newest file.'),
      yesNo('stale', 'Whether that is longer ago than twice the time between two deliveries.'),
      text('metrics', 'Ids of the metrics that it feeds, separated by a space.'),
      number('set_aside', 'Rows that could not be used.'),
    ],
    sql: null,
  },
];
