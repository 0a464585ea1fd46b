import type { Organisation, Ownership } from '../../src/handbook/organisation.ts';
import type { Scorecard } from '../../src/scorecard/schema.ts';
import { FEWEST_PEOPLE } from '../../src/scoring/suppression.ts';

/**
 * Warnings of teams of which nothing is published in a quarter, as too few people wrote what they own: labels and paths
 * cannot be aimed at a person.
 */
export function fewAuthors(
  { teams }: Pick<Organisation, 'teams'>,
  scorecards: readonly Scorecard[],
  quarter: string,
): string[] {
  return teams.flatMap(({ id, owns }) => {
    const card = scorecards.find(({ scope, quarter: { id: of } }) => scope.id === id && of === quarter);
    if (card === undefined || !isWithheld(card)) return [];
    return [
      [
        `org.yaml (team ${id}, owns)`,
        `  found:    fewer than ${FEWEST_PEOPLE} authors of what the team owns in ${quarter}: ${owns.map(ownWords).join(', ')}`,
        `  expected: at least ${FEWEST_PEOPLE}, or all of its figures are withheld`,
        '  remedy:   Let the team own more, or look at the figures of a larger team.',
      ].join('\n'),
    ];
  });
}

/** Whether all that could be shown is withheld. */
function isWithheld({ metrics }: Scorecard): boolean {
  const applying = metrics.filter(({ state }) => state !== 'not-applicable');
  return applying.length > 0 && applying.every(({ state }) => state === 'withheld');
}

function ownWords({ repository, labels, paths, exceptPaths }: Ownership): string {
  const parts = [
    ...(labels === undefined ? [] : [`labels ${labels.join(', ')}`]),
    ...(paths === undefined ? [] : [`paths ${paths.join(', ')}`]),
    ...(exceptPaths === undefined ? [] : [`without ${exceptPaths.join(', ')}`]),
  ];
  return parts.length === 0 ? repository : `${parts.join(' and ')} of ${repository}`;
}
