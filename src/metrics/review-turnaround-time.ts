import { defineMetric } from './populations/metric.ts';
import {
  hoursBetween,
  type Measurement,
  measurement,
  type Observation,
  type Remark,
} from './populations/observation.ts';
import type { RepositoryView } from './populations/repositoryView.ts';

export default defineMetric({ uses: ['pull-requests'], people: 'reviewers', measure });

/**
 * Elapsed hours of each answered review round of the pull requests that people had merged into a counted branch;
 * dated by the merge. The first round is the time shown as ready before the first review by another person; each later one from
 * the last commit (committer date) after a review to the next review. A review without a commit since the one before
 * answers nothing new; a round that nobody answered before the merge has no duration.
 */
function measure(view: RepositoryView): Measurement {
  const { dated: merged, undated, excluded } = view.pullRequests;
  const answered: Observation[] = [];
  const leftOut: Remark[] = [];
  for (const { row, item, mergedAt: at, readyFor, reviews } of merged) {
    const commits = row.commits.map(({ committedAt }) => Date.parse(committedAt));
    let count = 0;
    let round = 0;
    let last: number | null = null;
    for (const review of reviews) {
      if (review.at > at) break;
      count += 1;
      const start = last === null ? review.at - readyFor : latestIn(commits, last, review.at);
      last = review.at;
      if (start === null) {
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
        value: Math.max(0, hoursBetween(start, review.at)),
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
