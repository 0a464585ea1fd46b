import { defineMetric } from './populations/metric.ts';
import {
  hoursBetween,
  type Measurement,
  measurement,
  type Observation,
  type Remark,
} from './populations/observation.ts';
import type { RepositoryView } from './populations/repositoryView.ts';

export default defineMetric({ uses: ['pull-requests'], measure });

/**
 * Elapsed hours from *ready* to the first review by another person, for pull requests that people had merged into
 * a counted branch after such a review; dated by the merge. A review that came while it was a draft: zero.
 */
function measure(view: RepositoryView): Measurement {
  const { dated: merged, undated, excluded } = view.pullRequests;
  const observations: Observation[] = [];
  const unreviewed: Remark[] = [];
  for (const { mergedAt, firstReviewAt, readyAt, item } of merged) {
    if (firstReviewAt === null)
      unreviewed.push({ id: item.id, at: mergedAt, text: 'merged without a review by another person' });
    else
      observations.push({
        at: mergedAt,
        until: null,
        value: hoursBetween(readyAt, firstReviewAt),
        item,
        note: null,
      });
  }
  return measurement('distribution', observations, {
    excluded: [...excluded, ...unreviewed],
    unknown: undated,
  });
}
