import { type Measurement, measurement } from './populations/observation.ts';
import type { RepositoryView } from './populations/repositoryView.ts';

export const uses = ['pull-requests'] as const;

/**
 * Share of the pull requests that people had merged into a counted branch which another person reviewed before
 * the merge; dated by the merge. A bot's review, the author's own and one after the merge are none; a dismissed
 * review took place.
 */
export function measure(view: RepositoryView): Measurement {
  const { merged, excluded } = view.pullRequests;
  return measurement(
    'proportion',
    merged.map(({ mergedAt, firstReviewAt, item }) => ({
      at: mergedAt,
      until: null,
      value: firstReviewAt === null ? 0 : 1,
      item,
      note: firstReviewAt === null ? 'no review by another person before the merge' : null,
    })),
    { excluded },
  );
}
