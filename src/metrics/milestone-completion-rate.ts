import { defineMetric } from './populations/metric.ts';
import { wasDropped } from './populations/milestones.ts';
import { type Measurement, measurement, type Observation, type Remark } from './populations/observation.ts';
import type { RepositoryView } from './populations/repositoryView.ts';

export default defineMetric({ uses: ['issues', 'milestones'], measure });

/**
 * Share of due milestones that were closed by the window's end, however late, over no open issue; dated by the due
 * day. An issue closed after its milestone was open then. A milestone whose issues were all dropped (not planned,
 * duplicate) promised nothing.
 */
function measure({ milestones }: RepositoryView): Measurement {
  const observations: Observation[] = [];
  const excluded: Remark[] = [...milestones.excluded];
  for (const { item, issues, dueAt: at, closedAt } of milestones.due) {
    const dropped = issues.filter((issue) => wasDropped(issue, closedAt ?? Number.POSITIVE_INFINITY));
    for (const issue of dropped) {
      excluded.push({ id: issue.item.id, at, text: 'an issue closed as not planned or duplicate' });
    }
    if (dropped.length === issues.length) {
      excluded.push({ id: item.id, at, text: 'a milestone in which nothing was left to do' });
      continue;
    }
    if (closedAt === null) {
      observations.push({ at, until: null, value: 0, item, note: 'still open' });
      continue;
    }
    const left = issues.filter(
      (issue) => issue.createdAt <= closedAt && (issue.closedAt === null || issue.closedAt > closedAt),
    ).length;
    observations.push(
      left === 0
        ? { at, until: null, value: 1, settledAt: closedAt, item, note: null }
        : { at, until: null, value: 0, item, note: `closed with open issues in it: ${left}` },
    );
  }
  return measurement('proportion', observations, { excluded, notApplicable: milestones.notApplicable });
}
