import { HOUR } from '../facts/time.ts';
import { elapsed, type TimeBetween } from '../facts/workingTime.ts';
import { defineMetric } from './populations/metric.ts';
import {
  type Measurement,
  measurement,
  type Observation,
  type Remark,
  type Span,
} from './populations/observation.ts';
import { CREATED_LATE, type PullRequestLife, readyTimes } from './populations/pullRequests.ts';
import type { RepositoryView } from './populations/repositoryView.ts';

export default defineMetric({ uses: ['pull-requests'], people: 'reviewers', followsClock: true, measure });

/**
 * Hours in the line for a review, of every pull request that people opened: the time in which it was shown as ready
 * before the first review by another person, the merge or the close, whichever came first; dated by when it was first
 * ready. A window counts the hours up to its end. A review of one that was a draft all that time: zero, dated by the
 * review. One that ended without having been ready asked nobody.
 */
function measure(view: RepositoryView, time: TimeBetween = elapsed): Measurement {
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
    const end = left?.at ?? Number.POSITIVE_INFINITY;
    const times = readyTimes(life, end);
    for (const { start, end } of times)
      open.push({
        id: `${item.id} ready ${start}`,
        from: start,
        to: end === Number.POSITIVE_INFINITY ? null : end,
        item,
      });
    const [first] = times;
    if (first !== undefined)
      observations.push({
        at: first.start,
        until: left?.at ?? null,
        value: left === null ? 0 : times.reduce((sum, { start, end }) => sum + time(start, end) / HOUR, 0),
        item,
        note: left?.how ?? null,
      });
    else if (left?.how === REVIEWED)
      observations.push({ at: left.at, until: left.at, value: 0, item, note: left.how });
    else if (left !== null)
      excluded.push({ id: item.id, at: left.at, text: 'ended as a draft, which asked nobody for a review' });
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
