import { HOUR } from '../facts/time.ts';
import { elapsed, type TimeBetween } from '../facts/workingTime.ts';
import { defineMetric } from './populations/metric.ts';
import { type Measurement, measurement, type Observation, type Remark } from './populations/observation.ts';
import { readyTime } from './populations/pullRequests.ts';
import type { RepositoryView } from './populations/repositoryView.ts';

export default defineMetric({ uses: ['pull-requests'], people: 'reviewers', followsClock: true, measure });

/**
 * Hours of each answered review round of the pull requests that people had merged into a counted branch;
 * dated by the merge. The first round is the time shown as ready before the first review by another person; each later one from
 * the last commit (committer date) after a review to the next review. A review without a commit since the one before
 * answers nothing new; a round that nobody answered before the merge has no duration.
 */
function measure(view: RepositoryView, time: TimeBetween = elapsed): Measurement {
  const { dated: merged, undated, excluded } = view.pullRequests;
  const answered: Observation[] = [];
  const leftOut: Remark[] = [];
  for (const pull of merged) {
    const { row, item, mergedAt: at, reviews } = pull;
    const commits = row.commits.map(({ committedAt }) => Date.parse(committedAt));
    let count = 0;
    let round = 0;
    let last: number | null = null;
    for (const review of reviews) {
      if (review.at > at) break;
      count += 1;
      const isFirst = last === null;
      const start = last === null ? null : latestIn(commits, last, review.at);
      last = review.at;
      if (start === null && !isFirst) {
        leftOut.push({
          id: `${item.id} review ${count}`,
          at,
          text: 'a further review of the same state of the code',
        });
        continue;
      }
      round += 1;
      answered.push({
        at,
        until: null,
        value: (start === null ? readyTime(pull, time) : time(start, review.at)) / HOUR,
        // Each round is an item of its own: one pull request has several.
        item: { ...item, id: `${item.id} round ${round}` },
        cluster: item.id,
        note: `round ${round}`,
      });
    }
    if (last === null || latestIn(commits, last, at) !== null)
      leftOut.push({ id: item.id, at, text: 'a round that nobody answered before the merge' });
  }
  return measurement('distribution', answered, {
    excluded: [...excluded, ...leftOut],
    unknown: undated,
  });
}

/** @returns the last of some moments that lie after one moment and not after another; null without any */
function latestIn(moments: readonly number[], after: number, until: number): number | null {
  let latest: number | null = null;
  for (const moment of moments)
    if (moment > after && moment <= until && (latest === null || moment > latest)) latest = moment;
  return latest;
}
