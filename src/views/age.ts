import { DAY } from '../facts/time.ts';

/** How often facts are meant to be read, in days. */
const REFRESHED_EVERY = 7;

/** How old data is at the moment of looking. */
export interface Age {
  words: string;
  stale: boolean;
}

/** The age of data in words: stale when older than two readings are apart. Sample data ends on a day of its own and does not go stale. */
export function ageOf(readThrough: number, now: number, sample: boolean): Age {
  const days = Math.floor((now - readThrough) / DAY);
  if (sample) return { words: 'the sample ends there, whatever today’s date', stale: false };
  if (days < 1) return { words: 'less than a day old', stale: false };
  const words = `${days} ${days === 1 ? 'day' : 'days'} old`;
  if (days <= 2 * REFRESHED_EVERY) return { words, stale: false };
  return { words: `${words}: stale, at least two weekly readings were missed`, stale: true };
}
