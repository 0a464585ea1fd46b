import { defineMetric } from './populations/metric.ts';
import { hoursBetween, type Measurement, measurement } from './populations/observation.ts';
import { codingHours } from './populations/pullRequests.ts';
import type { RepositoryView } from './populations/repositoryView.ts';

export default defineMetric({ uses: ['pull-requests'], measure });

/**
 * Hours in coding (before the first review, less those shown as ready) and review (first review to last approval) over the hours of cycle
 * time, each summed over the pull requests that people had merged into a counted branch; dated by the merge. An
 * upper bound: nights and pauses within the two phases count as motion.
 */
function measure(view: RepositoryView): Measurement {
  const { dated: merged, undated, excluded } = view.pullRequests;
  return measurement(
    'ratio',
    merged.map((pull) => {
      const { item, mergedAt, workStartedAt, firstReviewAt, reviewEndedAt } = pull;
      const coding = codingHours(pull);
      const review =
        firstReviewAt === null || reviewEndedAt === null ? 0 : hoursBetween(firstReviewAt, reviewEndedAt);
      const total = hoursBetween(workStartedAt, mergedAt);
      return {
        at: mergedAt,
        until: null,
        value: coding + review,
        of: total,
        item,
        note: `${(coding + review).toFixed(1)} of ${total.toFixed(1)} h in coding and review`,
      };
    }),
    { excluded, unknown: undated },
  );
}
