import { defineMetric } from './populations/metric.ts';
import { hoursBetween, type Measurement } from './populations/observation.ts';
import type { RepositoryView } from './populations/repositoryView.ts';
import { hoursOfReviewed } from './populations/reviewed.ts';

export default defineMetric({ uses: ['pull-requests'], measure });

/**
 * Elapsed hours from the first review by another person to the merge, for pull requests that people had merged into
 * a counted branch after such a review; dated by the merge. A review of a draft starts the clock, too.
 */
function measure({ pullRequests }: RepositoryView): Measurement {
  return hoursOfReviewed(pullRequests, ({ mergedAt }, firstReviewAt) =>
    hoursBetween(firstReviewAt, mergedAt),
  );
}
