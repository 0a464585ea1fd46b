import { HOUR } from '../facts/time.ts';
import { elapsed, type TimeBetween } from '../facts/workingTime.ts';
import { defineMetric } from './populations/metric.ts';
import type { Measurement } from './populations/observation.ts';
import type { RepositoryView } from './populations/repositoryView.ts';
import { hoursOfReviewed } from './populations/reviewed.ts';

export default defineMetric({ uses: ['pull-requests'], followsClock: true, measure });

/**
 * Hours from the first review by another person to the merge, for pull requests that people had merged into
 * a counted branch after such a review; dated by the merge. A review of a draft starts the clock, too.
 */
function measure({ pullRequests }: RepositoryView, time: TimeBetween = elapsed): Measurement {
  return hoursOfReviewed(pullRequests, ({ mergedAt }, firstReviewAt) => time(firstReviewAt, mergedAt) / HOUR);
}
