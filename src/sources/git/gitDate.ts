import { type Instant, instantSchema } from '../../facts/schema.ts';

/**
 * @param written seconds since 1970 in UTC as git writes them, `1700000000`; an offset after them, `+0200`, only
 *   says how the date was shown
 * @returns null when it is not a number or outside the years 0 to 9999
 */
export function instantOf(written: string): Instant | null {
  const seconds = /^(-?\d+)(?:\s|$)/.exec(written)?.[1];
  if (seconds === undefined) return null;
  const date = new Date(Number(seconds) * 1000);
  if (Number.isNaN(date.getTime())) return null;
  const instant = date.toISOString().replace('.000Z', 'Z');
  return instantSchema.safeParse(instant).success ? instant : null;
}
