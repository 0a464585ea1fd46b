import type { Instant } from '../../facts/schema.ts';

/** @returns the moment in UTC, for any offset */
export function instant(text: string): Instant {
  return text.endsWith('Z') ? text : new Date(text).toISOString().replace('.000Z', 'Z');
}

/** @returns the moment that many milliseconds before another */
export function before(moment: Instant, milliseconds: number): Instant {
  return new Date(Date.parse(moment) - milliseconds).toISOString();
}

/** @returns the earlier of two moments */
export const earliest = (a: Instant, b: Instant) => (Date.parse(a) <= Date.parse(b) ? a : b);

/** @returns the later of two moments */
export const latest = (a: Instant, b: Instant) => (Date.parse(a) >= Date.parse(b) ? a : b);
