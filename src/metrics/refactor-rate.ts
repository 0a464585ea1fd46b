import { declaredCommits } from './populations/declaredCommits.ts';
import { type Measurement, measurement } from './populations/observation.ts';
import type { RepositoryView } from './populations/repositoryView.ts';

export const uses = ['commits', 'pull-requests'] as const;

/**
 * Share of declared refactoring among people's commits on the default branch, merges aside; dated by the committer
 * date. A commit of no known kind is real work and no declared refactoring.
 */
export function measure(view: RepositoryView): Measurement {
  const { commits, excluded, notApplicable } = declaredCommits(view);
  return measurement(
    'proportion',
    commits.map(({ at, item, work }) => ({
      at,
      until: null,
      value: work?.kind === 'refactoring' ? 1 : 0,
      item,
      note: work?.reason ?? null,
    })),
    { excluded, notApplicable },
  );
}
