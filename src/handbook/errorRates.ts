import { z } from 'zod';

const share = z.number().min(0).max(1);

/**
 * How often verdicts are wrong: what `test/bench/verdicts/run.ts` measured. Shares of 0…1; null where nothing could be
 * measured.
 */
export const errorRatesSchema = z.strictObject({
  version: z.string().describe('The version of the code.'),
  code: z.string().describe('The first characters of the digest of the code that computes verdicts.'),
  date: z.iso.date(),
  simulated: z.strictObject({
    runs: z.int().positive().describe('Simulated quarters behind each share.'),
    materiality: share,
    rows: z.array(
      z.strictObject({
        kind: z.string(),
        series: z.string(),
        change: z.string(),
        n: z.int().positive().nullable().describe('A quarter; null where the series itself says how many.'),
        falseAlarms: share.describe('Without any change and without materiality.'),
        found: share.describe('Of the change, with materiality.'),
      }),
    ),
  }),
  shuffled: z.array(
    z.strictObject({
      facts: z.string(),
      draws: z.int().positive(),
      rows: z.array(
        z.strictObject({
          metric: z.string(),
          verdicts: z
            .int()
            .nonnegative()
            .describe('Draws in which a verdict other than too little data was due.'),
          falseAlarms: share.describe('Of all draws, without materiality.'),
          atMateriality: share.describe('Of all draws, with a materiality of 10 %.'),
        }),
      ),
    }),
  ),
  changePoints: z.strictObject({
    series: z.int().nonnegative(),
    margin: z.int().nonnegative(),
    rows: z.array(
      z.strictObject({
        detector: z.string(),
        precision: share.nullable(),
        recall: share,
        f1: share,
        unchanged: z.int().nonnegative().describe('Points found in series that everybody calls unchanged.'),
      }),
    ),
  }),
});

export type ErrorRates = z.infer<typeof errorRatesSchema>;
