import { WEEK } from '../../../src/facts/time.ts';
import type { Random } from '../random.ts';
import type { Past } from './past.ts';

/** @returns moments of a span at which something happens, so many times a week on average */
export function arrivals(draw: Random, from: number, to: number, perWeek: number): number[] {
  const moments: number[] = [];
  if (perWeek <= 0) return moments;
  for (let at = from + draw.exponential(WEEK / perWeek); at < to; at += draw.exponential(WEEK / perWeek))
    moments.push(at);
  return moments;
}

/** @returns how many incidents a team had two weeks before a week: customers feel them until then */
export function echo({ incidents }: Past, team: string, week: number): number {
  return incidents(team, week - 2 * WEEK, week - WEEK);
}
