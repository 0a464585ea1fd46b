import { defineMetric } from './populations/metric.ts';
import { type Measurement, measurement, type Observation, type Remark } from './populations/observation.ts';
import type { RepositoryView } from './populations/repositoryView.ts';

export default defineMetric({ uses: ['issues'], measure });

/**
 * Defects that customers reported, a week, dated by the opening of their issue. Duplicates are reports of a fault
 * that counts already; one that will not be fixed counts.
 */
function measure({ issues }: RepositoryView): Measurement {
  const observations: Observation[] = [];
  const excluded: Remark[] = [];
  for (const { item, marks, createdAt: at, ending } of issues.all) {
    if (!marks.has('defect') || !marks.has('customer')) continue;
    if (ending === 'duplicate') excluded.push({ id: item.id, at, text: 'closed as a duplicate' });
    else observations.push({ at, until: null, value: 1, item, note: null });
  }
  return measurement('rate', observations, {
    excluded,
    notApplicable: issues.unmarked(['defect']) ?? issues.unmarked(['customer']),
  });
}
