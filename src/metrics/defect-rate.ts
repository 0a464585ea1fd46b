import { defectsFound } from './populations/defects.ts';
import { defineMetric } from './populations/metric.ts';
import { type Measurement, measurement } from './populations/observation.ts';
import type { RepositoryView } from './populations/repositoryView.ts';

export default defineMetric({ uses: ['issues', 'commits', 'pull-requests'], measure });

/**
 * Defects opened over people's commits on the default branch, merges aside; a defect is dated by its opening, a
 * commit by its committer date. One does not come from the other, so the value can exceed 1.
 * Formula: Britton Broderick 2022, KPIs for Early Stage CTOs, defect rate.
 */
function measure(view: RepositoryView): Measurement {
  const { observations, excluded, notApplicable } = defectsFound(view);
  return measurement(
    'ratio',
    [
      ...observations,
      ...view.commits.counted.map(({ at, item }) => ({ at, until: null, value: 0, of: 1, item, note: null })),
    ],
    { excluded: [...excluded, ...view.commits.excluded], notApplicable },
  );
}
