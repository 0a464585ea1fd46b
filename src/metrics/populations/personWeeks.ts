import memoize from 'memoize';
import type { Window } from '../../facts/quarter.ts';
import { indexAt } from './moments.ts';
import type { TeamWork } from './teamWork.ts';

/** A week of the calendar, as far as a window holds it. */
export interface WeekPart<T> {
  /** The part of the week that lies in the window, 0…1. */
  share: number;
  value: T;
}

/**
 * Cuts windows into the calendar's weeks and works each out once. A week at a window's edge is cut: a closed
 * window's figure must not hang on what came after it.
 * @param workOut what a part of a week comes to, given the pull requests open or reviewed in that week
 */
export function byWeek<T>(
  { weeks, openInWeek }: Pick<TeamWork, 'weeks' | 'openInWeek'>,
  workOut: (pulls: Iterable<number>, part: Window) => T,
): (windows: readonly Window[]) => WeekPart<T>[] {
  const workedOut = memoize((part: Window) => workOut(openInWeek[indexAt(weeks, part.start)] ?? [], part), {
    cacheKey: byWindow,
  });
  return (windows) =>
    windows.flatMap((window) => {
      const parts: WeekPart<T>[] = [];
      for (let index = indexAt(weeks, window.start); index < weeks.length; index += 1) {
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

/** Quarters, weeks and baselines ask for the same windows again. @returns by what `memoize` knows a window */
export function byWindow([{ start, end }]: readonly [Window]): string {
  return `${start} ${end}`;
}
