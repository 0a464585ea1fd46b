import { z } from 'zod';

/** What a term's card shows, by the metric's id. */
export const termsSchema = z.record(
  z.string(),
  z.strictObject({
    title: z.string(),
    question: z.string(),
    unit: z.string(),
    /** The bounds that rounding does not cross. */
    ranges: z.array(
      z.strictObject({ use: z.literal('guide'), min: z.number().nullable(), max: z.number().nullable() }),
    ),
    /** What is observed and what it comes in, such as changes in deployments; null where observations are independent. */
    clusters: z
      .strictObject({
        of: z.string(),
        one: z.string(),
        many: z.string(),
        by: z.enum(['in', 'from']).optional(),
      })
      .nullable(),
    /** What the numerator of a ratio counts, and among what; null where it is not made of such things. */
    counts: z
      .strictObject({
        one: z.string(),
        many: z.string(),
        among: z.strictObject({ one: z.string(), many: z.string() }),
      })
      .nullable(),
    /** Outside of it is worse on either side; null where the metric has no such range. */
    band: z.strictObject({ min: z.number(), max: z.number() }).nullable(),
    /** The latest closed quarter's number with its verdict; null when there is none. */
    now: z.string().nullable(),
  }),
);

export type Terms = z.infer<typeof termsSchema>;
