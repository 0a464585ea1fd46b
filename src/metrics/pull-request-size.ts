import { defineMetric } from './populations/metric.ts';
import { type Measurement, measurement } from './populations/observation.ts';
import type { RepositoryView } from './populations/repositoryView.ts';

export default defineMetric({ uses: ['pull-requests'], measure });

/**
 * Lines added plus lines deleted, all files counted (tests, comments, documents), of the pull requests that people
 * had merged into a counted branch; dated by the merge.
 */
function measure(view: RepositoryView): Measurement {
  const { merged, excluded } = view.pullRequests;
  return measurement(
    'distribution',
    merged.map(({ mergedAt, row, item }) => ({
      at: mergedAt,
      until: null,
      value: row.additions + row.deletions,
      item,
      note: null,
    })),
    { excluded },
  );
}
