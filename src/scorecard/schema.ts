import { z } from 'zod';
import { deliveryNames } from '../facts/deliveryRhythm.ts';
import { weekdays } from '../facts/weekdays.ts';
import { kindNames } from '../stats/kindNames.ts';
import { obstacles } from '../stats/summary.ts';

/**
 * A scorecard: opinions computed from facts, one file a team and quarter. The same schema is published with
 * the site's JSON API. Each field's description is its documentation there.
 */

/** Raised when the shape of a scorecard changes. */
export const SCORECARD_VERSION = 1;

/** Raised when the shape of the evidence changes. */
export const EVIDENCE_VERSION = 3;

const instant = z.iso.datetime();

/** A browser runs other addresses: `javascript:`. */
const addressSchema = z.url({ protocol: /^https?$/ }).nullable();

const intervalSchema = z
  .strictObject({ low: z.number(), high: z.number(), method: z.string() })
  .describe('A two-sided 95 % interval and how it was reached.');

export const states = ['ok', 'too-few', 'no-data', 'not-applicable', 'withheld', 'partial'] as const;

export const verdicts = [
  'improved',
  'steady',
  'worsened',
  'cannot-tell',
  'too-little-data',
  'no-baseline',
] as const;

const sampleSizeSchema = z
  .strictObject({
    n: z
      .int()
      .nullable()
      .describe(
        'Observations behind the value; for a rate the events. Null when withheld or not applicable.',
      ),
    hits: z.int().nullable().describe('Proportions: how many of the total.'),
    total: z.int().nullable().describe('Proportions: of how many.'),
    events: z.int().nullable().describe('Rates: how many events.'),
    exposure: z.number().nullable().describe('Rates: over how many units of time, in the unit of the rate.'),
    clusters: z
      .int()
      .nullable()
      .default(null)
      .describe(
        'In how many groups the observations come that depend on each other, such as the changes of one deployment; null when each stands alone.',
      ),
    counted: z
      .int()
      .optional()
      .describe(
        'Ratios: how many of the observations add to the numerator, such as defects beside commits; left out where all do.',
      ),
  })
  .describe('The parts of the value.');

const summarySchema = z.strictObject({
  value: z
    .number()
    .nullable()
    .describe('In the metric’s unit, unrounded; null unless the state is `ok` or `partial`.'),
  size: sampleSizeSchema,
  interval: intervalSchema.nullable(),
  p75: z.number().nullable().describe('Distributions with at least 10 observations.'),
  p90: z.number().nullable().describe('Distributions with at least 20 observations.'),
});

const changeSchema = z
  .strictObject({
    measure: z
      .enum(['ratio', 'difference'])
      .describe('`ratio`: now ÷ then, 1 means no change. `difference`: now − then.'),
    estimate: z.number(),
    low: z.number(),
    high: z.number(),
    method: z.string(),
    relative: z.number().nullable().describe('The change as a share of the earlier value.'),
  })
  .describe('The change with its 95 % interval, on the same scale.');

const comparisonSchema = z.strictObject({
  quarters: z.array(z.string()).describe('The quarters compared with, oldest first.'),
  summary: summarySchema,
  change: changeSchema
    .nullable()
    .describe(
      'Null when either side is too small to compare, a level or ratio also when its weeks are too alike.',
    ),
  obstacle: z
    .enum(obstacles)
    .nullable()
    .default(null)
    .describe('Why there is no verdict on the change, whatever it is; null when there may be one.'),
});

const signalSchema = z.strictObject({
  rule: z.enum(['outside', 'shift']),
  side: z.enum(['above', 'below']),
  from: instant.describe('Start of the first week of the signal.'),
  to: instant.describe('Start of its last week.'),
});

const weekSchema = z.strictObject({
  start: instant,
  value: z.number().nullable().describe('Null in a week without observations: a gap, not a zero.'),
  n: z.int().nullable().describe('Null in a week that is withheld.'),
});

const chartSchema = z
  .strictObject({
    weeks: z.array(weekSchema).describe('Up to 26 baseline weeks, then the weeks of this quarter.'),
    quarterFrom: z.int().describe('Index of the quarter’s first week in `weeks`.'),
    limits: z
      .strictObject({
        centre: z.number(),
        lower: z.number().nullable().describe('Null when it would lie below the lowest possible value.'),
        upper: z
          .number()
          .nullable()
          .describe('Null when it would lie above the highest possible value, 100 %.'),
        n: z.int().describe('Baseline weeks with a value.'),
      })
      .nullable()
      .describe(
        'XmR natural process limits from the baseline weeks; null below 12 points, when they are all equal, and where what is counted comes less than once a week.',
      ),
    signals: z
      .array(signalSchema)
      .describe('Unusual weeks outside the limits, and a shift that lasts, among the quarter’s weeks.'),
  })
  .describe('Weekly process-behaviour chart.');

export const itemSchema = z.strictObject({
  id: z.string().describe('`owner/name#123`, or the deployment’s or incident’s identifier.'),
  kind: z.enum(['pull-request', 'commit', 'deployment', 'incident', 'issue', 'milestone', 'record']),
  title: z.string(),
  url: addressSchema,
});

export const evidenceItemSchema = itemSchema.extend({
  at: instant.describe('The moment that places it in the quarter.'),
  value: z.number().nullable().describe('Its value in the metric’s unit; proportions: 1 counts, 0 does not.'),
  note: z.string().nullable().describe('Why it counts as it does: the rule that fired.'),
});

const metricResultSchema = z.strictObject({
  id: z.string(),
  definitionVersion: z.int(),
  kind: z.enum(kindNames),
  unit: z.string(),
  better: z.enum(['lower', 'higher', 'band', 'context']),
  state: z.enum(states),
  reason: z.string().nullable().describe('In words, why there is no value or why it is partial.'),
  summary: summarySchema,
  elapsed: summarySchema
    .nullable()
    .default(null)
    .describe(
      'The same by the calendar, in the definition’s unit, where the value is in working time; ranges are compared with this. Null where the value is by the calendar, or there is none.',
    ),
  baseline: comparisonSchema.nullable(),
  previous: comparisonSchema.nullable(),
  materiality: z.number().describe('The smallest relative change that counts.'),
  verdict: z
    .enum(verdicts)
    .nullable()
    .describe(
      'Null for context metrics and for every state but `ok`, save `too-few`, which is `too-little-data`. `steady`: a change that would matter can be excluded. `cannot-tell`: neither a change nor its absence can be shown.',
    ),
  movedBy: z
    .array(
      z.strictObject({
        by: z.enum(['phase', 'repository', 'size', 'kind']),
        parts: z
          .array(
            z.strictObject({
              name: z.string(),
              effect: z.number().describe('In the metric’s unit; together they are the change in the value.'),
              share: z.number().describe('The effect ÷ the change; below 0 where it works against it.'),
              within: z
                .number()
                .nullable()
                .describe('Proportions and ratios: of the effect, what comes from the segment’s own value.'),
              mix: z
                .number()
                .nullable()
                .describe(
                  'Proportions and ratios: what comes from its having become more or less of the whole.',
                ),
            }),
          )
          .describe('The largest effect first; small segments are pooled as `others`, the last.'),
      }),
    )
    .describe('KPIs that improved or worsened: what the change divides into. Where it happened, not why.'),
  sentence: z.string().describe('What happened, in plain words.'),
  ranges: z.array(
    z.strictObject({
      index: z.int().describe('Position in the definition’s `ranges`.'),
      position: z
        .enum(['inside', 'near', 'outside'])
        .describe('`near`: outside, but the interval reaches the range.'),
    }),
  ),
  phases: z.array(z.strictObject({ id: z.string(), label: z.string(), summary: summarySchema })),
  open: z
    .int()
    .nullable()
    .describe('Items that have begun and not ended at the quarter’s end, which have no duration yet.'),
  excluded: z
    .array(z.strictObject({ reason: z.string(), count: z.int() }))
    .describe('What was left out of this number, and how many.'),
  notes: z.array(z.string()),
  importedFrom: z
    .array(
      z.strictObject({
        import: z.string().describe('The id of the import.'),
        tool: z.string().describe('The tool whose export it is.'),
        exportedAt: instant.describe('The date of its newest file.'),
        delivered: z.enum(deliveryNames).describe('How often the export is delivered.'),
        stale: z.boolean().describe('Whether that is longer ago than twice the time between two deliveries.'),
        aggregated: z.boolean().describe('Whether its rows are sums of a period instead of single cases.'),
        currency: z.string().nullable().describe('The currency of its amounts.'),
        cohort: z
          .string()
          .nullable()
          .default(null)
          .describe('Who or what is counted, where the import says so.'),
      }),
    )
    .default([])
    .describe('Exports of other tools that the number comes from; empty for a computed one.'),
  chart: chartSchema.nullable(),
  evidence: z.strictObject({
    total: z.int(),
    items: z
      .array(evidenceItemSchema)
      .describe('The most influential ones first; the evidence page lists all.'),
  }),
});

const snapshotSchema = z
  .strictObject({
    tool: z
      .string()
      .nullable()
      .describe('The version of Plumbline that stored it; null when that was not noted.'),
    digest: z.string().nullable().describe('SHA-256 of the facts: equal digests are equal facts.'),
    wholeAt: instant
      .nullable()
      .describe(
        'When every row was last asked for: rows and accounts that were deleted before, and labels that were renamed, are known. Null when not noted.',
      ),
    archived: z.boolean().describe('The repository can only be read any more.'),
    fork: z
      .boolean()
      .default(false)
      .describe('The repository is a fork: commits and tags that it took over count as its own.'),
    excluded: z
      .array(z.strictObject({ collection: z.string(), what: z.string(), count: z.int() }))
      .describe('What was read that is not a fact of its collection, with the reason; empty for none.'),
    deleted: z
      .array(z.strictObject({ collection: z.string(), rows: z.int() }))
      .describe('Facts that were stored once and that the source no longer has; empty for none.'),
  })
  .describe('How the facts were stored.');

export const scorecardSchema = z.strictObject({
  schemaVersion: z.literal(SCORECARD_VERSION),
  organisation: z.string(),
  sample: z.boolean().describe('True when the facts are those of the sample organisation.'),
  visibility: z
    .enum(['public', 'internal'])
    .default('internal')
    .describe('`public`: private repositories are left out of every number and list.'),
  scope: z.strictObject({
    kind: z.enum(['team', 'group', 'organisation']),
    id: z.string(),
    name: z.string(),
    about: z.string().nullable(),
    teams: z.array(z.string()).optional().describe('Groups only: ids of the teams that it consists of.'),
  }),
  quarter: z.strictObject({
    id: z.string(),
    start: instant,
    end: instant,
    closed: z.boolean(),
  }),
  asOf: instant.describe('Facts up to here are counted.'),
  timeZone: z.string(),
  clock: z
    .strictObject({
      kind: z.enum(['calendar', 'working']),
      hours: z.array(
        z.strictObject({
          timeZone: z.string(),
          days: z.array(z.enum(weekdays)),
          from: z.string(),
          to: z.string(),
          holidays: z.string().nullable().describe('The region of the public holidays; null for none.'),
        }),
      ),
    })
    .default({ kind: 'calendar', hours: [] })
    .describe(
      'How the time is counted in which people wait or work. `working`: by the hours of the team that has an item; `hours` are those of all teams that the page counts.',
    ),
  activePeople: z.int().describe('People who had a pull request merged or reviewed one in the quarter.'),
  kpis: z.array(z.string()).describe('Metric ids in the team’s order.'),
  baselineFrom: z.enum(['org.yaml', 'default']),
  repositories: z.array(
    z.strictObject({
      name: z.string(),
      url: addressSchema,
      source: z.string(),
      deploymentsFrom: z.string().describe('What counts as a deployment here, in words.'),
      readThrough: instant,
      partial: z.array(z.string()).describe('What is missing, in words; empty when complete.'),
      read: z
        .array(
          z.strictObject({
            collection: z.string(),
            rows: z
              .int()
              .nullable()
              .describe(
                'Null where fewer than four people wrote what was merged lately: it would speak of them.',
              ),
            expected: z
              .int()
              .nullable()
              .describe('The number of rows by the count of GitHub or git; null without a count.'),
            pages: z
              .int()
              .nullable()
              .describe('Pages of the source’s that they fill; null where it has none.'),
            since: instant.nullable().describe('They were asked for from here on; null for all of them.'),
          }),
        )
        .describe(
          'Facts that the snapshot holds, by collection that was read; those set aside are among them.',
        ),
      snapshot: snapshotSchema,
      quarantined: z
        .array(z.strictObject({ reason: z.string(), count: z.int() }))
        .describe('Facts that contradict themselves and that no metric has seen, by reason; empty for none.'),
    }),
  ),
  unreadable: z
    .array(
      z.strictObject({
        repository: z.string().nullable().describe('Null on a public site: it may be a private one.'),
        why: z.string().describe('In words.'),
      }),
    )
    .default([])
    .describe(
      'Repositories whose facts could not be read: figures that depend on them are partial. Empty for none.',
    ),
  privateLeftOut: z
    .int()
    .default(0)
    .describe('How many private repositories are left out; 0 where the site is internal.'),
  leftOutTeams: z
    .array(z.string())
    .describe(
      'Organisation and groups only: teams that are left out because they are withheld; what another team owns as well counts with that.',
    ),
  unownedLeftOut: z
    .boolean()
    .default(false)
    .describe('Organisation only: what no team owns is left out, as fewer than four people wrote it.'),
  imports: z
    .array(
      z.strictObject({
        id: z.string(),
        title: z.string(),
        tool: z.string(),
        delivered: z.enum(deliveryNames).describe('How often the export is delivered.'),
        exportedAt: instant.describe('The date of its newest file.'),
        stale: z.boolean().describe('Whether that is longer ago than twice the time between two deliveries.'),
        files: z.array(z.strictObject({ name: z.string(), rows: z.int() })),
        setAside: z
          .array(z.strictObject({ reason: z.string(), count: z.int(), first: z.string() }))
          .describe(
            'Rows that are neither a fact nor an observation, by reason, with the place of the first.',
          ),
        metrics: z.array(z.string()).describe('Ids of the metrics that it feeds.'),
        facts: z.array(z.strictObject({ fact: z.string(), rows: z.int() })),
      }),
    )
    .default([])
    .describe('Organisation only: exports of other tools, as they were read.'),
  metrics: z.array(metricResultSchema),
});

export type Scorecard = z.infer<typeof scorecardSchema>;
export type MetricResult = z.infer<typeof metricResultSchema>;
export type EvidenceItem = z.infer<typeof evidenceItemSchema>;
/**
 * Every item behind a scorecard’s numbers, as `<scope>.evidence.parquet` holds it. The organisation’s holds only the
 * items that no team owns; the others are in the teams’.
 */
export interface Evidence {
  scope: string;
  quarter: string;
  /** By metric, the items behind its number, each once. */
  behind: Readonly<Record<string, readonly EvidenceItem[]>>;
}

export type Verdict = (typeof verdicts)[number];
export type State = (typeof states)[number];
export type Comparison = z.infer<typeof comparisonSchema>;
export type SummaryRow = z.infer<typeof summarySchema>;
