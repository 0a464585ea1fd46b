import { HOUR } from '../facts/time.ts';
import { elapsed, type TimeBetween } from '../facts/workingTime.ts';
import { defineMetric } from './populations/metric.ts';
import { type Measurement, measurement } from './populations/observation.ts';
import { codingTime } from './populations/pullRequests.ts';
import type { RepositoryView } from './populations/repositoryView.ts';

export default defineMetric({ uses: ['pull-requests'], followsClock: true, measure });

/**
 * Hours in coding (before the first review, less those shown as ready) and review (first review to last approval) over the hours of cycle
 * time, each summed over the pull requests that people had merged into a counted branch; dated by the merge. An
 * upper bound: pauses within the two phases count as motion, and so do nights unless the clock is that of working hours.
 */
function measure(view: RepositoryView, time: TimeBetween = elapsed): Measurement {
  const { dated: merged, undated, excluded } = view.pullRequests;
  return measurement(
    'ratio',
    merged.map((pull) => {
      const { item, mergedAt, workStartedAt, firstReviewAt, reviewEndedAt } = pull;
      const coding = codingTime(pull, time) / HOUR;
      const review =
        firstReviewAt === null || reviewEndedAt === null ? 0 : time(firstReviewAt, reviewEndedAt) / HOUR;
      const total = time(workStartedAt, mergedAt) / HOUR;
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
