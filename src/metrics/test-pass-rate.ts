import { checkedCommitItem } from './populations/checks.ts';
import { defineMetric } from './populations/metric.ts';
import { type Measurement, measurement } from './populations/observation.ts';
import type { RepositoryView } from './populations/repositoryView.ts';

export default defineMetric({ uses: ['checks'], people: 'team', measure });

/**
 * Share of completed test runs on the default branch that succeeded; dated by their completion. A check is a test
 * by its name; the last run of each check on each commit counts. Runs that were cancelled, skipped or neutral
 * say nothing and are left out.
 */
function measure({ repository, checks }: RepositoryView): Measurement {
  const { runs, silent, isTest } = checks;
  const tests = runs.filter(({ name }) => isTest(name));
  const silentTests = silent.filter(({ name }) => isTest(name));
  const none = tests.length === 0 && silentTests.length === 0 && runs.length + silent.length > 0;
  return measurement(
    'proportion',
    tests.map(({ item, sha, completedAt, succeeded }) => ({
      at: completedAt,
      until: null,
      value: succeeded ? 1 : 0,
      item,
      cluster: checkedCommitItem(repository, sha).id,
      note: null,
    })),
    {
      excluded: [
        ...silentTests.map(({ id, at, text }) => ({ id, at, text })),
        ...[...runs.map(({ item, completedAt, name }) => ({ id: item.id, at: completedAt, name })), ...silent]
          .filter(({ name }) => !isTest(name))
          .map(({ id, at }) => ({ id, at, text: 'not a test by its name' })),
      ],
      notApplicable: none
        ? `${repository.name} has no check that is a test by its name (checks.tests in org.yaml says which are)`
        : null,
    },
  );
}
