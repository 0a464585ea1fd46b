import { inPeriods, periodName } from '../../facts/periodWords.ts';
import type { DatedOrganisation } from '../../handbook/ownershipOverTime.ts';
import { type Review, reviewBefore } from '../../handbook/reviews.ts';
import type { Scorecard } from '../../scorecard/schema.ts';
import { figureOf } from '../figure.ts';
import { definitionOf, kpiResultsOf, type Library } from '../library.ts';
import { paidWith } from '../pairs.ts';
import { markOf } from '../verdictMark.ts';
import { outOfRange, reviewOf } from './outOfRange.ts';

/** What a draft is made from. */
interface Material {
  library: Library;
  scorecard: Scorecard;
  reviews: readonly Review[];
  organisation: DatedOrganisation;
}

/**
 * Responses, begun, in YAML: one for each number that asks for one and has none, because it is out of range, worsened, or
 * improved while a counter-metric worsened.
 */
export function responseDrafts({ library, scorecard, reviews, organisation }: Material): string[] {
  const outside = outOfRange(library, [scorecard], reviews, organisation);
  const answered = reviewOf(reviews, scorecard)?.responses.map(({ metric }) => metric) ?? [];
  const results = new Set([...kpiResultsOf(scorecard), ...outside.map(({ result }) => result)]);
  return [...results].flatMap((result) => {
    const definition = definitionOf(library, result.id);
    const paid = paidWith(library, scorecard, result);
    const ranges = outside.find((item) => item.result === result)?.ranges ?? [];
    if (answered.includes(result.id)) return [];
    if (result.verdict !== 'worsened' && paid.length === 0 && ranges.length === 0) return [];
    const { value, change } = figureOf(result, definition);
    const facts = [
      `${definition?.title ?? result.id}: ${value}, ${markOf(result).word}${change === null ? '' : ` (${change})`}`,
      ...paid.map(({ title }) => `counter-metric worsened: ${title}`),
      ...ranges.map((range) => `outside ${range}`),
    ];
    const draft = `  - metric: ${result.id}\n    # ${facts.join('; ')}\n    says: ""\n    will: ""\n    # The day by which it will be done; remove the line if nothing will change.\n    by: `;
    return [draft.replaceAll('\u00a0', ' ')];
  });
}

/**
 * The file of a team's review, begun: a response for each number that asks for one, and an entry for each promise of the
 * quarter before. Its texts are empty, so that the content check refuses it until someone has written them.
 * @param date the day of the review, as YYYY-MM-DD
 */
export function reviewDraft(material: Material, date: string): string {
  const { scorecard, reviews, organisation } = material;
  const { scope, quarter } = scorecard;
  const team = { team: scope.id, quarter: quarter.id };
  const responses = responseDrafts(material);
  const promises = (reviewBefore(reviews, team, organisation)?.responses ?? []).flatMap(
    ({ metric, will, by }) =>
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
