import { resultOf } from '../scorecard/resultOf.ts';
import { unitWords } from './definitionWords.ts';
import { figureOf } from './figure.ts';
import { type Library, latestClosed } from './library.ts';
import type { Terms } from './termsSchema.ts';
import { markOf } from './verdictMark.ts';

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
          ranges: definition.ranges.flatMap(({ use, min, max }) =>
            use === 'guide' ? [{ use, min, max }] : [],
          ),
          clusters: definition.clusters ?? null,
          counts: definition.counts ?? null,
          band: definition.band ?? null,
          now:
            organisation && result && value !== null
              ? `${organisation.scope.name}, ${organisation.quarter.id}: ${value}, ${markOf(result).word}`
              : null,
        },
      ];
    }),
  );
}
