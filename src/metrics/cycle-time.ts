import { HOUR } from '../facts/time.ts';
import { elapsed, type TimeBetween } from '../facts/workingTime.ts';
import { defineMetric } from './populations/metric.ts';
import {
  hoursBetween,
  type Measurement,
  measurement,
  type Observation,
  type Remark,
} from './populations/observation.ts';
import { codingTime, type MergedPullRequest, readyTime } from './populations/pullRequests.ts';
import type { RepositoryView } from './populations/repositoryView.ts';
import { COMMIT_OF_ANOTHER_TIME } from './populations/startOfWork.ts';

export default defineMetric({ uses: ['pull-requests'], followsClock: true, measure });

const LONG_BEFORE_HOURS = 90 * 24;

/**
 * Hours from the start of work (earliest authored date of the pull request's commits, not after its
 * creation) to the merge, for pull requests that people had merged into a counted branch; dated by the merge.
 * Its phases add up for each pull request. Pickup is the time in which it was shown as ready before the first review,
 * coding the rest before that, review goes on to the last approval, then comes the merge. One without a review has
 * only coding, and the time in which it was shown as ready counts as merge.
 */
function measure(view: RepositoryView, time: TimeBetween = elapsed): Measurement {
  const { dated: merged, undated, excluded } = view.pullRequests;
  return measurement(
    'distribution',
    merged.map((pull) => dated(pull, time(pull.workStartedAt, pull.mergedAt) / HOUR)),
    {
      excluded,
      unknown: undated,
      remarks: [
        ...merged
          .filter(
            ({ workStartedAt, createdAt }) => hoursBetween(workStartedAt, createdAt) > LONG_BEFORE_HOURS,
          )
          .map((pull) => remark(pull, 'started more than 90 days before the pull request was opened')),
        ...merged
          .filter(({ hasMisdatedCommit }) => hasMisdatedCommit)
          .map((pull) => remark(pull, COMMIT_OF_ANOTHER_TIME)),
      ],
      phases: [
        {
          id: 'coding',
          label: 'Coding',
          observations: merged.map((pull) => dated(pull, codingTime(pull, time) / HOUR)),
        },
        {
          id: 'pickup',
          label: 'Pickup',
          observations: merged.flatMap((pull) =>
            pull.firstReviewAt === null ? [] : [dated(pull, readyTime(pull, time) / HOUR)],
          ),
        },
        {
          id: 'review',
          label: 'Review',
          observations: merged.flatMap((pull) =>
            pull.firstReviewAt === null || pull.reviewEndedAt === null
              ? []
              : [dated(pull, time(pull.firstReviewAt, pull.reviewEndedAt) / HOUR)],
          ),
        },
        {
          id: 'merge',
          label: 'Merge',
          observations: merged.map((pull) =>
            dated(
              pull,
              pull.reviewEndedAt === null
                ? readyTime(pull, time) / HOUR
                : time(pull.reviewEndedAt, pull.mergedAt) / HOUR,
            ),
          ),
        },
      ],
    },
  );
}

const remark = ({ mergedAt, item }: MergedPullRequest, text: string): Remark => ({
  id: item.id,
  at: mergedAt,
  text,
});

function dated({ mergedAt, item }: MergedPullRequest, value: number): Observation {
  return { at: mergedAt, until: null, value, item, note: null };
}
