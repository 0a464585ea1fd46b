import { defineMetric } from './populations/metric.ts';
import { type Measurement, measurement } from './populations/observation.ts';
import type { RepositoryView } from './populations/repositoryView.ts';

export default defineMetric({ uses: ['issues', 'milestones'], measure });

/**
 * Calendar days from a milestone's due day to the day of its own closing, negative when early; dated by the closing.
 * Milestones that are open past their due day have no deviation; they are counted as open.
 */
function measure({ milestones }: RepositoryView): Measurement {
  const { due, excluded, notApplicable } = milestones;
  return measurement(
    'distribution',
    due.flatMap(({ item, closedAt, daysLate }) =>
      closedAt === null || daysLate === null
        ? []
        : [{ at: closedAt, until: null, value: daysLate, item, note: null }],
    ),
    {
      excluded,
      open: due
        .filter(({ closedAt, dueEnd }) => closedAt === null || closedAt > dueEnd)
        .map(({ item, closedAt, dueEnd }) => ({ id: item.id, from: dueEnd, to: closedAt })),
      notApplicable,
    },
  );
}
