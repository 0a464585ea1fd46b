import { defineMetric } from './populations/metric.ts';
import { type Measurement, measurement, type Observation, type Remark } from './populations/observation.ts';
import type { RepositoryView } from './populations/repositoryView.ts';

export default defineMetric({ uses: ['issues'], measure });

/**
 * Features completed a month: issues that are features, dated by their last closing, which must have been as
 * completed. One closed without a reason is from before GitHub knew any, and counts. Incidents do not count as features.
 */
function measure({ issues }: RepositoryView): Measurement {
  const observations: Observation[] = [];
  const excluded: Remark[] = [];
  for (const { item, marks, closedAt, ending } of issues.all) {
    if (!marks.has('feature') || closedAt === null) continue;
    if (marks.has('incident')) excluded.push({ id: item.id, at: closedAt, text: 'an incident' });
    else if (ending !== 'done') {
      excluded.push({ id: item.id, at: closedAt, text: 'closed as not planned or duplicate' });
    } else observations.push({ at: closedAt, until: null, value: 1, item, note: null });
  }
  return measurement('rate', observations, { excluded, notApplicable: issues.unmarked(['feature']) });
}
