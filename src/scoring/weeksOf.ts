import type { Window } from '../facts/quarter.ts';
import { weekPartOf } from '../stats/summarise.ts';
import type { WeekPart, WeekRuns } from '../stats/weeks.ts';
import { type Exposure, type Series, sampleOf } from './series.ts';

/**
 * @param runs the weeks of each period
 * @returns what each week adds to a level, ratio or rate; for a rate, null where it was not observed throughout
 */
export function weeksOf(series: Series, runs: readonly (readonly Window[])[], exposure: Exposure): WeekRuns {
  return runs.map((weeks) =>
    weeks.map((week) => series.memo.weeks.of(week, () => partOf(series, week, exposure))),
  );
}

function partOf(series: Series, week: Window, exposure: Exposure): WeekPart | null {
  return weekPartOf(sampleOf(series, [week], exposure), {
    time: Math.min(week.end, exposure.through ?? week.end) - Math.max(week.start, exposure.from),
    isWhole: week.start >= exposure.from && week.end <= (exposure.through ?? week.end),
  });
}
