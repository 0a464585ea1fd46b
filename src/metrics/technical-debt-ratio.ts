import type { KindOfWork } from './populations/kindOfWork.ts';
import { defineMetric } from './populations/metric.ts';
import {
  type Item,
  type Measurement,
  measurement,
  type Observation,
  type Remark,
} from './populations/observation.ts';
import type { RepositoryView } from './populations/repositoryView.ts';

export default defineMetric({ uses: ['pull-requests', 'issues'], measure });

/**
 * Share of maintenance (fixes, hotfixes, reverts, refactoring, upkeep) among the pull requests of a known kind that
 * people had merged into a counted branch; dated by the merge. Features are the rest, documentation is neither.
 * Where the source knows no pull requests: issues that were done, dated by their closing.
 */
function measure(view: RepositoryView): Measurement {
  const changes = view.hasPullRequests ? mergedChanges(view) : doneIssues(view);
  const observations: Observation[] = [];
  const excluded: Remark[] = [];
  const unknown: Remark[] = [];
  for (const { item, at, work } of changes) {
    if (work === null) unknown.push({ id: item.id, at, text: 'of no known kind' });
    else if (work.kind === 'documentation')
      excluded.push({ id: item.id, at, text: 'documentation, neither debt nor feature' });
    else
      observations.push({
        at,
        until: null,
        value: work.kind === 'feature' ? 0 : 1,
        item,
        note: `${work.kind}: ${work.reason}`,
      });
  }
  return measurement('proportion', observations, {
    excluded: [...(view.hasPullRequests ? view.pullRequests.excluded : []), ...excluded],
    unknown,
    notApplicable: silence(view, changes.length, observations.length),
  });
}

function silence(
  { hasPullRequests, issues, repository }: RepositoryView,
  changes: number,
  known: number,
): string | null {
  if (!hasPullRequests && issues.ofRepository.length === 0)
    return `the source of ${repository.name} knows neither pull requests nor issues`;
  if (changes === 0 || known > 0) return null;
  return `no ${hasPullRequests ? 'merged pull request' : 'issue'} of ${repository.name} says what kind of work it is`;
}

interface Change {
  item: Item;
  at: number;
  work: KindOfWork | null;
}

function mergedChanges({ pullRequests, kindOf }: RepositoryView): Change[] {
  return pullRequests.merged.map(({ row, item, mergedAt }) => ({
    item,
    at: mergedAt,
    work: kindOf.ofPullRequest(row),
  }));
}

function doneIssues({ issues, kindOf }: RepositoryView): Change[] {
  return issues.all.flatMap(({ row, item, closedAt, ending }) =>
    closedAt === null || ending !== 'done' ? [] : [{ item, at: closedAt, work: kindOf.ofIssue(row) }],
  );
}
