import { defineMetric } from './populations/metric.ts';
import { hoursBetween, type Measurement, measurement } from './populations/observation.ts';
import type { RepositoryView } from './populations/repositoryView.ts';

export default defineMetric({ uses: ['issues', 'incidents'], measure });

/**
 * Elapsed hours from the detection of an incident to its resolution, dated by the resolution. An issue is detected
 * when it is opened and resolved when it is closed for the last time; an imported incident without a detection
 * counts from its start. Unresolved incidents are open; they have no duration.
 */
function measure({ incidents, deployments }: RepositoryView): Measurement {
  const handled = incidents.all.map(({ item, startedAt, detectedAt, resolvedAt }) => ({
    item,
    from: detectedAt ?? startedAt,
    to: resolvedAt,
  }));
  return measurement(
    'distribution',
    handled.flatMap(({ item, from, to }) =>
      to === null
        ? []
        : [
            {
              at: to,
              until: null,
              value: Math.max(0, hoursBetween(from, to)),
              item,
              cluster: deployments.namedBy.get(item)?.[0]?.item.id,
              note: null,
            },
          ],
    ),
    {
      excluded: incidents.excluded,
      open: handled.map(({ item, from, to }) => ({ id: item.id, from, to })),
    },
  );
}
