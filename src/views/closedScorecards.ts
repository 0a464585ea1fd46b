import { getLibrary } from './content.ts';
import { cardsOf } from './library.ts';

/** @returns the paths of pages below `[quarter]/[scope]`: a page for each scorecard of each closed quarter */
export async function closedScorecards() {
  const { quarters } = await getLibrary();
  return quarters
    .filter(({ closed }) => closed)
    .flatMap((shelf) =>
      cardsOf(shelf).map((scorecard) => ({
        params: { quarter: shelf.id, scope: scorecard.scope.id },
        props: { scorecard },
      })),
    );
}
