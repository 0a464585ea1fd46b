import { SECOND } from '../facts/time.ts';
import { defineMetric } from './populations/metric.ts';
import { type Measurement, measurement } from './populations/observation.ts';
import type { RepositoryView } from './populations/repositoryView.ts';

export default defineMetric({ uses: ['checks'], people: 'team', measure });

/**
 * Elapsed seconds from the creation of a check suite to the start of its first check; dated by that start. Later
 * checks may wait for earlier ones on purpose and do not count. Suites that nothing has started in yet are open;
 * those in which nothing ever will are left out.
 */
function measure({ checks }: RepositoryView): Measurement {
  const started = checks.suites.flatMap(({ startedAt, ...suite }) =>
    startedAt === null ? [] : [{ ...suite, startedAt }],
  );
  const idle = checks.suites.filter(({ startedAt }) => startedAt === null);
  return measurement(
    'distribution',
    started.map(({ item, commit, createdAt, startedAt }) => ({
      at: startedAt,
      until: null,
      value: Math.max(0, startedAt - createdAt) / SECOND,
      item,
      cluster: commit.id,
      note: null,
    })),
    {
      excluded: idle
        .filter(({ waiting }) => !waiting)
        .map(({ item, createdAt }) => ({ id: item.id, at: createdAt, text: 'nothing in it ever ran' })),
      open: [
        ...started.map(({ item, createdAt, startedAt }) => ({ id: item.id, from: createdAt, to: startedAt })),
        ...idle
          .filter(({ waiting }) => waiting)
          .map(({ item, createdAt }) => ({ id: item.id, from: createdAt, to: null })),
      ],
    },
  );
}
