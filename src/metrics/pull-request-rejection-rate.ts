import { defineMetric } from './populations/metric.ts';
import { type Measurement, measurement } from './populations/observation.ts';
import type { RepositoryView } from './populations/repositoryView.ts';

export default defineMetric({ uses: ['pull-requests'], measure });

/**
 * Share of those closed without a merge among the pull requests of people, meant for a counted branch, that were
 * merged or closed; dated by that end. Who closed it and why does not matter: with the merge rate it adds up to 1.
 */
function measure(view: RepositoryView): Measurement {
  const { ended, excludedEnded } = view.pullRequests;
  return measurement(
    'proportion',
    ended.map(({ item, merged, endedAt }) => ({
      at: endedAt,
      until: null,
      value: merged ? 0 : 1,
      item,
      note: merged ? null : 'closed without a merge',
    })),
    { excluded: excludedEnded },
  );
}
