import { defineMetric } from './populations/metric.ts';
import { type Measurement, measurement } from './populations/observation.ts';
import type { RepositoryView } from './populations/repositoryView.ts';

export default defineMetric({ uses: ['commits', 'pull-requests'], people: 'team', measure });

/**
 * Records of architecture decisions a month: files in the folders for them that first appear on the default branch;
 * dated by the commit or merge that brought them. Edits of records, templates and indexes do not count.
 */
function measure(view: RepositoryView): Measurement {
  const { all, notApplicable } = view.decisionRecords;
  return measurement(
    'rate',
    all.map(({ item, at }) => ({ at, until: null, value: 1, item, note: null })),
    { notApplicable },
  );
}
