import {
  hoursBetween,
  type Measurement,
  measurement,
  type Observation,
  type Remark,
} from './populations/observation.ts';
import { type MergedPullRequest, reviewsByOthers } from './populations/pullRequests.ts';
import type { RepositoryView } from './populations/repositoryView.ts';

export const uses = ['pull-requests'] as const;

/**
 * Elapsed hours of each answered review round of the pull requests that people had merged into a counted branch;
 * dated by the merge. The first round runs from *ready* to the first review by another person; each later one from
 * the last commit (committer date) after a review to the next review. A review without a commit since the one before
 * answers nothing new; a round that nobody answered before the merge has no duration.
 */
export function measure(view: RepositoryView): Measurement {
  const { merged, excluded } = view.pullRequests;
  const rounds = merged.map(roundsOf);
  return measurement(
    'distribution',
    rounds.flatMap(({ answered }) => answered),
    { excluded: [...excluded, ...rounds.flatMap(({ leftOut }) => leftOut)] },
  );
}

/** Each round is an item of its own: one pull request has several. */
function roundsOf({ row, item, mergedAt, readyAt }: MergedPullRequest): {
  answered: Observation[];
  leftOut: Remark[];
} {
  const reviews = reviewsByOthers(row).filter((at) => at <= mergedAt);
  const commits = row.commits.map(({ committedAt }) => Date.parse(committedAt)).sort((a, b) => a - b);
  const answered: Observation[] = [];
  const leftOut: Remark[] = [];
  let start: number | undefined = readyAt;
  for (const [index, at] of reviews.entries()) {
    const before = reviews[index - 1];
    if (before !== undefined) start = commits.findLast((commit) => commit > before && commit <= at);
    if (start === undefined) {
      leftOut.push({
        id: `${item.id} review ${index + 1}`,
        at: mergedAt,
        text: 'a further review of the same state of the code',
      });
      continue;
    }
    const round = answered.length + 1;
    answered.push({
      at: mergedAt,
      until: null,
      value: Math.max(0, hoursBetween(start, at)),
      item: { ...item, id: `${item.id} round ${round}` },
      note: `round ${round}`,
    });
  }
  const last = reviews.at(-1);
  if (last === undefined || commits.some((commit) => commit > last && commit <= mergedAt))
    leftOut.push({ id: item.id, at: mergedAt, text: 'a round that nobody answered before the merge' });
  return { answered, leftOut };
}
