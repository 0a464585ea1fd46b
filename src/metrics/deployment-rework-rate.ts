import { type CountedDeployment, successesOf } from './populations/deployments.ts';
import { defineMetric } from './populations/metric.ts';
import { type Measurement, measurement } from './populations/observation.ts';
import type { RepositoryView } from './populations/repositoryView.ts';

export default defineMetric({
  uses: ['deployments', 'releases', 'tags', 'issues', 'incidents', 'pull-requests', 'commits'],
  measure,
});

/**
 * Share of successful production deployments that were made, unplanned, to repair: those that brought a hotfix,
 * else the change that closes an incident, else went back to an earlier commit. Dated by the repairing deployment;
 * each counts once, with the first of these conditions as evidence.
 * Definition: DORA, deployment rework rate (2024), counted instead of estimated.
 */
function measure(view: RepositoryView): Measurement {
  const { successes, excluded } = successesOf(view.deployments);
  const repairs = repairsOf(view);
  return measurement(
    'proportion',
    successes.map((deployment) => {
      const repair = repairs.get(deployment) ?? null;
      return {
        at: deployment.at,
        until: null,
        value: repair === null ? 0 : 1,
        item: deployment.item,
        note: repair,
      };
    }),
    { excluded, notApplicable: view.deployments.notApplicable },
  );
}

/** @returns what each repairing deployment repaired, in words */
function repairsOf({ repository, facts, deployments, incidents, kindOf }: RepositoryView) {
  const repairs = new Map<CountedDeployment, string>();
  const add = (deployment: CountedDeployment | undefined, repair: string) => {
    if (deployment !== undefined && !repairs.has(deployment)) repairs.set(deployment, repair);
  };
  const rows = facts['pull-requests'];
  for (const row of rows) {
    const reason = kindOf.hotfix(row);
    if (reason !== null)
      add(deployments.shippedBy.get(row.number), `brought the hotfix #${row.number} (${reason})`);
  }
  const isIncident = new Set(incidents.all.map(({ item }) => item.id));
  for (const { number, closes } of rows) {
    const closed = closes.find((issue) => isIncident.has(`${repository.name}#${issue}`));
    if (closed !== undefined)
      add(deployments.shippedBy.get(number), `brought #${number}, which closes incident #${closed}`);
  }
  for (const [replaced, deployment] of deployments.takenBack)
    add(deployment, `rolled back ${replaced.item.id}`);
  return repairs;
}
