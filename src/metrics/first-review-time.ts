import { HOUR } from '../facts/time.ts';
import { elapsed, type TimeBetween } from '../facts/workingTime.ts';
import { defineMetric } from './populations/metric.ts';
import type { Measurement } from './populations/observation.ts';
import { readyTime } from './populations/pullRequests.ts';
import type { RepositoryView } from './populations/repositoryView.ts';
import { hoursOfReviewed } from './populations/reviewed.ts';

export default defineMetric({ uses: ['pull-requests'], people: 'reviewers', followsClock: true, measure });

/**
 * Hours in which a pull request was shown as ready before its first review by another person, for those that people had
 * merged into a counted branch after such a review; dated by the merge. One that was a draft all that time: zero.
 */
function measure(
  { pullRequests: { dated, undated, excluded } }: RepositoryView,
  time: TimeBetween = elapsed,
): Measurement {
  return hoursOfReviewed({ merged: dated, excluded }, (pull) => readyTime(pull, time) / HOUR, undated);
}
