import { declaredCommits } from './populations/declaredCommits.ts';
import { defineMetric } from './populations/metric.ts';
import { type Measurement, measurement } from './populations/observation.ts';
import type { RepositoryView } from './populations/repositoryView.ts';

export default defineMetric({ uses: ['commits', 'pull-requests'], measure });

/**
 * Share of declared refactoring among people's commits on the default branch, merges aside; dated by the committer
 * date. A commit of no known kind is real work and no declared refactoring.
 */
function measure(view: RepositoryView): Measurement {
  const { commits, excluded, notApplicable } = declaredCommits(view);
  return measurement(
    'proportion',
    commits.map(({ at, item, cluster, work }) => ({
      at,
      until: null,
      value: work?.kind === 'refactoring' ? 1 : 0,
      item,
      cluster,
      note: work?.reason ?? null,
    })),
    { excluded, notApplicable },
  );
}
