import { type Measurement, measurement, type Observation, type Remark } from './observation.ts';
import type { RepositoryView } from './repositoryView.ts';

type Merged = RepositoryView['pullRequests']['merged'][number];

/**
 * A duration of each pull request that people had merged into a counted branch after a review by another person,
 * dated by the merge. Those without such a review are excluded.
 * @param hours of one pull request, given when that review was
 */
export function hoursOfReviewed(
  { merged, excluded }: RepositoryView['pullRequests'],
  hours: (pull: Merged, firstReviewAt: number) => number,
): Measurement {
  const observations: Observation[] = [];
  const unreviewed: Remark[] = [];
  for (const pull of merged) {
    const { mergedAt: at, firstReviewAt, item } = pull;
    if (firstReviewAt === null)
      unreviewed.push({ id: item.id, at, text: 'merged without a review by another person' });
    else observations.push({ at, until: null, value: hours(pull, firstReviewAt), item, note: null });
  }
  return measurement('distribution', observations, { excluded: [...excluded, ...unreviewed] });
}
