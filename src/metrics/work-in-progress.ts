import { defineMetric } from './populations/metric.ts';
import { type Measurement, measurement } from './populations/observation.ts';
import { CREATED_LATE } from './populations/pullRequests.ts';
import type { RepositoryView } from './populations/repositoryView.ts';

export default defineMetric({ uses: ['pull-requests'], measure });

/**
 * Pull requests that people had open, drafts included, averaged over the time of the window: each counts from its
 * opening to its merge or close. The average number in a system is what Little's law relates to its throughput.
 */
function measure(view: RepositoryView): Measurement {
  const { lives, openedByBots } = view.pullRequests;
  return measurement(
    'level',
    lives
      .filter(({ byBot, isDated }) => !byBot && isDated)
      .map(({ createdAt, endedAt, item }) => ({ at: createdAt, until: endedAt, value: 1, item, note: null })),
    {
      excluded: openedByBots,
      unknown: lives
        .filter(({ byBot, isDated }) => !byBot && !isDated)
        .map(({ item: { id }, knownFrom }) => ({ id, at: knownFrom, text: CREATED_LATE })),
    },
  );
}
