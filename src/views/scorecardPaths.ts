import { getLibrary, getPageKey } from './content.ts';
import { cardsOf, type QuarterShelf } from './library.ts';

/** @returns the paths of pages below `[quarter]/[scope]`: a page for each scorecard of some quarters */
export async function scorecardPaths(counts: (shelf: QuarterShelf) => boolean = () => true) {
  const { quarters } = await getLibrary();
  const paths = quarters.filter(counts).map(async (shelf) => {
    const key = await getPageKey(shelf.id);
    return cardsOf(shelf).map((scorecard) => ({
      params: { quarter: shelf.id, scope: scorecard.scope.id },
      props: { scorecard, shelf },
      ...key,
    }));
  });
  return (await Promise.all(paths)).flat();
}
