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
 * Elapsed hours from the first review by another person to the merge, for pull requests that people had merged into
 * a counted branch after such a review; dated by the merge. A review of a draft starts the clock, too.
 */
function measure(view: RepositoryView): Measurement {
  const { merged, excluded } = view.pullRequests;
  const observations: Observation[] = [];
  const unreviewed: Remark[] = [];
  for (const { mergedAt, firstReviewAt, item } of merged) {
    if (firstReviewAt === null)
      unreviewed.push({ id: item.id, at: mergedAt, text: 'merged without a review by another person' });
    else
      observations.push({
        at: mergedAt,
        until: null,
        value: hoursBetween(firstReviewAt, mergedAt),
        item,
        note: null,
      });
  }
  return measurement('distribution', observations, { excluded: [...excluded, ...unreviewed] });
}
