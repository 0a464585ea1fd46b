import type { PullRequest } from '../facts/schema.ts';
import {
  hoursBetween,
  type Measurement,
  measurement,
  type Observation,
  type Remark,
  type Span,
} from './populations/observation.ts';
import { endOf, pullRequestItem, reviewsByOthers } from './populations/pullRequests.ts';
import type { RepositoryView } from './populations/repositoryView.ts';

export const uses = ['pull-requests'] as const;

/**
 * Elapsed hours in the line for a review, of every pull request that people opened: from *ready* to the first review
 * by another person, the merge or the close, whichever came first; dated by that. One that is ready and still waits
 * when a window ends counts in it with the hours so far. A review of a draft: zero. One that ended as a draft asked
 * nobody.
 */
export function measure(view: RepositoryView): Measurement {
  const { opened, openedByBots } = view.pullRequests;
  const observations: Observation[] = [];
  const excluded: Remark[] = [...openedByBots];
  const open: Span[] = [];
  for (const row of opened) {
    const item = pullRequestItem(view.repository, row);
    const left = leaving(row);
    const stays = readyTimes(row, left?.at ?? Number.POSITIVE_INFINITY);
    for (const { from, to } of stays)
      open.push({ id: `${item.id} ready ${from}`, from, to: to ?? left?.at ?? null, item });
    if (left === null) continue;
    const last = stays.at(-1);
    const ready = last?.to === null;
    if (!ready && left.how !== REVIEWED)
      excluded.push({ id: item.id, at: left.at, text: 'ended as a draft, which asked nobody for a review' });
    else
      observations.push({
        at: left.at,
        until: null,
        value: ready ? hoursBetween(last.from, left.at) : 0,
        item,
        note: left.how,
      });
  }
  return measurement('distribution', observations, { excluded, open });
}

const REVIEWED = 'reviewed by another person';

function leaving(row: PullRequest): { at: number; how: string } | null {
  const ended = endOf(row);
  const reviewed = reviewsByOthers(row)[0];
  if (reviewed !== undefined && (ended === null || reviewed <= ended)) return { at: reviewed, how: REVIEWED };
  if (ended === null) return null;
  return {
    at: ended,
    how: row.mergedAt === null ? 'closed without a review' : 'merged without a review',
  };
}

/** The times in which it was ready before a moment; the last has no end when it was still ready then. */
function readyTimes(row: PullRequest, moment: number): { from: number; to: number | null }[] {
  const times: { from: number; to: number | null }[] = [];
  const first = row.readiness[0];
  const asDraft = first === undefined ? row.draft : first.to === 'ready';
  let from = asDraft ? null : Date.parse(row.createdAt);
  for (const event of row.readiness) {
    const at = Date.parse(event.at);
    if (at > moment) break;
    if (event.to === 'draft' && from !== null) times.push({ from, to: at });
    from = event.to === 'draft' ? null : at;
  }
  if (from !== null) times.push({ from, to: null });
  return times;
}
