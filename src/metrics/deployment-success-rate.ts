import { defineMetric } from './populations/metric.ts';
import { type Measurement, measurement } from './populations/observation.ts';
import type { RepositoryView } from './populations/repositoryView.ts';

export default defineMetric({ uses: ['deployments', 'releases', 'tags'], measure });

/**
 * Share of production deployment attempts that ended and reached success; dated by the first success or, failing
 * that, the failure. A retry with a record of its own is an attempt of its own. Attempts that have not ended, or
 * ended without an outcome, are left out. Releases and version tags have no failures to show.
 */
function measure({ repository, deployments }: RepositoryView): Measurement {
  const { all, standIn, excluded, remarks, notApplicable } = deployments;
  return measurement(
    'proportion',
    all.map(({ at, succeeded, item }) => ({
      at,
      until: null,
      value: succeeded ? 1 : 0,
      item,
      note: succeeded ? null : 'ended in failure',
    })),
    {
      excluded,
      remarks,
      notApplicable:
        notApplicable ??
        (standIn === null ? null : `${repository.name} is deployed by ${standIn}, which show no failures`),
    },
  );
}
