import { defectsFound } from './populations/defects.ts';
import { defineMetric } from './populations/metric.ts';
import { type Measurement, measurement } from './populations/observation.ts';
import type { RepositoryView } from './populations/repositoryView.ts';

export default defineMetric({ uses: ['issues', 'commits', 'pull-requests'], measure });

/**
 * Defects opened per thousand lines that people's commits added to or deleted from the default branch, merges aside;
 * a defect is dated by its opening, lines by the committer date.
 */
function measure(view: RepositoryView): Measurement {
  const { observations, excluded, notApplicable } = defectsFound(view);
  return measurement(
    'ratio',
    [
      ...observations,
      ...view.commits.counted.map(({ at, item, row: { additions, deletions } }) => ({
        at,
        until: null,
        value: 0,
        of: (additions + deletions) / 1000,
        item,
        note: `${additions + deletions} lines`,
      })),
    ],
    { excluded: [...excluded, ...view.commits.excluded], notApplicable },
  );
}
