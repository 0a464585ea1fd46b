import { defineMetric } from './populations/metric.ts';
import {
  hoursBetween,
  type Measurement,
  measurement,
  type Observation,
  type Remark,
  type Span,
} from './populations/observation.ts';
import { beganAsDraft, CREATED_LATE, type PullRequestLife } from './populations/pullRequests.ts';
import type { RepositoryView } from './populations/repositoryView.ts';

export default defineMetric({ uses: ['pull-requests'], people: 'reviewers', measure });

/**
 * Elapsed hours in the line for a review, of every pull request that people opened: from *ready* to the first review
 * by another person, the merge or the close, whichever came first; dated by that. One that is ready and still waits
 * when a window ends counts in it with the hours so far. A review of a draft: zero. One that ended as a draft asked
 * nobody.
 */
function measure(view: RepositoryView): Measurement {
  const { lives, openedByBots } = view.pullRequests;
  const observations: Observation[] = [];
  const excluded: Remark[] = [...openedByBots];
  const unknown: Remark[] = [];
  const open: Span[] = [];
  for (const life of lives) {
    if (life.byBot) continue;
    const { item } = life;
    if (!life.isDated) {
      unknown.push({ id: item.id, at: life.knownFrom, text: CREATED_LATE });
      continue;
    }
    const left = leaving(life);
    const stays = readyTimes(life, left?.at ?? Number.POSITIVE_INFINITY);
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
  return measurement('distribution', observations, { excluded, unknown, open });
}

const REVIEWED = 'reviewed by another person';

function leaving({ row, endedAt, reviews }: PullRequestLife): { at: number; how: string } | null {
  const reviewed = reviews[0]?.at;
  if (reviewed !== undefined && (endedAt === null || reviewed <= endedAt))
    return { at: reviewed, how: REVIEWED };
  if (endedAt === null) return null;
  return {
    at: endedAt,
    how: row.mergedAt === null ? 'closed without a review' : 'merged without a review',
  };
}

/** The times in which it was ready before a moment; the last has no end when it was still ready then. */
function readyTimes(life: PullRequestLife, moment: number): { from: number; to: number | null }[] {
  const times: { from: number; to: number | null }[] = [];
  let from = beganAsDraft(life) ? null : life.createdAt;
  for (const { at, to } of life.readiness) {
    if (at > moment) break;
    if (to === 'draft' && from !== null) times.push({ from, to: at });
    from = to === 'draft' ? null : at;
  }
  if (from !== null) times.push({ from, to: null });
  return times;
}
