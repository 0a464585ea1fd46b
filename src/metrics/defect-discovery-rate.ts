import { isLeftOut } from '../facts/identity.ts';
import { defineMetric } from './populations/metric.ts';
import { type Measurement, measurement, type Observation, type Remark } from './populations/observation.ts';
import { isBot } from './populations/pullRequests.ts';
import type { RepositoryView } from './populations/repositoryView.ts';

export default defineMetric({ uses: ['issues'], measure });

/**
 * Defects a week, dated by the opening of their issue, wherever and by anyone they were found. Those closed as
 * duplicate or not planned (GitHub's reason for invalid ones, too) and those that automation filed do not count. Labels
 * count as they are today.
 */
function measure({ issues }: RepositoryView): Measurement {
  const observations: Observation[] = [];
  const excluded: Remark[] = [];
  for (const { row, item, marks, createdAt: at, ending } of issues.all) {
    if (!marks.has('defect')) continue;
    const { id } = item;
    if (isLeftOut(row.author)) continue;
    if (isBot(row.author)) excluded.push({ id, at, text: 'opened by automation' });
    else if (ending === 'duplicate' || ending === 'declined') {
      excluded.push({ id, at, text: 'closed as not planned or duplicate' });
    } else observations.push({ at, until: null, value: 1, item, note: null });
  }
  return measurement('rate', observations, { excluded, notApplicable: issues.unmarked(['defect']) });
}
