import { defineMetric } from './populations/metric.ts';
import { type Measurement, measurement, type Observation } from './populations/observation.ts';
import type { RepositoryView } from './populations/repositoryView.ts';

export default defineMetric({
  uses: ['pull-requests', 'commits', 'deployments', 'releases', 'tags'],
  people: 'team',
  measure,
});

/**
 * Emergency patches a month: pull requests with a hotfix label or branch that people had merged into a counted
 * branch; dated by the merge. Those that one deployment brought are one patch, dated by the earliest; one that is
 * not deployed yet stands for itself. A version whose tag marks it as a hotfix is a patch, too, dated by itself where it
 * brought no such pull request. Where none was ever marked, nothing can be told from the absence of marks.
 */
function measure(view: RepositoryView): Measurement {
  const { pullRequests, deployments, kindOf, hasPullRequests, repository } = view;
  const patches = new Map<string, Observation>();
  for (const { row, item, mergedAt } of pullRequests.merged) {
    const reason = kindOf.hotfix(row);
    if (reason === null) continue;
    const deployment = deployments.shippedBy.get(row.number);
    const key = deployment?.item.id ?? item.id;
    const known = patches.get(key);
    if (known !== undefined && known.at <= mergedAt) continue;
    patches.set(key, {
      at: mergedAt,
      until: null,
      value: 1,
      item,
      note: deployment === undefined ? reason : `${reason}, shipped by ${deployment.item.id}`,
    });
  }
  for (const { item, at } of deployments.hotfixes.keys())
    if (!patches.has(item.id))
      patches.set(item.id, { at, until: null, value: 1, item, note: 'a tag marks it as a hotfix' });
  return measurement('rate', [...patches.values()], {
    excluded: pullRequests.excluded,
    notApplicable:
      deployments.notApplicable ??
      (!hasPullRequests && patches.size === 0
        ? `the source of ${repository.name} knows no pull requests`
        : patches.size === 0
          ? `no merged pull request of ${repository.name} was ever marked as a hotfix`
          : null),
  });
}
