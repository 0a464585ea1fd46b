import { defineMetric } from './populations/metric.ts';
import { type Measurement, measurement, type Observation, type Remark } from './populations/observation.ts';
import type { RepositoryView } from './populations/repositoryView.ts';

export default defineMetric({ uses: ['issues', 'milestones'], measure });

/**
 * Share of the features of due milestones that were closed as done when the due day ended; dated by the due day. One
 * closed as not planned was promised and not built. Duplicates and what was filed later do not count.
 */
function measure({ milestones, issues: { all, unmarked } }: RepositoryView): Measurement {
  const own = new Set(all);
  const observations: Observation[] = [];
  const excluded: Remark[] = [...milestones.excluded];
  for (const { issues, dueEnd, dueAt: at } of milestones.due) {
    for (const issue of issues) {
      if (!own.has(issue)) continue;
      const { item, marks, ending, createdAt, closedAt } = issue;
      const { id } = item;
      if (!marks.has('feature')) excluded.push({ id, at, text: 'an issue that is not a feature' });
      else if (ending === 'duplicate') excluded.push({ id, at, text: 'a duplicate' });
      else if (createdAt >= dueEnd) excluded.push({ id, at, text: 'a feature filed after the due day' });
      else {
        const done = ending === 'done' && closedAt !== null && closedAt < dueEnd;
        const note = done ? null : ending === 'declined' ? 'closed as not planned' : NOT_DONE;
        observations.push({ at, until: null, value: done ? 1 : 0, item, note });
      }
    }
  }
  return measurement('proportion', observations, {
    excluded,
    notApplicable: milestones.notApplicable ?? unmarked(['feature']),
  });
}

const NOT_DONE = 'not done when the due day ended';
