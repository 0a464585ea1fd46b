import { HOUR } from '../facts/time.ts';
import { defineMetric } from './populations/metric.ts';
import {
  hoursBetween,
  type Measurement,
  measurement,
  type Observation,
  type Remark,
} from './populations/observation.ts';
import { codingHours, type MergedPullRequest } from './populations/pullRequests.ts';
import type { RepositoryView } from './populations/repositoryView.ts';
import { COMMIT_OF_ANOTHER_TIME } from './populations/startOfWork.ts';

export default defineMetric({ uses: ['pull-requests'], measure });

const LONG_BEFORE_HOURS = 90 * 24;

/**
 * Elapsed hours from the start of work (earliest authored date of the pull request's commits, not after its
 * creation) to the merge, for pull requests that people had merged into a counted branch; dated by the merge.
 * Its phases add up for each pull request. Pickup is the time in which it was shown as ready before the first review,
 * coding the rest before that, review goes on to the last approval, then comes the merge. One without a review has
 * only coding, and the time in which it was shown as ready counts as merge.
 */
function measure(view: RepositoryView): Measurement {
  const { dated: merged, undated, excluded } = view.pullRequests;
  return measurement(
    'distribution',
    merged.map((pull) => dated(pull, hoursBetween(pull.workStartedAt, pull.mergedAt))),
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
          observations: merged.map((pull) => dated(pull, codingHours(pull))),
        },
        {
          id: 'pickup',
          label: 'Pickup',
          observations: merged.flatMap((pull) =>
            pull.firstReviewAt === null ? [] : [dated(pull, pull.readyFor / HOUR)],
          ),
        },
        {
          id: 'review',
          label: 'Review',
          observations: merged.flatMap((pull) =>
            pull.firstReviewAt === null || pull.reviewEndedAt === null
              ? []
              : [dated(pull, hoursBetween(pull.firstReviewAt, pull.reviewEndedAt))],
          ),
        },
        {
          id: 'merge',
          label: 'Merge',
          observations: merged.map((pull) =>
            dated(
              pull,
              pull.reviewEndedAt === null
                ? pull.readyFor / HOUR
                : hoursBetween(pull.reviewEndedAt, pull.mergedAt),
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

function dated({ mergedAt, item }: MergedPullRequest, hours: number): Observation {
  return { at: mergedAt, until: null, value: hours, item, note: null };
}
