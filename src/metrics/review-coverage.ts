import { defineMetric } from './populations/metric.ts';
import { type Measurement, measurement } from './populations/observation.ts';
import type { RepositoryView } from './populations/repositoryView.ts';

export default defineMetric({ uses: ['pull-requests'], measure });

/**
 * Share of the pull requests that people had merged into a counted branch which another person reviewed before
 * the merge; dated by the merge. A bot's review, the author's own and one after the merge are none; a dismissed
 * review took place.
 */
function measure(view: RepositoryView): Measurement {
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
