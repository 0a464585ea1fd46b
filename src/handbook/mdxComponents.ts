import { z } from 'zod';
import { idSchema } from './id.ts';

/** What a page may say of a figure of the sample scorecard. */
export const sampleParts = ['value', 'n', 'interval', 'baseline', 'change', 'verdict'] as const;

const sentence = z.string().min(10, 'a whole sentence');

/** The components that a page of the handbook may use, with what each needs. */
export const componentProps = {
  /** Whether and from what a metric is measured here; on a metric's own page. */
  HowWeComputeIt: z.strictObject({}),
  /** Small numbers, worked through. */
  WorkedExample: z.strictObject({}),
  /** Where a reader could do harm. */
  Warning: z.strictObject({}),
  /** How often verdicts are wrong, as a table. */
  ErrorRates: z.strictObject({
    of: z.enum(['simulated', 'shuffled', 'change-points'], 'one of: simulated, shuffled, change-points'),
  }),
  /** A rule and its example, of this page alone. */
  RuleExample: z.strictObject({ rule: sentence, example: sentence }),
  /** A rule of `content/rules` and its example. */
  Rule: z.strictObject({ id: idSchema }),
  /** A metric's ranges and warnings by source. */
  Ranges: z.strictObject({ metric: idSchema }),
  /** A chart drawn from data. */
  Picture: z.strictObject({ of: idSchema, caption: sentence }),
  /** A metric's present figures in the teams of the organisation, with their trend. */
  Ours: z.strictObject({ metric: idSchema }),
  /** A figure of the sample scorecard, within a sentence. */
  Sample: z.strictObject({
    metric: idSchema,
    show: z.enum(sampleParts, `one of: ${sampleParts.join(', ')}`),
  }),
  /** A KPI of the sample scorecard, with its chart. */
  SampleKpi: z.strictObject({ metric: idSchema }),
} as const;

export type ComponentName = keyof typeof componentProps;

export function isComponent(name: string): name is ComponentName {
  return Object.hasOwn(componentProps, name);
}

/** The components that show figures of the organisation. */
export const OF_FIGURES: readonly ComponentName[] = ['HowWeComputeIt', 'Ours'];

/** @returns whether a page's text shows figures of the organisation */
export function showsFigures(text: string): boolean {
  return OF_FIGURES.some((name) => text.includes(`<${name}`));
}
