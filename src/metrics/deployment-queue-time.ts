import { defineMetric } from './populations/metric.ts';
import {
  hoursBetween,
  type Measurement,
  measurement,
  type Observation,
  type Remark,
  type Span,
} from './populations/observation.ts';
import type { RepositoryView } from './populations/repositoryView.ts';

export default defineMetric({
  uses: ['pull-requests', 'commits', 'deployments', 'releases', 'tags'],
  measure,
});

/**
 * Elapsed hours from the merge of a pull request by people to the start of the first successful production
 * deployment that holds it; dated by that start, which is its first in-progress status or else its creation. Merges
 * that no deployment carries yet are open. What the first deployment ever brought has nothing before it.
 */
function measure({ pullRequests, deployments }: RepositoryView): Measurement {
  const { notApplicable } = deployments;
  const observations: Observation[] = [];
  const unknown: Remark[] = [...deployments.ofUnknownContents];
  const excluded: Remark[] = [...pullRequests.excluded];
  const open: Span[] = [];
  for (const { row, item, mergedAt } of pullRequests.merged) {
    const deployment = deployments.shippedBy.get(row.number);
    if (deployment === undefined) open.push({ id: item.id, from: mergedAt, to: null });
    else if (deployments.shippedByFirst.has(row.number))
      excluded.push({
        id: item.id,
        at: deployment.startedAt,
        text: 'in the first deployment, which has no predecessor',
      });
    else if (deployments.afterUnknown.has(deployment))
      unknown.push({
        id: item.id,
        at: deployment.startedAt,
        text: 'may have come with an earlier deployment, of a commit that is not known',
      });
    else {
      open.push({ id: item.id, from: mergedAt, to: deployment.startedAt });
      observations.push({
        at: deployment.startedAt,
        until: null,
        value: Math.max(0, hoursBetween(mergedAt, deployment.startedAt)),
        item,
        note: `carried by ${deployment.item.id}`,
      });
    }
  }
  return measurement('distribution', observations, {
    excluded,
    unknown,
    open: notApplicable === null ? open : [],
    notApplicable,
  });
}
