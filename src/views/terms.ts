import { z } from 'zod';
import { resultOf } from '../scorecard/resultOf.ts';
import { unitWords } from './definitionWords.ts';
import { figureOf } from './figure.ts';
import { type Library, latestClosed } from './library.ts';
import { markOf } from './verdictMark.ts';

/** What a term's card shows, by the metric's id. */
export const termsSchema = z.record(
  z.string(),
  z.strictObject({
    title: z.string(),
    question: z.string(),
    unit: z.string(),
    /** The latest closed quarter's number with its verdict; null when there is none. */
    now: z.string().nullable(),
  }),
);

export type Terms = z.infer<typeof termsSchema>;

/** The cards of all metrics. */
export function termsOf(library: Library): Terms {
  const organisation = latestClosed(library)?.organisation;
  return Object.fromEntries(
    library.metrics.map(({ id, definition }) => {
      const result = organisation ? resultOf(organisation, id) : undefined;
      const value = result ? figureOf(result, definition).value : null;
      return [
        id,
        {
          title: definition.title,
          question: definition.question,
          unit: unitWords(definition.unit),
          now:
            organisation && result && value !== null
              ? `${organisation.scope.name}, ${organisation.quarter.id}: ${value}, ${markOf(result).word}`
              : null,
        },
      ];
    }),
  );
}
