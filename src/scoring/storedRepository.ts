import { z } from 'zod';
import { collectionNames } from '../facts/collection.ts';
import { manifestSchema } from '../facts/manifest.ts';
import { repositorySchema } from '../facts/schema.ts';

const partSchema = z.strictObject({
  /** Null for what no team owns. */
  team: z.string().nullable(),
  /** Whether other teams may see the same items. */
  shared: z.boolean(),
  /** When the first fact began; null without any. */
  observedFrom: z.number().nullable(),
  /** When the team began to own it, or its facts to be counted so; null where that always was. */
  ownedFrom: z.number().nullable(),
  /** When the team ceased to own it, or its facts to be counted so; null while it does. */
  ownedUntil: z.number().nullable(),
  /** The number of the conventions by which it is counted, among those of the repository over time. */
  conventions: z.int(),
  deploymentsFrom: z.string(),
  /** By number of each metric, how many rows it has among the observations. */
  observations: z.array(z.int()),
  /** By number of each metric, why it does not apply; null when it does. */
  notApplicable: z.array(z.string().nullable()),
  /** By number of each metric, the parts that its distribution is made of. */
  phases: z.array(z.array(z.strictObject({ id: z.string(), label: z.string() }))),
});

export type MeasuredPart = z.infer<typeof partSchema>;

/** What is measured of one repository, beside its tables. */
export const measuredSchema = z.strictObject({
  /** In the order of their numbers in the tables. */
  shares: z.array(partSchema),
  /** The teams that own it, when it is left out for being private. */
  privateLeftOut: z.array(z.string()).nullable(),
  rows: z.array(z.strictObject({ collection: z.enum(collectionNames), rows: z.int() })),
  /** Facts that were set aside because they contradict themselves, by reason. */
  quarantined: z.array(z.strictObject({ reason: z.string(), count: z.int() })),
  /** The moment through which the facts were read, in milliseconds since the epoch. */
  through: z.number(),
  /** Whether facts were set aside for being dated after it. */
  isAhead: z.boolean(),
});

export type MeasuredRepository = z.infer<typeof measuredSchema>;

/** By quarter, people and when first: milliseconds since the epoch. */
const firstsSchema = z.record(z.string(), z.record(z.string(), z.number()));

/** By share, who wrote what was merged, and who wrote or reviewed. Never leaves the scoring. */
export const peopleSchema = z.array(z.strictObject({ authors: firstsSchema, active: firstsSchema }));

export type ActivePeople = z.infer<typeof peopleSchema>[number];

/**
 * By share, and by the moment from which it can be seen, a digest of what can; null for what counts at all times.
 * Moments are in order.
 */
export const visibleSchema = z.array(z.array(z.tuple([z.number().nullable(), z.string()])));

/** What can be seen of one share. */
export type Visible = z.infer<typeof visibleSchema>[number];

/** A repository's part in the scoring: what was measured of it, and where its tables are. */
export const storedSchema = z.strictObject({
  name: z.string(),
  measured: measuredSchema,
  visible: visibleSchema,
  people: peopleSchema,
  folder: z.string(),
  repository: repositorySchema,
  manifest: manifestSchema,
});

export type StoredRepository = z.infer<typeof storedSchema>;
