import { defineMetric } from './populations/metric.ts';
import { hoursBetween, type Measurement, measurement } from './populations/observation.ts';
import type { RepositoryView } from './populations/repositoryView.ts';

export default defineMetric({ uses: ['issues', 'incidents'], measure });

/**
 * Elapsed hours from the start of an incident, whatever its cause, to its end; dated by the end. Incidents that are
 * still open are counted as open; they have no duration.
 */
function measure(view: RepositoryView): Measurement {
  const { all, excluded } = view.incidents;
  const causes = view.deployments.namedBy;
  return measurement(
    'distribution',
    all.flatMap(({ startedAt, resolvedAt, item }) =>
      resolvedAt === null
        ? []
        : [
            {
              at: resolvedAt,
              until: null,
              value: hoursBetween(startedAt, resolvedAt),
              item,
              cluster: causes.get(item)?.[0]?.item.id,
              note: null,
            },
          ],
    ),
    {
      excluded,
      open: all.map(({ startedAt, resolvedAt, item }) => ({ id: item.id, from: startedAt, to: resolvedAt })),
    },
  );
}
