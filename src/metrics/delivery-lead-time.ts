import { type Delivery, daysUntil, deliveryPopulation } from './populations/deliveries.ts';
import { defineMetric } from './populations/metric.ts';
import { type Measurement, measurement, type Remark } from './populations/observation.ts';
import type { RepositoryView } from './populations/repositoryView.ts';

export default defineMetric({
  uses: ['issues', 'pull-requests', 'commits', 'deployments', 'releases', 'tags'],
  measure,
});

/**
 * Days from the opening of an issue for discovery, which its label says it is, to the first successful production
 * deployment that contains every change that closes it; dated by that deployment. Labels have no history, so the issue's
 * opening stands for the start of discovery, and its end is not known: the phases part at the first commit. One
 * begun before the issue was opened leaves nothing before it.
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
  const built = explored.map((delivery) =>
    daysUntil(delivery, Math.max(delivery.issue.createdAt, delivery.workStartedAt)),
  );
  return measurement('distribution', whole, {
    excluded: [...excluded, ...unexplored],
    open: open.filter(({ id }) => discoveries.has(id)),
    phases: [
      {
        id: 'before-work',
        label: 'Until the first commit',
        observations: whole.map((row, index) => ({ ...row, value: row.value - (built[index]?.value ?? 0) })),
      },
      { id: 'work', label: 'From the first commit', observations: built },
    ],
    notApplicable: notApplicable ?? view.issues.unmarked(['discovery']),
  });
}
