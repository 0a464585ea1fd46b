import type { Change, Issue } from './schema.ts';

/** A name that an issue got or lost. Times in milliseconds since the epoch. */
export interface NameChange {
  at: number;
  name: string;
  added: boolean;
  /** No event tells when a status was set: it is known from the last change of its value on, and may be older. */
  maybeEarlier?: true;
}

/** A status on a project's board counts like a label of this name. */
const nameOfStatus = (status: string): string => `Status: ${status}`;

/** @returns the changes of an issue's labels and statuses, in order of time */
export function nameChanges(row: Issue): NameChange[] {
  const recorded = (row.changes ?? []).flatMap((change): NameChange[] => {
    const at = Date.parse(change.at);
    if ('label' in change) return [{ at, name: change.label, added: change.added }];
    if (!('status' in change)) return [];
    const { status, before } = change;
    return [
      ...(before === '' ? [] : [{ at, name: nameOfStatus(before), added: false }]),
      ...(status === '' ? [] : [{ at, name: nameOfStatus(status), added: true }]),
    ];
  });
  const statuses = statusesByEvents(row);
  const unrecorded = (row.boards ?? []).flatMap((board): NameChange[] => {
    if (board?.status === undefined) return [];
    const name = nameOfStatus(board.status.name);
    return statuses.has(name)
      ? []
      : [{ at: Date.parse(board.status.at), name, added: true, maybeEarlier: true }];
  });
  return unrecorded.length === 0 ? recorded : [...recorded, ...unrecorded].sort((a, b) => a.at - b.at);
}

function statusesByEvents({ changes = [] }: Issue): Set<string> {
  const statuses = new Set<string>();
  for (const change of changes) {
    if (!('status' in change)) continue;
    statuses.delete(nameOfStatus(change.before));
    if (change.status !== '') statuses.add(nameOfStatus(change.status));
  }
  return statuses;
}

/** @returns the labels that an issue has now, and its status on each board */
export function labelsNow(row: Issue): readonly string[] {
  const statuses = statusesByEvents(row);
  for (const board of row.boards ?? [])
    if (board?.status !== undefined) statuses.add(nameOfStatus(board.status.name));
  return statuses.size === 0 ? row.labels : [...new Set([...row.labels, ...statuses])];
}

/**
 * The labels by which conventions judge an issue: those that it had when it was closed, and those that it has now. What is
 * taken off after the closing says nothing of the time before, and what is added then was found out late. While an issue
 * is open, labels are corrected. A status on a project's board counts like a label `Status: …`.
 */
export function labelsOf(row: Issue): readonly string[] {
  const now = labelsNow(row);
  if (row.closedAt === null) return now;
  const closedAt = Date.parse(row.closedAt);
  const then = new Set(now);
  for (const { at, name, added } of nameChanges(row).toReversed()) {
    if (at <= closedAt) break;
    if (added) then.delete(name);
    else then.add(name);
  }
  return then.size === 0 ? now : [...new Set([...then, ...now])];
}

/**
 * @returns the type of an issue, the values of its fields and its iterations, as patterns for labels see them: `Bug`,
 * `Severity: high`, `Iteration: Sprint 12`
 */
export function typeAndFields({ type, fields = {}, boards }: Issue): string[] {
  return [
    ...(type === null || type === undefined ? [] : [type]),
    ...Object.entries(fields).flatMap(([name, value]) => [value].flat().map((each) => `${name}: ${each}`)),
    ...(boards ?? []).flatMap((board) =>
      board?.iteration === undefined ? [] : [`Iteration: ${board.iteration.title}`],
    ),
  ];
}

/** @returns the labels that an issue ever had, and its statuses */
export function labelsEver(row: Issue): readonly string[] {
  const changed = nameChanges(row).map(({ name }) => name);
  return changed.length === 0 ? row.labels : [...new Set([...row.labels, ...changed])];
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
