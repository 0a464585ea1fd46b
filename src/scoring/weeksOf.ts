import type { Window } from '../facts/quarter.ts';
import { WEEK } from '../facts/time.ts';
import { weekPartOf } from '../stats/summarise.ts';
import type { WeekPart, WeekRuns } from '../stats/weeks.ts';
import { type Exposure, type Series, sampleOf } from './series.ts';

/**
 * @returns the weeks that a level, ratio or rate is made of, a run for each window: equal parts of the window, as near to
 * seven days as they divide it, so that together they are the window; for a rate, null where it was not observed throughout
 */
export function weeksOf(series: Series, windows: readonly Window[], exposure: Exposure): WeekRuns {
  return windows.map((window) => divide(window).map((week) => storedPart(series, week, exposure)));
}

function divide({ start, end }: Window): Window[] {
  const count = Math.max(1, Math.round((end - start) / WEEK));
  const edge = (index: number) => start + ((end - start) * index) / count;
  return Array.from({ length: count }, (_, index) => ({ start: edge(index), end: edge(index + 1) }));
}

function storedPart(series: Series, week: Window, exposure: Exposure): WeekPart | null {
  const parts = series.memo.weeks;
  const key = `${week.start} ${week.end}`;
  const stored = parts.get(key);
  if (stored !== undefined) return stored;
  const part = partOf(series, week, exposure);
  parts.set(key, part);
  return part;
}

function partOf(series: Series, week: Window, exposure: Exposure): WeekPart | null {
  return weekPartOf(sampleOf(series, [week], exposure), {
    time: Math.min(week.end, exposure.through ?? week.end) - Math.max(week.start, exposure.from),
    isWhole: week.start >= exposure.from && week.end <= (exposure.through ?? week.end),
  });
}
