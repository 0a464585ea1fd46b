import { z } from 'zod';
import { instantSchema, SCHEMA_VERSION } from './schema.ts';

/** How much of a collection was read: `expected` is what the source says it holds, null when it does not say. */
export const coverageSchema = z.strictObject({
  read: z.int().nonnegative(),
  expected: z.int().nonnegative().nullable(),
});

/** What a snapshot of one repository says about itself. */
export const manifestSchema = z.strictObject({
  schemaVersion: z.literal(SCHEMA_VERSION),
  source: z.enum(['github', 'git', 'sample']),
  /** Facts are complete up to here. */
  readThrough: instantSchema,
  /** Recognises the pseudonym key without revealing it; a snapshot is never mixed from two keys. */
  keyFingerprint: z.string(),
  /** Recognises the list of bots that were told from people when the facts were written. */
  botsFingerprint: z.string(),
  coverage: z.record(z.string(), coverageSchema),
  /** Parts that the source refused or could not give, in words; empty when all was read. */
  unreadable: z.array(
    z.strictObject({
      /** The collection that lacks it; null when it concerns all. */
      collection: z.string().nullable(),
      what: z.string().min(1),
    }),
  ),
  /** Rows and digest of each file, by path inside the folder. */
  files: z.record(z.string(), z.strictObject({ rows: z.int().nonnegative(), sha256: z.string() })),
});

export type Manifest = z.infer<typeof manifestSchema>;
export type Coverage = z.infer<typeof coverageSchema>;
