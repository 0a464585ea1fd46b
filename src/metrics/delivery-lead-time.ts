import { type Delivery, daysUntil, deliveryPopulation } from './populations/deliveries.ts';
import { defineMetric } from './populations/metric.ts';
import { type Measurement, measurement, type Remark } from './populations/observation.ts';
import type { RepositoryView } from './populations/repositoryView.ts';

export default defineMetric({
  uses: ['issues', 'pull-requests', 'commits', 'deployments', 'releases', 'tags'],
  measure,
});

/**
 * Days from the opening of an issue for discovery, which its label says it is or was, to the first successful production
 * deployment that holds every change which closes it; dated by that deployment. The issue's opening stands for the start
 * of discovery. It ends when its label is taken off; where nobody took it off before the deployment, the first commit
 * stands for the end. One begun before the issue was opened leaves nothing before it.
 */
function measure(view: RepositoryView): Measurement {
  const { delivered, excluded, open, notApplicable } = deliveryPopulation(view);
  const explored: Delivery[] = [];
  const unexplored: Remark[] = [];
  for (const delivery of delivered) {
    const { issue, deployment } = delivery;
    if (issue.marks.has('discovery')) explored.push(delivery);
    else unexplored.push({ id: issue.item.id, at: deployment.at, text: 'without a discovery label' });
  }
  const discoveries = new Set(
    view.issues.all.flatMap(({ item, marks }) => (marks.has('discovery') ? [item.id] : [])),
  );
  const whole = explored.map((delivery) => daysUntil(delivery, delivery.issue.createdAt));
  const second = explored.map((delivery) => ({ delivery, ...secondStart(delivery) }));
  const built = second.map(({ delivery, at }) => daysUntil(delivery, at));
  return measurement('distribution', whole, {
    excluded: [...excluded, ...unexplored],
    open: open.filter(({ id }) => discoveries.has(id)),
    remarks: second
      .filter(({ recorded }) => !recorded)
      .map(({ delivery }) => ({
        id: delivery.issue.item.id,
        at: delivery.deployment.at,
        text: 'kept the label for discovery: the first commit stands for its end',
      })),
    phases: [
      {
        id: 'discovery',
        label: 'Discovery',
        observations: second.map(({ delivery, at }) => {
          const row = daysUntil(delivery, delivery.issue.createdAt);
          return { ...row, value: row.value - daysUntil(delivery, at).value };
        }),
      },
      { id: 'after-discovery', label: 'From the end of discovery', observations: built },
    ],
    notApplicable: notApplicable ?? view.issues.unmarked(['discovery']),
  });
}

/** @returns when the second clock of a delivery starts, and whether the end of discovery is on record */
function secondStart({ issue, deployment, workStartedAt }: Delivery): { at: number; recorded: boolean } {
  const { createdAt, discoveryEndedAt } = issue;
  const recorded = discoveryEndedAt !== null && discoveryEndedAt <= deployment.at;
  return { at: Math.max(createdAt, recorded ? discoveryEndedAt : workStartedAt), recorded };
}
