import { daysUntil, deliveryPopulation } from './populations/deliveries.ts';
import { defineMetric } from './populations/metric.ts';
import { type Measurement, measurement } from './populations/observation.ts';
import type { RepositoryView } from './populations/repositoryView.ts';

export default defineMetric({
  uses: ['issues', 'pull-requests', 'commits', 'deployments', 'releases', 'tags'],
  measure,
});

/**
 * Days from the creation of an issue to the first successful production deployment that contains every change that
 * closes it; dated by that deployment. Incidents, and issues that are linked to no change, do not count.
 */
function measure(view: RepositoryView): Measurement {
  const { delivered, excluded, open, notApplicable } = deliveryPopulation(view);
  return measurement(
    'distribution',
    delivered.map((delivery) => daysUntil(delivery, delivery.issue.createdAt)),
    { excluded, open, notApplicable },
  );
}
