import { defineMetric } from './populations/metric.ts';
import { hoursBetween, type Measurement, measurement } from './populations/observation.ts';
import type { RepositoryView } from './populations/repositoryView.ts';

export default defineMetric({
  uses: ['deployments', 'releases', 'tags', 'issues', 'incidents', 'pull-requests', 'commits'],
  measure,
});

/**
 * Elapsed hours from a failed deployment to its recovery; dated by the recovery. Recovery is the end of its
 * incident, or else the deployment that rolled it back, shipped the revert or hotfix, or next succeeded.
 * Failures that are not yet recovered are counted as open; they have no duration.
 * Definition: DORA, failed deployment recovery time (change-caused failures only, since 2023).
 */
function measure(view: RepositoryView): Measurement {
  const failed = view.deployments.all.flatMap(({ at, item, failure }) =>
    failure === null ? [] : [{ at, item, rule: failure.rule, recoveredAt: failure.recoveredAt }],
  );
  return measurement(
    'distribution',
    failed.flatMap(({ at, item, rule, recoveredAt }) =>
      recoveredAt === null
        ? []
        : [
            {
              at: recoveredAt,
              until: null,
              value: Math.max(0, hoursBetween(at, recoveredAt)),
              item,
              note: rule,
            },
          ],
    ),
    {
      remarks: view.deployments.unresolved,
      open: failed.map(({ at, item, recoveredAt }) => ({ id: item.id, from: at, to: recoveredAt })),
      notApplicable: view.deployments.notApplicable,
    },
  );
}
