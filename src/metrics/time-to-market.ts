import { type Delivery, daysUntil, deliveryPopulation } from './populations/deliveries.ts';
import { MAYBE_BEGAN_EARLIER } from './populations/issues.ts';
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
 * Its phases add up for each issue: waiting until work began (the first label or status that says so, or else the first
 * commit), work until the last change landed, and release.
 */
function measure(view: RepositoryView): Measurement {
  const { delivered, excluded, open, notApplicable } = deliveryPopulation(view);
  const moments = delivered.map((delivery) => ({ delivery, ...momentsOf(delivery) }));
  return measurement(
    'distribution',
    delivered.map((delivery) => daysUntil(delivery, delivery.issue.createdAt)),
    {
      excluded,
      open,
      notApplicable,
      remarks: moments
        .filter(({ delivery: { issue }, began }) => issue.maybeBeganEarlier && began === issue.workBeganAt)
        .map(({ delivery: { issue, deployment } }) => ({
          id: issue.item.id,
          at: deployment.at,
          text: MAYBE_BEGAN_EARLIER,
        })),
      phases: [
        {
          id: 'waiting',
          label: 'Waiting',
          observations: moments.map(({ delivery, began }) =>
            daysUntil(delivery, delivery.issue.createdAt, began),
          ),
        },
        {
          id: 'work',
          label: 'Work',
          observations: moments.map(({ delivery, began, landed }) => daysUntil(delivery, began, landed)),
        },
        {
          id: 'release',
          label: 'Release',
          observations: moments.map(({ delivery, landed }) => daysUntil(delivery, landed)),
        },
      ],
    },
  );
}

/** @returns when work on a delivery began and ended, each between the issue's creation and its deployment */
function momentsOf({ issue, workStartedAt, landedAt, deployment }: Delivery): {
  began: number;
  landed: number;
} {
  const { createdAt, workBeganAt } = issue;
  const landed = Math.min(Math.max(landedAt, createdAt), deployment.at);
  const began = Math.min(workStartedAt, workBeganAt ?? workStartedAt);
  return { began: Math.min(Math.max(began, createdAt), landed), landed };
}
