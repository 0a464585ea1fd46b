import { z } from 'zod';
import { eventsSchema } from './events.ts';
import {
  glossarySchema,
  responsibilitiesSchema,
  stagesSchema,
  systemsSchema,
  tiersSchema,
} from './guideSchemas.ts';
import { organisationSchema } from './organisation.ts';
import { pageKinds } from './pageKinds.ts';
import { ownPageSchema } from './pages.ts';
import { recipeSchema } from './recipes.ts';
import { kinds } from './reference.ts';
import { reviewSchema } from './reviews.ts';
import { sourceSchema } from './source.ts';

const pages = <T>(schemaOf: (source: typeof sourceSchema) => z.ZodType<T>) =>
  z.map(z.string(), schemaOf(sourceSchema));

/** Everything that people write, as it is after reading: with each source in place of its id. */
export const contentSchema = z.object({
  handbook: z.strictObject({
    sources: z.record(z.string(), sourceSchema),
    metrics: pages(pageKinds.metric.schema),
    principles: pages(pageKinds.principle.schema),
    antiPatterns: pages(pageKinds['anti-pattern'].schema),
    rules: pages(pageKinds.rule.schema),
    playbooks: pages(pageKinds.playbook.schema),
    lessons: pages(pageKinds.lesson.schema),
    chapters: pages(pageKinds.chapter.schema),
    glossary: glossarySchema,
    tiers: tiersSchema(sourceSchema),
    stages: stagesSchema(sourceSchema),
    responsibilities: responsibilitiesSchema(sourceSchema),
    systems: systemsSchema,
    recipes: z.map(z.string(), recipeSchema),
    known: z.record(z.enum(kinds), z.array(z.string())),
    own: z.array(ownPageSchema),
  }),
  organisation: organisationSchema,
  reviews: z.array(reviewSchema),
  events: eventsSchema,
});
