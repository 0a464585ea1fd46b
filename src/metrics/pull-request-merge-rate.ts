import { defineMetric } from './populations/metric.ts';
import { type Measurement, measurement } from './populations/observation.ts';
import type { RepositoryView } from './populations/repositoryView.ts';

export default defineMetric({ uses: ['pull-requests'], measure });

/**
 * Share of merged ones among the pull requests of people, meant for a counted branch, that were merged or closed;
 * dated by that end. One that was closed and opened again counts once, by its final state.
 */
function measure(view: RepositoryView): Measurement {
  const { ended, excludedEnded } = view.pullRequests;
  return measurement(
    'proportion',
    ended.map(({ item, merged, endedAt }) => ({
      at: endedAt,
      until: null,
      value: merged ? 1 : 0,
      item,
      note: merged ? null : 'closed without a merge',
    })),
    { excluded: excludedEnded },
  );
}
