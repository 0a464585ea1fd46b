import { successesOf } from './populations/deployments.ts';
import { defineMetric } from './populations/metric.ts';
import { type Measurement, measurement } from './populations/observation.ts';
import type { RepositoryView } from './populations/repositoryView.ts';

export default defineMetric({
  uses: ['deployments', 'releases', 'tags'],
  startsWithFirst: true,
  measure,
});

/**
 * Successful deployments a week, dated by their first success. A failed attempt brought nothing to users and does
 * not count; what counts as a deployment is the repository's setting. A repository of which no deployment was ever
 * recorded may be deployed by other means: that is not a rate of zero, and neither is the time before the first.
 */
function measure({ repository, deployments }: RepositoryView): Measurement {
  const { all, description, notApplicable } = deployments;
  const { successes, excluded } = successesOf(deployments);
  return measurement(
    'rate',
    successes.map(({ at, item }) => ({ at, until: null, value: 1, item, note: null })),
    {
      excluded,
      notApplicable: notApplicable ?? (all.length > 0 ? null : `${repository.name} has ${description}`),
    },
  );
}
