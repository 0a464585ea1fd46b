import { z } from 'zod';
import { instantSchema, SCHEMA_VERSION } from './schema.ts';

/** How much of a collection was read: `expected` is the number of rows by the count of GitHub or git, null without a count. */
const coverageSchema = z.strictObject({
  read: z.int().nonnegative(),
  expected: z.int().nonnegative().nullable(),
  /**
   * Pages of full size that the rows fill, however many were asked for: a reading with retries and smaller pages
   * gives the same number. Null where a source has no pages.
   */
  pages: z.int().nonnegative().nullable().default(null),
  /** Rows from here on were asked for; null when all were, from the repository's beginning. */
  since: instantSchema.nullable().default(null),
  /** The version of the rows' shape, as `collections` counts it: rows of an older one lack what was added since. */
  shape: z.int().positive().default(1),
});

/** A row that was stored and that the source no longer has. */
const tombstoneSchema = z.strictObject({
  collection: z.string(),
  /** What identified the row: a number, a name, an id. */
  key: z.string(),
  /** The time of the reading that no longer found it. */
  goneBy: instantSchema,
});

/** What a snapshot of one repository says about itself. */
export const manifestSchema = z.strictObject({
  schemaVersion: z.literal([1, SCHEMA_VERSION]),
  /** The version of Plumbline that wrote it; null when that did not say. */
  tool: z.string().nullable().default(null),
  source: z.enum(['github', 'git', 'sample']),
  /** Facts are complete up to here. */
  readThrough: instantSchema,
  /**
   * When every row was last asked for; null when that was not stored. Deletions of rows and accounts, and new names of
   * labels, are known up to then.
   */
  wholeAt: instantSchema.nullable().default(null),
  /** Identifies the pseudonym key without revealing it; a snapshot never mixes two keys. */
  keyFingerprint: z.string(),
  /** Identifies the list of bots that was used when the facts were written. */
  botsFingerprint: z.string(),
  /** Identifies the state of the repository: while it is the same, nothing is new. */
  stateFingerprint: z.string().nullable().default(null),
  coverage: z.record(z.string(), coverageSchema),
  /** What the source gave that is not a fact of its collection, and what it never gives of a row, in words. */
  excluded: z
    .array(z.strictObject({ collection: z.string(), what: z.string().min(1), count: z.int().positive() }))
    .default([]),
  /** Parts that the source refused or could not give, in words; empty when all was read. */
  unreadable: z.array(
    z.strictObject({
      /** The collection that lacks it; null when it concerns all. */
      collection: z.string().nullable(),
      what: z.string().min(1),
    }),
  ),
  /** What was deleted at its origin since it was stored. */
  tombstones: z.array(tombstoneSchema).default([]),
  /** Rows and digest of each file, by path inside the folder. */
  files: z.record(z.string(), z.strictObject({ rows: z.int().nonnegative(), sha256: z.string() })),
  /** SHA-256 over the digests of all files and the repository's own: equal digests are equal facts. */
  digest: z.string().nullable().default(null),
});

export type Manifest = z.infer<typeof manifestSchema>;
export type Coverage = z.infer<typeof coverageSchema>;
export type Tombstone = z.infer<typeof tombstoneSchema>;

/** What a manifest says apart from what the store works out itself; what is left out has its default. */
export type Provenance = Omit<z.input<typeof manifestSchema>, 'schemaVersion' | 'tool' | 'files' | 'digest'>;

/**
 * @param options `counted`: whether the words say how many rows there are
 * @returns what a snapshot lacks, in words; empty when it is complete
 */
export function missingOf(
  { coverage, unreadable }: Pick<Manifest, 'coverage' | 'unreadable'>,
  { counted = true }: { counted?: boolean } = {},
): { collection: string | null; text: string }[] {
  const short = Object.entries(coverage).flatMap(([collection, { read, expected }]) =>
    expected === null || read >= expected
      ? []
      : [
          {
            collection,
            text: `${counted ? `${read} of ${expected}` : 'not all'} ${collection.replace('-', ' ')} read`,
          },
        ],
  );
  return [
    ...short,
    ...unreadable.map(({ collection, what }) => ({ collection, text: named(collection, what) })),
  ];
}

/** What is missing, with the collection that lacks it where the words do not say it. */
function named(collection: string | null, what: string): string {
  const name = collection?.replaceAll('-', ' ') ?? '';
  return what.includes(name) ? what : `${name}, ${what}`;
}
