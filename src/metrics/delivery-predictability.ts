import { defineMetric } from './populations/metric.ts';
import { wasDropped } from './populations/milestones.ts';
import { type Measurement, measurement, type Observation, type Remark } from './populations/observation.ts';
import type { RepositoryView } from './populations/repositoryView.ts';

export default defineMetric({ uses: ['issues', 'milestones'], measure });

/**
 * Share of milestones whose every issue was closed when the due day ended; dated by the due day. Issues dropped by
 * then (not planned, duplicate) and issues filed later do not belong to the promise; a milestone left without issues does not count.
 */
function measure({ milestones }: RepositoryView): Measurement {
  const observations: Observation[] = [];
  const excluded: Remark[] = [...milestones.excluded];
  for (const { item, issues, dueEnd, dueAt: at } of milestones.due) {
    const filed = issues.filter(({ createdAt }) => createdAt < dueEnd);
    const promised = filed.filter((issue) => !wasDropped(issue, dueEnd));
    for (const issue of issues) {
      const { id } = issue.item;
      if (issue.createdAt >= dueEnd) excluded.push({ id, at, text: 'an issue filed after the due day' });
      else if (wasDropped(issue, dueEnd)) {
        excluded.push({ id, at, text: 'an issue closed as not planned or duplicate by the due day' });
      }
    }
    if (promised.length === 0) {
      excluded.push({ id: item.id, at, text: 'a milestone in which nothing was left to do' });
      continue;
    }
    const late = promised.filter(({ closedAt }) => closedAt === null || closedAt >= dueEnd).length;
    observations.push({
      at,
      until: null,
      value: late === 0 ? 1 : 0,
      item,
      note: late === 0 ? null : `${late} of ${promised.length} issues open when the due day ended`,
    });
  }
  return measurement('proportion', observations, { excluded, notApplicable: milestones.notApplicable });
}
