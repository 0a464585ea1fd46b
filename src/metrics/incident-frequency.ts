import { defineMetric } from './populations/metric.ts';
import { type Measurement, measurement } from './populations/observation.ts';
import type { RepositoryView } from './populations/repositoryView.ts';

export default defineMetric({ uses: ['issues', 'incidents'], measure });

/**
 * Incidents a week, whatever caused them; dated by their opening or, for an imported one, its start. Those that name the
 * same deployment as their cause come together. A repository without a single incident so far, dismissed or not, may
 * just not declare any: that is not a rate of zero.
 */
function measure({ repository, incidents, deployments }: RepositoryView): Measurement {
  const { all, excluded, declared } = incidents;
  return measurement(
    'rate',
    all.map(({ startedAt, item }) => ({
      at: startedAt,
      until: null,
      value: 1,
      item,
      cluster: deployments.namedBy.get(item)?.[0]?.item.id,
      note: null,
    })),
    {
      excluded,
      notApplicable: declared
        ? null
        : `${repository.name} has never declared an incident, by label or by import`,
    },
  );
}
