import type { PullRequest } from '../../src/facts/schema.ts';
import { HOUR } from '../../src/facts/time.ts';
import { sourcePaths } from './changedPaths.ts';
import { instant } from './instant.ts';
import type { Team } from './team.ts';
import { branchName, featureTitle } from './titles.ts';
import { every } from './tracker.ts';

/** Has people try something out as a draft now and then, and close it. */
export function tryThings(team: Team): void {
  const draw = team.stream('spikes');
  const { agenda, days } = team.world;
  const attempt = () => {
    const person = draw.pick(team.people);
    if (!person.isAtWork(agenda.now, days)) return;
    const { ledger, labels } = team.pickArea(draw);
    const title = `Try out ${featureTitle(team.plan.vocabulary, draw).toLowerCase()}`;
    const at = instant(agenda.now);
    const size = Math.round(draw.logNormal(80, 0.8));
    const additions = Math.round(size * draw.between(0.7, 0.98));
    const changedFiles = Math.ceil(size ** 0.5 * draw.between(0.2, 0.6));
    const row: PullRequest = {
      number: ledger.nextNumber(),
      title,
      author: person.actor,
      createdAt: at,
      updatedAt: at,
      closedAt: null,
      mergedAt: null,
      mergedBy: null,
      state: 'open',
      draft: true,
      base: ledger.repository.defaultBranch,
      head: branchName(title),
      additions,
      deletions: size - additions,
      changedFiles,
      labels: [...labels],
      milestone: null,
      mergeCommit: null,
      commits: [{ sha: ledger.nextSha(), authoredAt: at, committedAt: at }],
      reviews: [],
      readiness: [],
      reverts: [],
      closes: [],
      paths: ledger.plan.paths ? sourcePaths(team, changedFiles) : null,
    };
    ledger.facts['pull-requests'].push(row);
    agenda.after(draw.logNormal(3 * HOUR, 0.8), () => {
      const closedAt = instant(agenda.now);
      Object.assign(row, { state: 'closed', closedAt, updatedAt: closedAt });
    });
  };
  every(team, team.plan.spikes, attempt, draw);
}
