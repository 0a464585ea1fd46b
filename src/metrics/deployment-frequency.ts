import { successesOf } from './populations/deployments.ts';
import { type Measurement, measurement } from './populations/observation.ts';
import type { RepositoryView } from './populations/repositoryView.ts';

export const uses = ['deployments', 'releases', 'tags'] as const;

/**
 * Successful deployments a week, dated by their first success. A failed attempt brought nothing to users and does
 * not count; what counts as a deployment is the repository's setting.
 */
export function measure({ deployments }: RepositoryView): Measurement {
  const { successes, excluded } = successesOf(deployments);
  return measurement(
    'rate',
    successes.map(({ at, item }) => ({ at, until: null, value: 1, item, note: null })),
    { excluded, notApplicable: deployments.notApplicable },
  );
}
