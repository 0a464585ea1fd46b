import type { Definition } from '../../handbook/definition.ts';
import type { TeamKpi } from '../../handbook/organisation.ts';
import type { DatedOrganisation } from '../../handbook/ownershipOverTime.ts';
import type { Response, Review } from '../../handbook/reviews.ts';
import type { MetricResult, Scorecard } from '../../scorecard/schema.ts';
import { scaleOf } from '../../scorecard/shown.ts';
import { figureOf } from '../figure.ts';
import { definitionOf, kpiResultsOf, type Library } from '../library.ts';
import { rangeWords, standingsOf } from '../rangeStandings.ts';
import { missedTarget, settingsOfKpis } from '../target.ts';

/** A team's KPI that misses its own target or a range which a source recommends, and what the team says to it. */
export interface OutOfRange {
  scorecard: Scorecard;
  result: MetricResult;
  title: string;
  value: string;
  /** What it is outside of, the team's own target first: `target above 95 % (CodePulse, 2026)`. */
  ranges: readonly string[];
  response: Response | undefined;
  /** Whether the handbook asks for a response: to a KPI outside a source's range, once the quarter is over. */
  isDue: boolean;
}

/** Risks at the merge, which are shown when they leave their usual range, whether or not they are KPIs. */
const RISKS: readonly string[] = ['merged-without-approval', 'merged-on-red'];

/** The KPIs of some teams that are out of range, and risks that left their usual one: what worsened first, then by team. */
export function outOfRange(
  library: Library,
  cards: readonly Scorecard[],
  reviews: readonly Review[],
  organisation: DatedOrganisation,
): OutOfRange[] {
  return cards
    .flatMap((scorecard) => {
      const review = reviewOf(reviews, scorecard);
      const settings = settingsOfKpis(organisation, scorecard);
      const risks = scorecard.metrics.filter(
        (result) => RISKS.includes(result.id) && !scorecard.kpis.includes(result.id) && isUnusual(result),
      );
      return [...kpiResultsOf(scorecard), ...risks].flatMap((result) => {
        const definition = definitionOf(library, result.id);
        const { value } = figureOf(result, definition);
        const ranges = rangesLeft(result, definition, settings);
        if (ranges.length === 0 || value === null) return [];
        return [
          {
            scorecard,
            result,
            title: definition?.title ?? result.id,
            value,
            ranges,
            response: review?.responses.find(({ metric }) => metric === result.id),
            isDue:
              scorecard.quarter.closed &&
              scorecard.kpis.includes(result.id) &&
              sourcesLeft(result, definition).length > 0,
          },
        ];
      });
    })
    .toSorted((a, b) => Number(b.result.verdict === 'worsened') - Number(a.result.verdict === 'worsened'));
}

/** What a number is outside of, in words: the team's own target, what sources recommend, and for a risk its usual range. */
export function rangesLeft(
  result: MetricResult,
  definition: Definition | undefined,
  settings: readonly TeamKpi[],
): string[] {
  const target = missedTarget(
    settings.find(({ metric }) => metric === result.id),
    result,
  );
  return [
    ...(target === null ? [] : [target]),
    ...sourcesLeft(result, definition),
    ...(RISKS.includes(result.id) && isUnusual(result) ? ['its usual range'] : []),
  ];
}

function sourcesLeft(result: MetricResult, definition: Definition | undefined): string[] {
  return standingsOf(result, definition)
    .filter(({ position }) => position === 'outside')
    .map(
      ({ range, source }) =>
        `${range.label} ${rangeWords(range, definition?.unit ?? result.unit, scaleOf(result))} (${source})`,
    );
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
