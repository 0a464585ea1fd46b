import { masked } from '../../../facts/masked.ts';
import type { Change } from '../../../facts/schema.ts';

/** An event of the timeline of a pull request or an issue; others than these say nothing here. */
type Event =
  | { __typename: 'LabeledEvent' | 'UnlabeledEvent'; createdAt: string; label: { name: string } }
  | { __typename: 'MilestonedEvent' | 'DemilestonedEvent'; createdAt: string; milestoneTitle: string }
  | {
      __typename: 'ProjectV2ItemStatusChangedEvent';
      createdAt: string;
      previousStatus: string;
      status: string;
    };

/** @returns the changes of labels, milestone and status among events, in order of time */
export function changesOf(events: readonly (Event | { __typename: string })[]): Change[] {
  return events
    .flatMap((event): Change[] => {
      const added = event.__typename === 'LabeledEvent' || event.__typename === 'MilestonedEvent';
      if ('label' in event) return [{ at: event.createdAt, label: masked(event.label.name), added }];
      if ('milestoneTitle' in event)
        return [{ at: event.createdAt, milestone: masked(event.milestoneTitle), added }];
      if ('previousStatus' in event) {
        const { createdAt: at, previousStatus, status } = event;
        return [{ at, status: masked(status), before: masked(previousStatus) }];
      }
      return [];
    })
    .sort((a, b) => Date.parse(a.at) - Date.parse(b.at));
}
