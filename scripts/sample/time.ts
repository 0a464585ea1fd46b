import type { Instant } from '../../src/facts/schema.ts';

export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

/** @returns a moment as in facts, truncated to the second */
export function instant(at: number): Instant {
  return `${new Date(at).toISOString().slice(0, 19)}Z`;
}
