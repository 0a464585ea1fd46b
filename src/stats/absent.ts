import type { Summary } from './sample.ts';

/** The summary of a sample that yields no figure: its size and the reason, nothing else. */
export function absent(state: 'too-few' | 'no-data', n: number): Summary {
  return { state, n, value: null, interval: null, p75: null, p90: null };
}
