import { assistanceOf } from '../facts/assistants.ts';
import type { Mark } from '../facts/schema.ts';
import { defineMetric } from './populations/metric.ts';
import { type Measurement, measurement, type Observation, type Remark } from './populations/observation.ts';
import type { RepositoryView } from './populations/repositoryView.ts';

export default defineMetric({ uses: ['pull-requests', 'commits'], measure });

/**
 * Share of the pull requests merged into a counted branch that an AI assistant left a mark on, or that an agent
 * authored; dated by the merge. Marks are looked for on the pull request, its branch, its commits and the commits that
 * brought it onto the default branch. Other automation does not count. One that was read before marks were looked for is
 * unknown. The share is a lower bound: no mark does not mean no assistant.
 */
function measure({ facts, pullRequests: { merged, mergedByAgents, excluded } }: RepositoryView): Measurement {
  const landed = new Map<number, readonly Mark[]>();
  for (const { pullRequest, marks = [] } of facts.commits)
    if (pullRequest !== null) landed.set(pullRequest, [...(landed.get(pullRequest) ?? []), ...marks]);
  const observations: Observation[] = [];
  const remarks: Remark[] = [];
  const unknown: Remark[] = [];
  for (const { row, item, mergedAt: at } of [...merged, ...mergedByAgents]) {
    const onBranch = landed.get(row.number) ?? [];
    const marks =
      row.marks === undefined && onBranch.length === 0 ? undefined : [...(row.marks ?? []), ...onBranch];
    // Who authored the squash says nothing of who authored the change: GitHub names the first author of its branch.
    const assistance =
      assistanceOf(row.marks) === 'authored by an agent' ? 'authored by an agent' : markedOr(marks);
    if (assistance === null) {
      unknown.push({ id: item.id, at, text: 'read before marks of assistants were looked for' });
      continue;
    }
    const names = [...new Set((marks ?? []).map(({ assistant }) => assistant))].sort();
    observations.push({
      at,
      until: null,
      value: names.length > 0 ? 1 : 0,
      item,
      note: names.length > 0 ? `${assistance}: ${names.join(', ')}` : null,
    });
    remarks.push({ id: item.id, at, text: assistance });
  }
  const agents = new Set(mergedByAgents.map(({ item }) => item.id));
  return measurement('proportion', observations, {
    excluded: excluded.filter(({ id }) => !agents.has(id)),
    remarks,
    unknown,
  });
}

function markedOr(marks: readonly Mark[] | undefined): 'marked' | 'no marker found' | null {
  if (marks === undefined) return null;
  return marks.length > 0 ? 'marked' : 'no marker found';
}
