import { inPeriods, periodName } from '../../facts/periodWords.ts';
import type { Calendar } from '../../facts/quarter.ts';
import { type Review, reviewBefore } from '../../handbook/reviews.ts';
import type { Scorecard } from '../../scorecard/schema.ts';
import { figureOf } from '../figure.ts';
import { definitionOf, kpiResultsOf, type Library } from '../library.ts';
import { paidWith } from '../pairs.ts';
import { standingsOf } from '../rangeStandings.ts';
import { markOf } from '../verdictMark.ts';

/** What a draft is made from. */
interface Material {
  library: Library;
  scorecard: Scorecard;
  reviews: readonly Review[];
  calendar: Calendar;
  /** The day of the review, as YYYY-MM-DD. */
  date: string;
}

/**
 * The file of a team's review, begun: a response for each KPI that asks for one, and an entry for each promise of the
 * quarter before. Its texts are empty, so that the content check refuses it until someone has written them.
 */
export function reviewDraft({ library, scorecard, reviews, calendar, date }: Material): string {
  const { scope, quarter } = scorecard;
  const team = { team: scope.id, quarter: quarter.id };
  const responses = kpiResultsOf(scorecard).flatMap((result) => {
    const definition = definitionOf(library, result.id);
    const paid = paidWith(library, scorecard, result);
    const outside = standingsOf(result, definition).filter(({ position }) => position === 'outside');
    if (result.verdict !== 'worsened' && paid.length === 0 && outside.length === 0) return [];
    const { value, change } = figureOf(result, definition);
    const facts = [
      `${definition?.title ?? result.id}: ${value}, ${markOf(result).word}${change === null ? '' : ` (${change})`}`,
      ...paid.map(({ title }) => `counter-metric worsened: ${title}`),
      ...outside.map(({ range, source }) => `outside ${range.label} (${source})`),
    ];
    return [
      `  - metric: ${result.id}\n    # ${facts.join('; ')}\n    says: ""\n    will: ""\n    # The day by which it will be done; remove the line if nothing will change.\n    by: `,
    ];
  });
  const promises = (reviewBefore(reviews, team, calendar)?.responses ?? []).flatMap(({ metric, will, by }) =>
    by === undefined ? [] : [`  - metric: ${metric}\n    # ${will} By ${by}.\n    kept: `],
  );
  return [
    '---',
    `team: ${scope.id}`,
    `quarter: ${quarter.id}`,
    `date: ${date}`,
    inPeriods(
      '# The quarter in one to three sentences: the scorecard opens with it.',
      periodName(quarter.id),
    ),
    'summary: ""',
    responses.length === 0 ? 'responses: []' : `responses:\n${responses.join('\n')}`,
    ...(promises.length === 0 ? [] : [`promises:\n${promises.join('\n')}`]),
    '---',
    '',
    '',
  ]
    .join('\n')
    .replaceAll('\u00a0', ' ');
}
