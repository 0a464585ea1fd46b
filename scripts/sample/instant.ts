import type { Instant } from '../../src/facts/schema.ts';

/** @returns a moment as in facts, truncated to the second */
export function instant(at: number): Instant {
  return `${new Date(at).toISOString().slice(0, 19)}Z`;
}
