import type { Response, Review } from '../../handbook/reviews.ts';
import { formatRange } from '../../scorecard/format.ts';
import type { MetricResult, Scorecard } from '../../scorecard/schema.ts';
import { figureOf } from '../figure.ts';
import { definitionOf, kpiResultsOf, type Library } from '../library.ts';
import { standingsOf } from '../rangeStandings.ts';

/** A team's KPI that lies outside a range which a source recommends, and what the team says to it. */
export interface OutOfRange {
  scorecard: Scorecard;
  result: MetricResult;
  title: string;
  value: string;
  /** The ranges that it is outside of: `target above 95 % (CodePulse, 2026)`. */
  ranges: readonly string[];
  response: Response | undefined;
}

/** The KPIs of some teams that are out of range: of each team the worsened ones first. */
export function outOfRange(
  library: Library,
  cards: readonly Scorecard[],
  reviews: readonly Review[],
): OutOfRange[] {
  return cards.flatMap((scorecard) => {
    const review = reviewOf(reviews, scorecard);
    return kpiResultsOf(scorecard)
      .toSorted((a, b) => Number(b.verdict === 'worsened') - Number(a.verdict === 'worsened'))
      .flatMap((result) => {
        const definition = definitionOf(library, result.id);
        const outside = standingsOf(result, definition).filter(({ position }) => position === 'outside');
        const { value } = figureOf(result, definition);
        if (outside.length === 0 || value === null) return [];
        return [
          {
            scorecard,
            result,
            title: definition?.title ?? result.id,
            value,
            ranges: outside.map(
              ({ range, source }) => `${range.label} ${formatRange(range, result.unit)} (${source})`,
            ),
            response: review?.responses.find(({ metric }) => metric === result.id),
          },
        ];
      });
  });
}

/** What a team wrote about the quarter of its scorecard. */
export function reviewOf(
  reviews: readonly Review[],
  { scope, quarter }: Pick<Scorecard, 'scope' | 'quarter'>,
): Review | undefined {
  return scope.kind === 'team'
    ? reviews.find((review) => review.team === scope.id && review.quarter === quarter.id)
    : undefined;
}
