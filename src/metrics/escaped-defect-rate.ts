import { defineMetric } from './populations/metric.ts';
import { type Measurement, measurement, type Observation, type Remark } from './populations/observation.ts';
import type { RepositoryView } from './populations/repositoryView.ts';

export default defineMetric({ uses: ['issues'], measure });

/**
 * Share of defects that were found in production, of those whose labels say where they were found; dated by the
 * opening. A customer's report is a find in production, and so is one with labels of both kinds. Duplicates and what
 * was closed as not planned do not count; those without a place are unknown.
 */
function measure({ issues }: RepositoryView): Measurement {
  const observations: Observation[] = [];
  const excluded: Remark[] = [];
  const unknown: Remark[] = [];
  for (const { item, marks, createdAt: at, ending } of issues.all) {
    if (!marks.has('defect')) continue;
    const { id } = item;
    if (ending === 'duplicate' || ending === 'declined') {
      excluded.push({ id, at, text: 'closed as not planned or duplicate' });
    } else if (marks.has('production') || marks.has('customer')) {
      const note = marks.has('customer') ? 'reported by a customer' : 'found in production';
      observations.push({ at, until: null, value: 1, item, note });
    } else if (marks.has('earlier')) observations.push({ at, until: null, value: 0, item, note: null });
    else unknown.push({ id, at, text: 'do not say where they were found' });
  }
  return measurement('proportion', observations, {
    excluded,
    unknown,
    notApplicable:
      issues.unmarked(['defect']) ??
      issues.unmarked(['production', 'customer'], 'defect') ??
      issues.unmarked(['earlier'], 'defect'),
  });
}
