import type { Window } from '../../facts/quarter.ts';
import type { Person } from './teamWork.ts';

/** Somebody's work in a repository, in [from, to). */
export interface Presence {
  person: Person;
  repository: string;
  from: number;
  to: number;
}

/** A week of the calendar, as far as a window holds it. */
export interface WeekPart<T> {
  /** The part of the week that lies in the window, 0…1. */
  share: number;
  value: T;
}

/**
 * Cuts windows into the calendar's weeks and works each out once. A week at a window's edge is cut: a closed
 * window's figure must not hang on what came after it.
 * @param weeks in order and without gaps
 * @param work what a week comes to, given whoever was present in it
 */
export function byWeek<T>(
  weeks: readonly Window[],
  presences: Iterable<Presence>,
  work: (present: readonly Presence[], part: Window) => T,
): (windows: readonly Window[]) => WeekPart<T>[] {
  const present = weeks.map((): Presence[] => []);
  for (const presence of presences) {
    for (let index = weekAt(weeks, presence.from); index < weeks.length; index += 1) {
      const week = weeks[index];
      if (week === undefined || week.start >= presence.to) break;
      present[index]?.push(presence);
    }
  }
  const workedOut = onceEach((part) =>
    work(
      (present[weekAt(weeks, part.start)] ?? []).filter(({ from, to }) => from < part.end && to > part.start),
      part,
    ),
  );
  return (windows) =>
    windows.flatMap((window) => {
      const parts: WeekPart<T>[] = [];
      for (let index = weekAt(weeks, window.start); index < weeks.length; index += 1) {
        const week = weeks[index];
        if (week === undefined || week.start >= window.end) break;
        const part = { start: Math.max(week.start, window.start), end: Math.min(week.end, window.end) };
        if (part.end <= part.start) continue;
        const share = (part.end - part.start) / (week.end - week.start);
        parts.push({ share, value: workedOut(part) });
      }
      return parts;
    });
}

/** Quarters, weeks and baselines ask for the same windows again. @returns the same work, done once a window */
export function onceEach<T>(work: (window: Window) => T): (window: Window) => T {
  const known = new Map<string, { value: T }>();
  return (window) => {
    const key = `${window.start} ${window.end}`;
    const stored = known.get(key) ?? { value: work(window) };
    known.set(key, stored);
    return stored.value;
  };
}

/** @returns the index of the week that holds a moment; the first for what came before it */
function weekAt(weeks: readonly Window[], moment: number): number {
  let low = 0;
  let high = weeks.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    const week = weeks[middle];
    if (week !== undefined && week.end <= moment) low = middle + 1;
    else high = middle;
  }
  return low;
}
