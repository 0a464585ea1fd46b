import type { Instant } from '../../facts/schema.ts';

/** @returns the moment in UTC, for any offset */
export function instant(text: string): Instant {
  return text.endsWith('Z') ? text : new Date(text).toISOString().replace('.000Z', 'Z');
}

/** A string of a JSON document that is a date with an offset, and nothing else. */
const WITH_OFFSET = /(?<!\\)"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?[+-]\d\d:\d\d)"/g;

/** @returns a JSON document with its dates in UTC, as facts have them */
export function datesInUtc(document: string): string {
  return document.replaceAll(WITH_OFFSET, (text, date: string) =>
    Number.isNaN(Date.parse(date)) ? text : `"${instant(date)}"`,
  );
}

/** @returns the moment that many milliseconds before another */
export function before(moment: Instant, milliseconds: number): Instant {
  return new Date(Date.parse(moment) - milliseconds).toISOString();
}

/** @returns the earlier of two moments */
export const earliest = (a: Instant, b: Instant) => (Date.parse(a) <= Date.parse(b) ? a : b);

/** @returns the later of two moments */
export const latest = (a: Instant, b: Instant) => (Date.parse(a) >= Date.parse(b) ? a : b);
