import { z } from 'zod';
import { cadences, responsibilities, stages, systems } from './definition.ts';
import { idSchema } from './id.ts';
import type { Source } from './source.ts';

/** The files of `content/` that lead readers to pages: stages, responsibilities, systems and the glossary. */

const all = <K extends string>(keys: readonly K[]) => z.enum(keys, `one of: ${keys.join(', ')}`);

/** `content/stages.yaml` */
export const stagesSchema = (source: z.ZodType<Source>) =>
  z.array(
    z.strictObject({
      id: all(stages).describe('The stage.'),
      title: z.string().min(1).describe('The name that readers see.'),
      about: z.string().min(1).describe('What this stage is for, in one or two sentences.'),
      critical: z.array(idSchema).min(1).describe('Metrics that matter most.'),
      warnings: z
        .array(
          z.strictObject({
            text: z.string().min(1).describe('The warning signal in one sentence.'),
            metrics: z.array(idSchema).describe('Metrics in which it shows.'),
          }),
        )
        .min(1)
        .describe('Warning signals.'),
      source,
    }),
  );

/** `content/responsibilities.yaml` */
export const responsibilitiesSchema = (source: z.ZodType<Source>) =>
  z.array(
    z.strictObject({
      id: all(responsibilities).describe('The responsibility.'),
      title: z.string().min(1).describe('The name that readers see.'),
      about: z.string().min(1).describe('What it is responsible for, in one sentence.'),
      primary: idSchema.describe('The metric to act on.'),
      secondary: idSchema.describe('The metric to check it against.'),
      review: z.string().min(1).describe('How often the source would look at it.'),
      source,
    }),
  );

/** `content/systems.yaml` */
export const systemsSchema = z.array(
  z.strictObject({
    id: all(systems).describe('The system.'),
    title: z.string().min(1).describe('The name that readers see.'),
    holds: z.string().min(1).describe('Which facts it holds.'),
    reach: z.string().min(1).describe('How they reach Plumbline.'),
  }),
);

/** `content/tiers.yaml`: the KPI pyramid, from its base to its top. */
export const tiersSchema = (source: z.ZodType<Source>) =>
  z.array(
    z.strictObject({
      id: z
        .enum(['leading', 'lagging', 'business'], 'one of: leading, lagging, business')
        .describe('The tier.'),
      title: z.string().min(1).describe('The name that readers see.'),
      about: z.string().min(1).describe('What it is for, in one or two sentences.'),
      readers: z.string().min(1).describe('Who reads it.'),
      rhythm: all(cadences).describe('How often they look at it.'),
      source,
    }),
  );

/** `content/glossary.yaml` */
export const glossarySchema = z.array(
  z.strictObject({
    term: z.string().min(1).describe('The term.'),
    meaning: z
      .string()
      .min(20, 'a meaning in a whole sentence')
      .describe('What it means, in whole sentences.'),
    also: z.array(z.string()).default([]).describe('Other words for it.'),
    see: z
      .array(z.string().regex(/^[a-z-]+:[a-z0-9-]+$/, 'a reference such as `metric:cycle-time`'))
      .min(1, 'at least one page')
      .describe('Pages that say more.'),
  }),
);

export type Stage = z.infer<ReturnType<typeof stagesSchema>>[number];
export type Responsibility = z.infer<ReturnType<typeof responsibilitiesSchema>>[number];
export type System = z.infer<typeof systemsSchema>[number];
export type Tier = z.infer<ReturnType<typeof tiersSchema>>[number];
export type Term = z.infer<typeof glossarySchema>[number];
