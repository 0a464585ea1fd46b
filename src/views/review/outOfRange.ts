import type { Response, Review } from '../../handbook/reviews.ts';
import type { MetricResult, Scorecard } from '../../scorecard/schema.ts';
import { scaleOf } from '../../scorecard/shown.ts';
import { figureOf } from '../figure.ts';
import { definitionOf, kpiResultsOf, type Library } from '../library.ts';
import { rangeWords, standingsOf } from '../rangeStandings.ts';

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

/** Risks at the merge, which are shown when they leave their usual range, whether or not they are KPIs. */
const RISKS: readonly string[] = ['merged-without-approval', 'merged-on-red'];

/** The KPIs of some teams that are out of range, and risks that left their usual one: of each team the worsened first. */
export function outOfRange(
  library: Library,
  cards: readonly Scorecard[],
  reviews: readonly Review[],
): OutOfRange[] {
  return cards.flatMap((scorecard) => {
    const review = reviewOf(reviews, scorecard);
    const risks = scorecard.metrics.filter(
      (result) => RISKS.includes(result.id) && !scorecard.kpis.includes(result.id) && isUnusual(result),
    );
    return [...kpiResultsOf(scorecard), ...risks]
      .toSorted((a, b) => Number(b.verdict === 'worsened') - Number(a.verdict === 'worsened'))
      .flatMap((result) => {
        const definition = definitionOf(library, result.id);
        const outside = standingsOf(result, definition).filter(({ position }) => position === 'outside');
        const { value } = figureOf(result, definition);
        const ranges = outside.map(
          ({ range, source }) =>
            `${range.label} ${rangeWords(range, definition?.unit ?? result.unit, scaleOf(result))} (${source})`,
        );
        if (RISKS.includes(result.id) && isUnusual(result)) ranges.push('its usual range');
        if (ranges.length === 0 || value === null) return [];
        return [
          {
            scorecard,
            result,
            title: definition?.title ?? result.id,
            value,
            ranges,
            response: review?.responses.find(({ metric }) => metric === result.id),
          },
        ];
      });
  });
}

/** Whether a risk is higher than before: it worsened, or a week lies above what the baseline weeks vary within. */
function isUnusual({ verdict, chart }: MetricResult): boolean {
  const above = chart?.signals.some(({ rule, side }) => rule === 'outside' && side === 'above') ?? false;
  return verdict === 'worsened' || above;
}

/** What a team wrote about the quarter of its scorecard. */
export function reviewOf(
  reviews: readonly Review[],
  { scope, quarter }: Pick<Scorecard, 'scope' | 'quarter'>,
): Review | undefined {
  return scope.kind !== 'organisation'
    ? reviews.find((review) => review.team === scope.id && review.quarter === quarter.id)
    : undefined;
}
