import { type Measurement, measurement } from './populations/observation.ts';
import { pullRequestItem } from './populations/pullRequests.ts';
import type { RepositoryView } from './populations/repositoryView.ts';

export const uses = ['pull-requests'] as const;

/**
 * Pull requests that people had open, drafts included, averaged over the time of the window: each counts from its
 * opening to its merge or close. The average number in a system is what Little's law relates to its throughput.
 */
export function measure(view: RepositoryView): Measurement {
  const { opened, openedByBots } = view.pullRequests;
  return measurement(
    'level',
    opened.map((row) => {
      const ended = row.mergedAt ?? row.closedAt;
      return {
        at: Date.parse(row.createdAt),
        until: ended === null ? null : Date.parse(ended),
        value: 1,
        item: pullRequestItem(view.repository, row),
        note: null,
      };
    }),
    { excluded: openedByBots },
  );
}
