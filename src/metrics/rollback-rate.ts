import { successesOf } from './populations/deployments.ts';
import { defineMetric } from './populations/metric.ts';
import { type Measurement, measurement } from './populations/observation.ts';
import type { RepositoryView } from './populations/repositoryView.ts';

export default defineMetric({ uses: ['deployments', 'releases', 'tags', 'commits'], measure });

/**
 * Share of successful production deployments that the next one in the same environment took back by returning to
 * an ancestor of their commit; dated by the deployment that was taken back. Going back several versions at once is
 * one rollback; a revert that ships as a new version is none. Old releases and tags are not published afresh, so
 * they show no rollbacks.
 */
function measure({ repository, deployments }: RepositoryView): Measurement {
  const { standIn, notApplicable, takenBack } = deployments;
  const { successes, excluded } = successesOf(deployments);
  return measurement(
    'proportion',
    successes.map((deployment) => {
      const by = takenBack.get(deployment);
      return {
        at: deployment.at,
        until: null,
        value: by === undefined ? 0 : 1,
        item: deployment.item,
        note: by === undefined ? null : `rolled back by ${by.item.id}`,
      };
    }),
    {
      excluded,
      notApplicable:
        notApplicable ??
        (standIn === null ? null : `${repository.name} is deployed by ${standIn}, which show no rollbacks`),
    },
  );
}
