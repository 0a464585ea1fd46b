import { z } from 'zod';
import { kindNames } from '../stats/kindNames.ts';
import { idSchema } from './id.ts';
import { type Source, sourceSchema } from './source.ts';
import { unitNames } from './units.ts';

const rangeSchema = (source: z.ZodType<Source>) =>
  z
    .strictObject({
      label: z
        .string()
        .min(1)
        .describe('What the range is called there: "target", "elite", "high performers".'),
      min: z.number().nullable().describe('Lower bound in the metric’s unit; null for none.'),
      max: z.number().nullable().describe('Upper bound in the metric’s unit; null for none.'),
      minInclusive: z.boolean().default(true).describe('Whether the lower bound itself is inside.'),
      maxInclusive: z.boolean().default(false).describe('Whether the upper bound itself is inside.'),
      use: z
        .enum(['guide', 'description'], 'guide or description')
        .describe(
          '`guide`: what the source recommends; the number is compared with it. `description`: what a survey found; shown, never compared.',
        ),
      text: z.string().min(1).describe('The range in words, as a reader should see it.'),
      source,
    })
    .refine(
      (range) => range.min === null || range.max === null || range.min <= range.max,
      'a range whose lower bound is not above its upper bound',
    );

const warningSchema = (source: z.ZodType<Source>) =>
  z.strictObject({
    text: z.string().min(1).describe('The warning signal in one sentence.'),
    above: z.number().optional().describe('The value above which the source warns, in the metric’s unit.'),
    below: z.number().optional().describe('The value below which the source warns, in the metric’s unit.'),
    source,
  });

export const families = [
  'delivery',
  'flow',
  'review',
  'code-health',
  'quality',
  'reliability',
  'team-health',
  'collaboration',
  'planning',
  'customer',
  'adoption',
  'business',
  'individual-pulse',
  'activity',
] as const;

/** Systems that facts come from; `content/systems.yaml` says how each reaches Plumbline. */
export const systems = [
  'github',
  'github-actions',
  'gitlab-ci',
  'jenkins',
  'jira',
  'trello',
  'crm',
  'google-analytics',
  'amplitude',
  'code-climate-velocity',
  'application-monitoring',
  'feature-flags',
  'incident-reports',
  'people-system',
  'survey',
  'finance-system',
] as const;

export const stages = ['planning', 'development', 'testing', 'deployment', 'maintenance'] as const;

export const responsibilities = [
  'code-standards',
  'release-management',
  'team-capacity',
  'stakeholder-alignment',
] as const;

export const tiers = ['leading', 'lagging', 'business', 'pulse', 'activity'] as const;

/** From the shortest to the longest; those tied to an event come between days and weeks. */
export const cadences = [
  'real-time',
  'hourly',
  'daily',
  'per transaction',
  'per deployment',
  'per release',
  'per sprint',
  'weekly',
  'monthly',
  'quarterly',
] as const;

export const definitionWith = (source: z.ZodType<Source>) =>
  z.strictObject({
    title: z.string().min(1).describe('The metric’s name in the standard terms of the field.'),
    subtitle: z
      .string()
      .min(1)
      .optional()
      .describe(
        'What is measured under this name, where the field uses the name for something else as well.',
      ),
    question: z
      .string()
      .endsWith('?', 'a question that ends with a question mark')
      .describe('The one question that this metric answers.'),
    description: z
      .string()
      .min(40)
      .max(180)
      .describe('One or two sentences for search results and cards, 40 to 180 characters.'),
    family: z.enum(families, `one of: ${families.join(', ')}`).describe('The catalogue’s family.'),
    tier: z.enum(tiers, `one of: ${tiers.join(', ')}`).describe('Its place in the KPI pyramid.'),
    leadsTo: z.array(idSchema).default([]).describe('Metrics that this one is an early sign of.'),
    kind: z
      .enum(kindNames, `one of: ${kindNames.join(', ')}`)
      .describe('How it is measured; decides value, uncertainty, comparison and chart.'),
    unit: z
      .enum(unitNames, `a known unit: ${unitNames.join(', ')}`)
      .describe(
        'Unit of the value. `share` is stored from 0 to 1 and shown in per cent. `days-late` is for days from a date, negative before it: such values are compared by difference, all others by ratio or in their own way.',
      ),
    better: z
      .enum(['lower', 'higher', 'band', 'context'], 'one of: lower, higher, band, context')
      .describe('Which direction is better. `context` has none and gets no verdict.'),
    band: z
      .strictObject({
        min: z.number().describe('Lower bound in the metric’s unit.'),
        max: z.number().describe('Upper bound in the metric’s unit.'),
      })
      .optional()
      .describe('For `better: band`: the range outside of which is worse on either side.'),
    says: z
      .string()
      .includes('{value}')
      .optional()
      .describe(
        'The value in a sentence, with `{value}` in its place: "Half of all changes got a first review within {value}".',
      ),
    clusters: z
      .strictObject({
        of: z.string().min(1).describe('What is observed, in the plural: "changes".'),
        one: z.string().min(1).describe('What they come in: "deployment".'),
        many: z.string().min(1).describe('The same in the plural: "deployments".'),
        by: z.enum(['in', 'from']).optional().describe('What joins the two: "incidents from 2 causes".'),
      })
      .optional()
      .describe('What its observations depend on together: those that come in one count once.'),
    counts: z
      .strictObject({
        one: z.string().min(1).describe('What it counts: "defect".'),
        many: z.string().min(1).describe('The same in the plural: "defects".'),
        among: z
          .strictObject({
            one: z.string().min(1).describe('One of it: "commit".'),
            many: z.string().min(1).describe('The same in the plural: "commits".'),
          })
          .describe('What the denominator is made of: "commit", "commits".'),
      })
      .optional()
      .describe(
        'Ratios whose numerator counts things, so that each adds 1. None of them then has an upper limit.',
      ),
    formula: z.string().min(1).describe('The formula in words and symbols.'),
    population: z.string().min(1).describe('What is counted.'),
    clock: z.string().min(1).describe('When the clock starts and stops, or what dates an observation.'),
    excludes: z.array(z.string()).default([]).describe('What is left out, and why.'),
    live: z
      .array(z.enum(['pr', 'ci', 'deploy', 'issue', 'git', 'import']))
      .default([])
      .describe('Which facts the number comes from; empty when it is never computed.'),
    respondents: z
      .boolean()
      .default(false)
      .describe(
        'Imported metrics: whether each row is about one member of a team, such as an answer to a survey. Rows are then stored as sums by month, and a figure of fewer than four people is withheld.',
      ),
    minimum: z
      .strictObject({
        count: z.int().min(3).describe('The fewest that a figure may have behind it.'),
        of: z.string().min(1).describe('What is counted, in the plural: "customers".'),
        areAmounts: z
          .boolean()
          .default(false)
          .describe(
            'Whether each is an amount: the figure is then also withheld where one is more than three quarters of a sum.',
          ),
      })
      .optional()
      .describe(
        'Imported metrics of customers or money: how many customers, answers or amounts have to be behind a figure; otherwise it is withheld.',
      ),
    systems: z
      .array(z.enum(systems, `one of: ${systems.join(', ')}`))
      .min(1, 'at least one system that would hold the facts')
      .describe('Systems that hold the facts.'),
    ranges: z
      .array(rangeSchema(source))
      .default([])
      .describe('Ranges that sources give, side by side where they disagree.'),
    warnings: z.array(warningSchema(source)).default([]).describe('Warning signals that sources give.'),
    gamedBy: z
      .array(z.string())
      .min(1)
      .describe('How the number can be improved without improving anything.'),
    counterMetrics: z.array(idSchema).describe('Metrics that move the wrong way when this one is gamed.'),
    notFor: z.array(z.string()).min(1).describe('What it must not be used for.'),
    cadence: z
      .enum(cadences, `one of: ${cadences.join(', ')}`)
      .describe(
        'How often to look at it. What has to be noticed at once or within the hour needs an alert; the scorecard then shows the quarter.',
      ),
    stage: z
      .array(z.enum(stages, `one of: ${stages.join(', ')}`))
      .min(1, 'at least one stage')
      .describe('Project stages in which it matters most.'),
    responsibility: z
      .array(z.enum(responsibilities, `one of: ${responsibilities.join(', ')}`))
      .default([])
      .describe('Responsibilities that it serves.'),
    rules: z.array(idSchema).default([]).describe('Rules that guard its use, at least one.'),
    antiPatterns: z.array(idSchema).default([]).describe('Anti-patterns that it invites.'),
    playbooks: z.array(idSchema).default([]).describe('Playbooks for when it moves.'),
    synonyms: z.array(z.string()).default([]).describe('Other names that readers search for, at least two.'),
    formerIds: z
      .array(idSchema)
      .default([])
      .describe('Ids that the metric had before: their addresses lead to this page.'),
    retired: z
      .strictObject({
        since: z.iso.date('a date as YYYY-MM-DD').describe('The day on which it was retired.'),
        reason: z.string().min(20, 'a whole sentence').describe('Why, in a sentence.'),
        replacedBy: idSchema.optional().describe('The metric to look at instead.'),
      })
      .optional()
      .describe('Set when nobody should choose the metric any more. What was computed stays.'),
    version: z.int().min(1).describe('Raised whenever the way of computing changes; a restatement names it.'),
    since: z.string().describe('The version of Plumbline in which the current definition began.'),
  });

/**
 * A metric's definition: the frontmatter of `content/metrics/<id>.mdx`, with its sources in full. Nothing in it is
 * repeated by hand elsewhere. Each field's description is its help for the person who writes it.
 */
export const definitionSchema = definitionWith(sourceSchema);

export type Definition = z.infer<typeof definitionSchema>;
export type Range = Definition['ranges'][number];

/** The headings that every metric page has, in this order. */
export const metricHeadings = [
  'What it tells you',
  'How it is computed here',
  'What good looks like',
  'Warning signals',
  'How it is gamed',
  'Rule and example',
  'What to do about it',
  'Sources',
] as const;
