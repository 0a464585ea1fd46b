import { DAY } from '../facts/time.ts';

/** How often data is meant to come, in days, and what the times are called. */
export interface Rhythm {
  days: number;
  name: string;
}

export const WEEKLY: Rhythm = { days: 7, name: 'weekly readings' };

/** How old data is at the moment of looking. */
export interface Age {
  words: string;
  stale: boolean;
}

/** The age of data in words: stale when older than twice the time between two readings. Sample data ends on a day of its own and does not go stale. */
export function ageOf(readThrough: number, now: number, sample: boolean, rhythm = WEEKLY): Age {
  const days = Math.floor((now - readThrough) / DAY);
  if (sample) return { words: 'the sample ends there, whatever today’s date', stale: false };
  if (days < 1) return { words: 'less than a day old', stale: false };
  const words = `${days} ${days === 1 ? 'day' : 'days'} old`;
  if (days <= 2 * rhythm.days) return { words, stale: false };
  return { words: `${words}: stale, at least two ${rhythm.name} were missed`, stale: true };
}
