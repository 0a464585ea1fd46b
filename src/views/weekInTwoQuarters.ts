import { DAY, WEEK } from '../facts/time.ts';

/**
 * @param start of a week
 * @param moment start or end of a quarter
 * @returns whether the week begins before it and ends after it, so that it lies in two quarters
 */
export function reachesOver(start: string, moment: string): boolean {
  const left = Date.parse(moment) - Date.parse(start);
  // A week in which clocks change is an hour longer or shorter; quarters begin at midnight.
  return left > DAY / 2 && left < WEEK - DAY / 2;
}
