import { type Measurement, measurement } from './populations/observation.ts';
import type { RepositoryView } from './populations/repositoryView.ts';

export const uses = ['deployments', 'releases', 'tags'] as const;

/**
 * Successful deployments a week, dated by their first success. A failed attempt brought nothing to users and does
 * not count; what counts as a deployment is the repository's setting.
 */
export function measure(view: RepositoryView): Measurement {
  const { all, excluded, notApplicable } = view.deployments;
  return measurement(
    'rate',
    all
      .filter(({ succeeded }) => succeeded)
      .map(({ at, item }) => ({ at, until: null, value: 1, item, note: null })),
    {
      excluded: [
        ...excluded,
        ...all
          .filter(({ succeeded }) => !succeeded)
          .map(({ at, item }) => ({ id: item.id, at, text: 'failed to deploy' })),
      ],
      notApplicable,
    },
  );
}
