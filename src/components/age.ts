const DAY = 24 * 3600 * 1000;

/** Data that is older than this many days is called stale. */
export const STALE_AFTER = 10;

/** How old data is at the moment of looking. */
export interface Age {
  words: string;
  stale: boolean;
}

/** The age of data in words; sample data ends on a day of its own and does not go stale. */
export function ageOf(readThrough: number, now: number, sample: boolean): Age {
  const days = Math.floor((now - readThrough) / DAY);
  if (sample) return { words: 'the sample ends there, whatever today’s date', stale: false };
  if (days < 1) return { words: 'less than a day old', stale: false };
  const words = `${days} ${days === 1 ? 'day' : 'days'} old`;
  return days > STALE_AFTER ? { words: `${words}: stale`, stale: true } : { words, stale: false };
}
