import { byQuarter, type Calendar, dayOf, quarterAt, startOf } from '../../src/facts/quarter.ts';
import { DAY } from '../../src/facts/time.ts';
import type { Review } from '../../src/handbook/reviews.ts';
import { resultOf } from '../../src/scorecard/resultOf.ts';
import type { Scorecard } from '../../src/scorecard/schema.ts';
import { quarterDates } from '../../src/views/quarterDates.ts';
import { day } from '../../src/views/words.ts';

/** Facts are read every week, and a run may fail: the issue is due until they surely reach the quarter's end. */
const DUE = 9 * DAY;

/** @returns the quarter that ended some days ago, while its issue is due; else null */
export function dueQuarter(now: number, calendar: Calendar): string | null {
  const { start } = quarterAt(now, calendar);
  return startOf(dayOf(now, calendar), calendar) - start < DUE ? quarterAt(start - 1, calendar).id : null;
}

/**
 * The text of the issue for the first days after a quarter: its first line is the title.
 * @param cards the scorecards of teams and groups of the quarter that ended
 */
export function quarterIssue(
  cards: readonly Scorecard[],
  reviews: readonly Review[],
  titles: ReadonlyMap<string, string>,
): string {
  const [first] = cards;
  if (first === undefined) return '';
  const { quarter, timeZone } = first;
  const title = (id: string) => titles.get(id) ?? id;
  const ofTeam = (card: Scorecard) => {
    const { scope, kpis } = card;
    const outside = kpis.filter((id) =>
      resultOf(card, id)?.ranges.some(({ position }) => position === 'outside'),
    );
    const last = reviews
      .filter((review) => review.team === scope.id && byQuarter(review.quarter, quarter.id) < 0)
      .toSorted((a, b) => byQuarter(b.quarter, a.quarter))[0];
    return [
      `## ${scope.name}${scope.kind === 'group' ? ' (group)' : ''}`,
      '',
      `- [ ] Write the review: \`npm run new -- review ${scope.id} ${quarter.id}\``,
      ...outside.map((id) => `- [ ] Respond to ${title(id)}, which is outside a range`),
      ...(last?.responses ?? []).flatMap(({ metric, will, by }) =>
        by === undefined
          ? []
          : [`- [ ] Promised in ${last?.quarter}, by ${by}, for ${title(metric)}: ${will}`],
      ),
      '',
    ];
  };
  return [
    `# The review of ${quarter.id}`,
    '',
    ...quarterDates(quarter, timeZone).map(({ at, what }) => `- [ ] ${day(at, 'UTC')}: ${what}`),
    '',
    ...cards.flatMap(ofTeam),
    'How to do each of these: the chapter “The maintainer’s year”.',
    '',
  ].join('\n');
}
