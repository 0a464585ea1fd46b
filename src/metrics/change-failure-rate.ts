import { successesOf } from './populations/deployments.ts';
import { defineMetric } from './populations/metric.ts';
import { type Measurement, measurement } from './populations/observation.ts';
import type { RepositoryView } from './populations/repositoryView.ts';

export default defineMetric({
  uses: ['deployments', 'releases', 'tags', 'issues', 'incidents', 'pull-requests', 'commits'],
  measure,
});

/**
 * Share of the deployments that reached users and then failed or needed immediate repair; dated by the deployment, with
 * the rule that fired as evidence. Two incidents on one deployment are one failed deployment, so the share never exceeds
 * 1. An attempt that never reached users counts in deployment success rate alone.
 * Definition: DORA, change fail rate.
 */
function measure({ repository, deployments }: RepositoryView): Measurement {
  const { notApplicable, remarks, unresolved, evidenceOfFailures } = deployments;
  const { successes, excluded } = successesOf(deployments);
  return measurement(
    'proportion',
    successes.map(({ at, item, failure }) => ({
      at,
      until: null,
      value: failure === null ? 0 : 1,
      item,
      note: failure?.rule ?? null,
    })),
    {
      excluded,
      remarks: [
        ...remarks,
        ...unresolved,
        ...(evidenceOfFailures === 'reverts'
          ? successes.map(({ at, item }) => ({
              id: item.id,
              at,
              text: 'judged by reverts in commit messages alone',
            }))
          : []),
      ],
      notApplicable:
        notApplicable ??
        (evidenceOfFailures === 'none'
          ? `the source of ${repository.name} holds nothing that could show a failed deployment: no statuses, pull requests, incidents or reverts`
          : null),
    },
  );
}
