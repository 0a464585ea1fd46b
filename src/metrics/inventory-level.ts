import { isLeftOut } from '../facts/identity.ts';
import { MAYBE_BEGAN_EARLIER } from './populations/issues.ts';
import { defineMetric } from './populations/metric.ts';
import { type Measurement, measurement, type Observation, type Remark } from './populations/observation.ts';
import { isBot } from './populations/pullRequests.ts';
import type { RepositoryView } from './populations/repositoryView.ts';

export default defineMetric({ uses: ['issues', 'pull-requests', 'commits'], measure });

/**
 * Issues open that nobody has begun to build, averaged over the time of the window: each counts from its creation
 * until the first pull request that says it closes it is opened, until it gets a label or a status that says that work
 * has begun (where the organisation names some), or until it is closed. Incidents and what automation
 * opened do not count. Closings that were undone have no history.
 */
function measure({ repository, issues }: RepositoryView): Measurement {
  const observations: Observation[] = [];
  const excluded: Remark[] = [];
  const remarks: Remark[] = [];
  for (const { row, item, marks, createdAt, closedAt, workBeganAt, maybeBeganEarlier } of issues.all) {
    if (isLeftOut(row.author)) continue;
    if (marks.has('incident')) excluded.push({ id: item.id, at: createdAt, text: 'an incident' });
    else if (isBot(row.author)) {
      excluded.push({ id: item.id, at: createdAt, text: 'opened by automation' });
    } else {
      const opened = (issues.closedBy.get(row.number) ?? []).flatMap(({ openedAt }) => openedAt ?? []);
      const pullRequestAt = opened.length === 0 ? null : Math.min(...opened);
      const starts = [pullRequestAt, workBeganAt].filter((moment) => moment !== null);
      const startedAt = starts.length === 0 ? null : Math.min(...starts);
      const until = startedAt === null ? closedAt : Math.min(startedAt, closedAt ?? startedAt);
      if (until !== null && until <= createdAt) continue;
      if (maybeBeganEarlier && until !== null && until === workBeganAt)
        remarks.push({ id: item.id, at: until, text: MAYBE_BEGAN_EARLIER });
      const how =
        startedAt === pullRequestAt
          ? 'a pull request was opened for it'
          : 'work on it began, as its label or status says';
      const note = until === null || until !== startedAt ? null : `then ${how}`;
      observations.push({ at: createdAt, until, value: 1, item, note });
    }
  }
  return measurement('level', observations, {
    excluded,
    remarks,
    notApplicable: issues.ofRepository.length === 0 ? `${repository.name} has no issues` : null,
  });
}
