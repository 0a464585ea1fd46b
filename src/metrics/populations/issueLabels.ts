import type { Change, Issue } from '../../facts/schema.ts';

/**
 * The labels by which conventions judge an issue: those that it had when it was closed, and those that it has now. What is
 * taken off after the closing says nothing of the time before, and what is added then was found out late. While an issue
 * is open, labels are corrected.
 */
export function labelsOf(row: Issue): readonly string[] {
  if (row.closedAt === null) return row.labels;
  const closedAt = Date.parse(row.closedAt);
  const then = new Set(row.labels);
  for (const change of (row.changes ?? []).toReversed()) {
    if (Date.parse(change.at) <= closedAt) break;
    if (!('label' in change)) continue;
    if (change.added) then.delete(change.label);
    else then.add(change.label);
  }
  return then.size === 0 ? row.labels : [...new Set([...then, ...row.labels])];
}

/** @returns the type of an issue and the values of its fields, as patterns for labels see them: `Bug`, `Severity: high` */
export function typeAndFields({ type, fields = {} }: Issue): string[] {
  return [
    ...(type === null || type === undefined ? [] : [type]),
    ...Object.entries(fields).map(([name, value]) => `${name}: ${value}`),
  ];
}

/** @returns the labels that an issue ever had */
export function labelsEver({ labels, changes = [] }: Issue): readonly string[] {
  const changed = changes.flatMap((change) => ('label' in change ? [change.label] : []));
  return changed.length === 0 ? labels : [...new Set([...labels, ...changed])];
}

/**
 * @param numberOf the number of the milestone with a title; undefined where none has it any more
 * @returns the number of the milestone that an issue was in at a moment; null for none, undefined for one without a name
 * that is still known
 */
export function milestoneAt(
  { milestone, changes = [] }: Issue,
  moment: number,
  numberOf: (title: string) => number | undefined,
): number | null | undefined {
  const next = changes.find(
    (change): change is Extract<Change, { milestone: string }> =>
      'milestone' in change && Date.parse(change.at) >= moment,
  );
  if (next === undefined) return milestone;
  return next.added ? null : numberOf(next.milestone);
}
