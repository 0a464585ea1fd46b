import { declaredCommits } from './populations/declaredCommits.ts';
import { defineMetric } from './populations/metric.ts';
import { type Measurement, measurement } from './populations/observation.ts';
import type { RepositoryView } from './populations/repositoryView.ts';

export default defineMetric({ uses: ['commits', 'pull-requests'], measure });

/**
 * Share of declared bug fixes, hotfixes among them, in people's commits on the default branch, merges and reverts
 * aside; dated by the committer date.
 */
function measure(view: RepositoryView): Measurement {
  const { commits, excluded, notApplicable } = declaredCommits(view);
  const reverts = commits.filter(({ work }) => work?.kind === 'revert');
  return measurement(
    'proportion',
    commits
      .filter(({ work }) => work?.kind !== 'revert')
      .map(({ at, item, cluster, work }) => ({
        at,
        until: null,
        value: work?.kind === 'fix' || work?.kind === 'hotfix' ? 1 : 0,
        item,
        cluster,
        note: work?.reason ?? null,
      })),
    {
      excluded: [
        ...excluded,
        ...reverts.map(({ at, item }) => ({
          id: item.id,
          at,
          text: 'a revert, which undoes without repairing',
        })),
      ],
      notApplicable,
    },
  );
}
