import { defineMetric } from './populations/metric.ts';
import {
  hoursBetween,
  type Measurement,
  measurement,
  type Observation,
  type Remark,
} from './populations/observation.ts';
import type { MergedPullRequest } from './populations/pullRequests.ts';
import type { RepositoryView } from './populations/repositoryView.ts';
import { COMMIT_OF_ANOTHER_TIME } from './populations/startOfWork.ts';

export default defineMetric({ uses: ['pull-requests'], measure });

const LONG_BEFORE_HOURS = 90 * 24;

/**
 * Elapsed hours from the start of work (earliest authored date of the pull request's commits, not after its
 * creation) to the merge, for pull requests that people had merged into a counted branch; dated by the merge.
 * Its phases add up for each pull request: coding to *ready*, pickup to the first review, review to the last
 * approval, merge. One without a review has only coding and merge.
 */
function measure(view: RepositoryView): Measurement {
  const { dated: merged, undated, excluded } = view.pullRequests;
  return measurement(
    'distribution',
    merged.map((pull) => span(pull, pull.workStartedAt, pull.mergedAt)),
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
          observations: merged.map((pull) => span(pull, pull.workStartedAt, pull.readyAt)),
        },
        {
          id: 'pickup',
          label: 'Pickup',
          observations: merged.flatMap((pull) =>
            pull.firstReviewAt === null ? [] : [span(pull, pull.readyAt, pull.firstReviewAt)],
          ),
        },
        {
          id: 'review',
          label: 'Review',
          observations: merged.flatMap((pull) =>
            pull.firstReviewAt === null || pull.reviewEndedAt === null
              ? []
              : [span(pull, pull.firstReviewAt, pull.reviewEndedAt)],
          ),
        },
        {
          id: 'merge',
          label: 'Merge',
          observations: merged.map((pull) => span(pull, pull.reviewEndedAt ?? pull.readyAt, pull.mergedAt)),
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

function span({ mergedAt, item }: MergedPullRequest, from: number, to: number): Observation {
  return { at: mergedAt, until: null, value: hoursBetween(from, to), item, note: null };
}
