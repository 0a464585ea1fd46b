import { defineMetric } from './populations/metric.ts';
import { type Measurement, measurement, type Observation, type Remark } from './populations/observation.ts';
import type { RepositoryView } from './populations/repositoryView.ts';

export default defineMetric({ uses: ['pull-requests'], measure });

/**
 * Share of the pull requests that people had merged into a counted branch without an approval by another person;
 * dated by the merge. A dismissed review or one after the merge does not count as an approval. Reverts and hotfixes are declared
 * exceptions and left out.
 */
function measure({ pullRequests: { merged, excluded }, kindOf }: RepositoryView): Measurement {
  const observations: Observation[] = [];
  const exceptions: Remark[] = [];
  for (const { row, reviews, mergedAt, item } of merged) {
    const kind = kindOf.ofPullRequest(row)?.kind;
    if (kind === 'revert' || kindOf.hotfix(row) !== null) {
      const text =
        kind === 'revert' ? 'a revert, which may be merged at once' : 'a hotfix, which may be merged at once';
      exceptions.push({ id: item.id, at: mergedAt, text });
      continue;
    }
    const before = reviews.filter(({ at }) => at <= mergedAt);
    const isApproved = before.some(({ approves }) => approves);
    observations.push({
      at: mergedAt,
      until: null,
      value: isApproved ? 0 : 1,
      item,
      note: isApproved ? null : before.length > 0 ? 'reviewed, not approved' : 'no review by another person',
    });
  }
  return measurement('proportion', observations, { excluded: [...excluded, ...exceptions] });
}
