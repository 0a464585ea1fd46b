import type { PullRequest } from '../../src/facts/schema.ts';
import { DAY } from '../../src/facts/time.ts';
import { random } from './random.ts';

const FIRST = Date.parse('2025-01-01T00:00:00Z');
const LAST = Date.parse('2026-10-01T00:00:00Z');

/** Share of the changes with a mark at the end of the sample. */
const LARGEST = 0.4;

/**
 * The marks of AI assistants on a change by a person. Their share grows from nothing at the beginning of 2025. The draw
 * depends on the change alone, so that all other facts are as they would be without marks.
 */
export function marksOn(repository: string, number: number, openedAt: number): PullRequest['marks'] {
  const draw = random(`assistants ${repository} ${number}`);
  const grown = Math.max(0, (openedAt - FIRST) / DAY) / ((LAST - FIRST) / DAY);
  if (!draw.chance(LARGEST * grown)) return [];
  return [{ assistant: draw.pick(['Claude Code', 'Copilot', 'Cursor']), by: 'line' }];
}
