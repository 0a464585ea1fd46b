import type { Scorecard } from '../scorecard/schema.ts';

/**
 * What a scorecard of a past quarter says of the quarter, without what it says of the latest reading of the facts: that
 * differs each week, and the newest scorecards tell it.
 * @returns the scorecard as if everything that was read or exported after the quarter had been read at its end
 */
export function pastScorecard(scorecard: Scorecard): Scorecard {
  const { end } = scorecard.quarter;
  const atMost = (moment: string) => (Date.parse(moment) < Date.parse(end) ? moment : end);
  return {
    ...scorecard,
    imports: [],
    repositories: scorecard.repositories.map((repository) => ({
      ...repository,
      readThrough: atMost(repository.readThrough),
      read: [],
      snapshot: {
        ...repository.snapshot,
        tool: null,
        digest: null,
        wholeAt: null,
        excluded: [],
        deleted: [],
      },
    })),
    metrics: scorecard.metrics.map((result) => ({
      ...result,
      importedFrom: result.importedFrom.map((origin) => ({
        ...origin,
        exportedAt: atMost(origin.exportedAt),
      })),
    })),
  };
}
