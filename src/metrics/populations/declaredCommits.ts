import { DAY } from '../../facts/time.ts';
import type { CountedCommit } from './commits.ts';
import type { KindOfWork } from './kindOfWork.ts';
import type { Remark } from './observation.ts';
import type { RepositoryView } from './repositoryView.ts';

/** A commit from a time in which most commits say what kind of work they are; null where it does not itself. */
export type DeclaredCommit = CountedCommit & { work: KindOfWork | null };

const LOOK_BACK = 91 * DAY;
const DECLARED_SHARE = 0.5;

/**
 * People's commits, merges aside, with what they say about themselves. Where people do not say it, silence is no
 * evidence: a commit counts when, among those of the 91 days up to it, at least half are of a known kind.
 * @returns in order of time; `notApplicable` when no commit counts for that reason
 */
export function declaredCommits(view: RepositoryView): {
  commits: DeclaredCommit[];
  excluded: Remark[];
  notApplicable: string | null;
} {
  const all = view.commits.counted
    .map((commit): DeclaredCommit => ({ ...commit, work: view.kindOf.ofCommit(commit.row) }))
    .sort((a, b) => a.at - b.at);
  const commits: DeclaredCommit[] = [];
  const excluded: Remark[] = [...view.commits.excluded];
  let oldest = 0;
  let newest = 0;
  let known = 0;
  for (const commit of all) {
    // A rebase gives many commits one date: they are judged together, whatever their order.
    for (let next = all[newest]; next !== undefined && next.at <= commit.at; ) {
      if (next.work !== null) known += 1;
      newest += 1;
      next = all[newest];
    }
    for (let first = all[oldest]; first !== undefined && first.at < commit.at - LOOK_BACK; ) {
      if (first.work !== null) known -= 1;
      oldest += 1;
      first = all[oldest];
    }
    if (known >= DECLARED_SHARE * (newest - oldest)) commits.push(commit);
    else
      excluded.push({
        id: commit.item.id,
        at: commit.at,
        text: 'from a time in which most commits do not say what kind of work they are',
      });
  }
  return {
    commits,
    excluded,
    notApplicable:
      all.length > 0 && commits.length === 0
        ? `most commits of ${view.repository.name} do not say what kind of work they are`
        : null,
  };
}
