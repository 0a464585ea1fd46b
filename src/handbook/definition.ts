import { z } from 'zod';

/**
 * A metric's definition: the frontmatter of `content/metrics/<id>.mdx`. Nothing in it is repeated by hand
 * elsewhere. Each field's description is its help for the person who writes it.
 */

const id = z
  .string()
  .regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, 'an id in lower case with hyphens, such as `cycle-time`');

const sourceSchema = z
  .strictObject({
    title: z.string().min(1).describe('Title of the document, as it stands there.'),
    publisher: z.string().min(1).describe('Who published it.'),
    url: z.url('a full https address').optional().describe('Where a reader can open it.'),
    year: z.int().min(1900).optional().describe('Year of publication or of the data.'),
    version: z.string().optional().describe('Version or edition of the report, where it has one.'),
  })
  .describe('Where a figure comes from.');

const rangeSchema = z
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
        '`guide`: what the source recommends; the number is held against it. `description`: what a survey found; shown, never compared.',
      ),
    text: z.string().min(1).describe('The range in words, as a reader should see it.'),
    source: sourceSchema,
  })
  .refine(
    (range) => range.min === null || range.max === null || range.min <= range.max,
    'a range whose lower bound is not above its upper bound',
  );

const warningSchema = z.strictObject({
  text: z.string().min(1).describe('The warning signal in one sentence.'),
  source: sourceSchema,
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

export const definitionSchema = z.strictObject({
  title: z.string().min(1).describe('The metric’s name in the standard terms of the field.'),
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
  tier: z
    .enum(
      ['leading', 'lagging', 'business', 'pulse', 'activity'],
      'one of: leading, lagging, business, pulse, activity',
    )
    .describe('Its place in the KPI pyramid.'),
  leadsTo: z.array(id).default([]).describe('Metrics that this one is an early sign of.'),
  kind: z
    .enum(
      ['distribution', 'proportion', 'rate', 'ratio', 'level'],
      'one of: distribution, proportion, rate, ratio, level',
    )
    .describe('How it is measured; decides value, uncertainty, comparison and chart.'),
  unit: z
    .enum(
      [
        'hours',
        'lines',
        'share',
        'per-week',
        'pull-requests',
        'days',
        'count',
        'score',
        'currency',
        'seconds',
        'per-month',
      ],
      'a known unit',
    )
    .describe('Unit of the value. `share` is stored from 0 to 1 and shown in per cent.'),
  better: z
    .enum(['lower', 'higher', 'band', 'context'], 'one of: lower, higher, band, context')
    .describe('Which direction is better. `context` has none and gets no verdict.'),
  band: z
    .strictObject({ min: z.number(), max: z.number() })
    .optional()
    .describe('For `better: band`: the range outside of which is worse on either side.'),
  formula: z.string().min(1).describe('The formula in words and symbols.'),
  population: z.string().min(1).describe('What is counted.'),
  clock: z.string().min(1).describe('When the clock starts and stops, or what dates an observation.'),
  excludes: z.array(z.string()).default([]).describe('What is left out, and why.'),
  live: z
    .array(z.enum(['pr', 'ci', 'deploy', 'issue', 'git', 'import']))
    .default([])
    .describe('Which facts the number comes from; empty when it is never computed.'),
  ranges: z
    .array(rangeSchema)
    .default([])
    .describe('Ranges that sources give, side by side where they disagree.'),
  warnings: z.array(warningSchema).default([]).describe('Warning signals that sources give.'),
  gamedBy: z.array(z.string()).min(1).describe('How the number can be improved without improving anything.'),
  counterMetrics: z.array(id).describe('Metrics that move the wrong way when this one is gamed.'),
  notFor: z.array(z.string()).min(1).describe('What it must not be used for.'),
  cadence: z
    .enum(['weekly', 'monthly', 'quarterly'], 'one of: weekly, monthly, quarterly')
    .describe('How often to look at it.'),
  stage: z
    .array(z.enum(['planning', 'development', 'testing', 'deployment', 'maintenance']))
    .describe('Project stages in which it matters most.'),
  responsibility: z.array(z.string()).default([]).describe('Responsibilities that it serves.'),
  rules: z.array(id).default([]).describe('Rules that guard its use.'),
  antiPatterns: z.array(id).default([]).describe('Anti-patterns that it invites.'),
  playbooks: z.array(id).default([]).describe('Playbooks for when it moves.'),
  synonyms: z.array(z.string()).default([]).describe('Other names that readers search for.'),
  version: z.int().min(1).describe('Raised whenever the way of computing changes; a restatement names it.'),
  since: z.string().describe('The version of Plumbline in which the current definition began.'),
});

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
