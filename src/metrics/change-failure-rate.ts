import { defineMetric } from './populations/metric.ts';
import { type Measurement, measurement } from './populations/observation.ts';
import type { RepositoryView } from './populations/repositoryView.ts';

export default defineMetric({
  uses: ['deployments', 'releases', 'tags', 'issues', 'incidents', 'pull-requests', 'commits'],
  measure,
});

/**
 * Share of deployments that failed or needed immediate repair; dated by the deployment, with the rule that fired as
 * evidence. Two incidents on one deployment are one failed deployment, so the share never exceeds 1.
 * Definition: DORA, change fail rate.
 */
function measure(view: RepositoryView): Measurement {
  const { all, excluded, notApplicable } = view.deployments;
  return measurement(
    'proportion',
    all.map(({ at, item, failure }) => ({
      at,
      until: null,
      value: failure === null ? 0 : 1,
      item,
      note: failure?.rule ?? null,
    })),
    { excluded, notApplicable },
  );
}
