import type { Calendar } from '../../facts/quarter.ts';
import { type Review, reviewBefore } from '../../handbook/reviews.ts';
import { resultOf } from '../../scorecard/resultOf.ts';
import type { Scorecard } from '../../scorecard/schema.ts';
import { figureOf } from '../figure.ts';
import { definitionOf, type Library } from '../library.ts';
import { type SinceLast, sinceLast } from '../sinceLast.ts';
import { reviewOf } from './outOfRange.ts';

type Outcome = Review['promises'][number];

/** What a team said that it would change, in its review of the quarter before, and what became of it. */
export interface PromiseStanding {
  scorecard: Scorecard;
  metric: string;
  title: string;
  will: string;
  by: string;
  /** In the team's words; undefined while it has not said. */
  outcome: Outcome | undefined;
  /** The metric in the quarter shown; null without a number. */
  value: string | null;
  since: SinceLast | null;
}

/** The promises of some teams. A response that names no day promises nothing. */
export function promisesOf(
  library: Library,
  cards: readonly Scorecard[],
  reviews: readonly Review[],
  calendar: Calendar,
): PromiseStanding[] {
  return cards
    .filter(({ scope }) => scope.kind !== 'organisation')
    .flatMap((scorecard) => {
      const { scope, quarter } = scorecard;
      const before = reviewBefore(reviews, { team: scope.id, quarter: quarter.id }, calendar);
      const outcomes = reviewOf(reviews, scorecard)?.promises ?? [];
      return (before?.responses ?? []).flatMap(({ metric, will, by }) => {
        if (by === undefined) return [];
        const definition = definitionOf(library, metric);
        const result = resultOf(scorecard, metric);
        return [
          {
            scorecard,
            metric,
            title: definition?.title ?? metric,
            will,
            by,
            outcome: outcomes.find((outcome) => outcome.metric === metric),
            value: result ? figureOf(result, definition).value : null,
            since: result ? sinceLast(result, definition) : null,
          },
        ];
      });
    });
}
