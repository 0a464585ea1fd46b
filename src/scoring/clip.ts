import { inWindow, type Window } from '../facts/quarter.ts';
import type { Measurement, Observation, Remark, Span } from '../metrics/populations/observation.ts';
import type { PullRequestLife, PullRequestPopulation } from '../metrics/populations/pullRequests.ts';
import { kinds } from '../stats/kinds.ts';
import type { Change } from './tables/repositoryTables.ts';

/*
 * What a team has of a repository that it owned for some time only. What happens at a moment counts if it owned the
 * repository then; what lasts counts for the part of its time in which it did.
 */

const isAlways = ({ start, end }: Window): boolean => !Number.isFinite(start) && !Number.isFinite(end);

export function clipMeasurement(measurement: Measurement, window: Window): Measurement {
  if (isAlways(window)) return measurement;
  const remarksIn = (remarks: readonly Remark[]) => remarks.filter(({ at }) => inWindow(at, window));
  const { kind, observations, excluded, unknown, remarks, open, phases } = measurement;
  const { lasts } = kinds[kind];
  const observationsIn = (all: readonly Observation[]) =>
    lasts ? all.flatMap((each) => lasting(each, window)) : all.filter(({ at }) => inWindow(at, window));
  return {
    ...measurement,
    observations: observationsIn(observations),
    excluded: remarksIn(excluded),
    unknown: remarksIn(unknown),
    remarks: remarksIn(remarks),
    open: open.flatMap((span) => spanIn(span, window)),
    phases: phases.map((phase) => ({ ...phase, observations: observationsIn(phase.observations) })),
  };
}

function lasting(observation: Observation, window: Window): Observation[] {
  const [span] = spanIn({ id: '', from: observation.at, to: observation.until }, window);
  return span === undefined ? [] : [{ ...observation, at: span.from, until: span.to }];
}

function spanIn(span: Span, { start, end }: Window): Span[] {
  const from = Math.max(span.from, start);
  const to = span.to === null ? (Number.isFinite(end) ? end : null) : Math.min(span.to, end);
  return to !== null && to <= from ? [] : [{ ...span, from, to }];
}

type Pulls = Pick<PullRequestPopulation, 'lives' | 'merged' | 'excluded' | 'openedByBots'>;

export function clipPullRequests(pulls: Pulls, window: Window): Pulls {
  if (isAlways(window)) return pulls;
  return {
    lives: pulls.lives.flatMap((life) => lifeIn(life, window)),
    merged: pulls.merged.filter(({ mergedAt }) => inWindow(mergedAt, window)),
    excluded: pulls.excluded.filter(({ at }) => inWindow(at, window)),
    openedByBots: pulls.openedByBots.filter(({ at }) => inWindow(at, window)),
  };
}

function lifeIn(life: PullRequestLife, window: Window): PullRequestLife[] {
  // What ends in a window is of it, though it takes no time there.
  const endsIn = life.endedAt !== null && inWindow(life.endedAt, window);
  const [span] = spanIn({ id: '', from: life.knownFrom, to: life.endedAt }, window);
  if (span === undefined && !endsIn) return [];
  return [
    {
      ...life,
      knownFrom: Math.max(life.knownFrom, window.start),
      endedAt: span === undefined ? life.endedAt : span.to,
      reviews: life.reviews.filter(({ at }) => inWindow(at, window)),
    },
  ];
}

/** Commits without a moment of their own stay: they only say who wrote what. */
export function clipChanges(changes: readonly Change[], window: Window): readonly Change[] {
  return isAlways(window) ? changes : changes.filter(({ at }) => at === null || inWindow(at, window));
}
