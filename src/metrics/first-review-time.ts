import { defineMetric } from './populations/metric.ts';
import { hoursBetween, type Measurement } from './populations/observation.ts';
import type { RepositoryView } from './populations/repositoryView.ts';
import { hoursOfReviewed } from './populations/reviewed.ts';

export default defineMetric({ uses: ['pull-requests'], people: 'reviewers', measure });

/**
 * Elapsed hours from *ready* to the first review by another person, for pull requests that people had merged into
 * a counted branch after such a review; dated by the merge. A review that came while it was a draft: zero.
 */
function measure({ pullRequests: { dated, undated, excluded } }: RepositoryView): Measurement {
  return hoursOfReviewed(
    { merged: dated, excluded },
    ({ readyAt }, firstReviewAt) => hoursBetween(readyAt, firstReviewAt),
    undated,
  );
}
