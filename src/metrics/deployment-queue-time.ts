import { defineMetric } from './populations/metric.ts';
import type { Measurement } from './populations/observation.ts';
import type { RepositoryView } from './populations/repositoryView.ts';
import { hoursUntilDeployed } from './populations/shipping.ts';

export default defineMetric({
  uses: ['pull-requests', 'commits', 'deployments', 'releases', 'tags'],
  measure,
});

/**
 * Elapsed hours from the merge of a pull request by people to the start of the first successful production
 * deployment that contains it; dated by that start, which is its first in-progress status or else its creation. Merges
 * that no deployment carries yet are open. What the first deployment ever brought has nothing before it.
 */
function measure({ pullRequests, deployments }: RepositoryView): Measurement {
  const shipments = pullRequests.merged.map(({ row, item, mergedAt }) => ({
    item,
    startedAt: mergedAt,
    landedAt: mergedAt,
    deployment: deployments.shippedBy.get(row.number),
    isInFirst: deployments.shippedByFirst.has(row.number),
  }));
  return hoursUntilDeployed(shipments, deployments, {
    excluded: pullRequests.excluded,
    moment: ({ startedAt }) => startedAt,
    note: 'carried by',
  });
}
