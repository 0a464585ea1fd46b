import type { ChecksAtMerge } from '../facts/schema.ts';
import { defineMetric } from './populations/metric.ts';
import { type Measurement, measurement, type Observation, type Remark } from './populations/observation.ts';
import type { RepositoryView } from './populations/repositoryView.ts';

export default defineMetric({ uses: ['pull-requests'], measure });

/**
 * Share of the pull requests that people had merged into a counted branch while a check that decides had failed or was
 * not over, of those with such a check; dated by the merge. Reverts and hotfixes are declared exceptions and left out.
 */
function measure({ pullRequests: { merged, excluded }, checks, kindOf }: RepositoryView): Measurement {
  const observations: Observation[] = [];
  const leftOut: Remark[] = [];
  const unknown: Remark[] = [];
  for (const { row, mergedAt: at, item } of merged) {
    const { id } = item;
    const decided = row.checks && onlyDeciding(row.checks, checks.isBuild);
    const [isRevert, isHotfix] = [kindOf.ofPullRequest(row)?.kind === 'revert', kindOf.hotfix(row) !== null];
    if (isRevert) leftOut.push({ id, at, text: 'a revert, which need not wait' });
    else if (isHotfix) leftOut.push({ id, at, text: 'a hotfix, which need not wait' });
    else if (decided === undefined) unknown.push({ id, at, text: 'its checks were not read' });
    else if (Object.values(decided).flat().length === 0)
      leftOut.push({ id, at, text: 'no check decided on it' });
    else {
      const note = redWords(decided);
      observations.push({ at, until: null, value: note === null ? 0 : 1, item, note });
    }
  }
  const isChecked = merged.length === 0 || observations.length > 0 || unknown.length > 0;
  return measurement('proportion', observations, {
    excluded: [...excluded, ...leftOut],
    unknown,
    notApplicable: isChecked ? null : 'no check decides on its pull requests',
  });
}

function onlyDeciding(
  { passed, failed, pending }: ChecksAtMerge,
  decides: (name: string) => boolean,
): ChecksAtMerge {
  return {
    passed: passed.filter(decides),
    failed: failed.filter(decides),
    pending: pending.filter(decides),
  };
}

/** What was red at the merge; null when nothing was. */
function redWords({ failed, pending }: ChecksAtMerge): string | null {
  const words = [
    ...(failed.length > 0 ? [`failed: ${failed.join(', ')}`] : []),
    ...(pending.length > 0 ? [`not over: ${pending.join(', ')}`] : []),
  ];
  return words.length > 0 ? words.join('; ') : null;
}
