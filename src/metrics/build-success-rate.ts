import { checkedCommitItem } from './populations/checks.ts';
import { defineMetric } from './populations/metric.ts';
import { type Measurement, measurement, type Remark } from './populations/observation.ts';
import type { RepositoryView } from './populations/repositoryView.ts';

export default defineMetric({ uses: ['checks', 'commits'], people: 'team', measure });

/**
 * Share of the default branch's commits without a failed check, of those that at least one check judged; dated by
 * the completion of the last. The checks of a commit are one build, however many jobs it is split into. Commits
 * whose checks all passed no judgement are left out, as are those that no check looked at since there are checks.
 */
function measure({ repository, facts, checks }: RepositoryView): Measurement {
  const { runs, silent, isBuild, observedFrom } = checks;
  const builds = Map.groupBy(
    runs.filter(({ name }) => isBuild(name)),
    ({ sha }) => sha,
  );
  const unjudged = new Map<string, Remark>();
  for (const { sha, name, at } of silent) {
    if (!isBuild(name) || builds.has(sha)) continue;
    const { id } = checkedCommitItem(repository, sha);
    const before = unjudged.get(sha)?.at ?? at;
    unjudged.set(sha, { id, at: Math.max(before, at), text: 'its checks passed no judgement' });
  }
  const looked = new Set(facts.checks.map(({ sha }) => sha));
  const unseen = facts.commits.flatMap(({ sha, committedAt }): Remark[] => {
    const at = Date.parse(committedAt);
    if (looked.has(sha) || observedFrom === null || at < observedFrom) return [];
    return [{ id: checkedCommitItem(repository, sha).id, at, text: 'no check looked at it' }];
  });
  return measurement(
    'proportion',
    [...builds].map(([sha, build]) => {
      const failed = [...new Set(build.flatMap(({ succeeded, name }) => (succeeded ? [] : [name])))].sort();
      return {
        at: Math.max(...build.map(({ completedAt }) => completedAt)),
        until: null,
        value: failed.length === 0 ? 1 : 0,
        item: checkedCommitItem(repository, sha),
        note: failed.length === 0 ? null : `failed: ${failed.join(', ')}`,
      };
    }),
    { excluded: [...unjudged.values(), ...unseen] },
  );
}
