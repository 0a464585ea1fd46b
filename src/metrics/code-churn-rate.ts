import { isLeftOut } from '../facts/identity.ts';
import type { Commit } from '../facts/schema.ts';
import { DAY } from '../facts/time.ts';
import { changeOf, commitItem } from './populations/commits.ts';
import { defineMetric } from './populations/metric.ts';
import { type Measurement, measurement, type Observation, type Remark } from './populations/observation.ts';
import { isBot } from './populations/pullRequests.ts';
import type { RepositoryView } from './populations/repositoryView.ts';

export default defineMetric({ uses: ['commits'], measure });

const SETTLED_DAYS = 21;

/**
 * Share of the lines that people brought onto the default branch which were changed or deleted there within 21 days;
 * dated by their 21st day. A merge brings the lines of its branch. Blank lines, lines that only moved or changed
 * their white space, and files marked as generated or vendored are left out.
 */
function measure(view: RepositoryView): Measurement {
  const observations: Observation[] = [];
  const excluded: Remark[] = [];
  const byAutomation = automation(view.facts.commits);
  for (const row of view.commits.all) {
    const { arrival } = row;
    if (arrival === undefined || arrival.lines === 0) continue;
    const at = Date.parse(row.committedAt) + SETTLED_DAYS * DAY;
    const item = commitItem(view.repository, row);
    if (isLeftOut(row.author)) continue;
    if (byAutomation(row)) {
      excluded.push({ id: item.id, at, text: 'written by automation' });
      continue;
    }
    const rewritten = arrival.rewritten.reduce(
      (sum, { days, lines }) => (days < SETTLED_DAYS ? sum + lines : sum),
      0,
    );
    observations.push({
      at,
      until: null,
      value: rewritten,
      of: arrival.lines,
      item,
      cluster: changeOf(view.repository, row),
      note: `${rewritten} of ${arrival.lines} lines rewritten`,
    });
  }
  return measurement('proportion', observations, {
    excluded,
    notApplicable: view.facts.commits.some(({ arrival }) => arrival !== undefined)
      ? null
      : `only a local clone of ${view.repository.name} tells what became of each line`,
  });
}

/** What a merge brought is its branch's work, no matter who merged it. */
function automation(commits: readonly Commit[]): (row: Commit) => boolean {
  let bySha: Map<string, Commit> | undefined;
  return ({ author, parents }) => {
    const branch = parents[1];
    if (branch === undefined) return isBot(author);
    bySha ??= new Map(commits.map((row) => [row.sha, row]));
    return isBot(bySha.get(branch)?.author ?? null);
  };
}
