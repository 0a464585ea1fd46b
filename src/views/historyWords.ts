import type { Definition } from '../handbook/definition.ts';
import { figureOf } from './figure.ts';
import type { Past } from './library.ts';

/** So many quarters show what is usual; the comparison of quarters has all of them. */
const SHOWN = 8;

/**
 * The quarters before the last of a history, oldest first: `2026-Q1 48.2 h, 2026-Q2 44.0 h (restated)`. Quarters in
 * which another version of the definition applied say so.
 * @param isRestated of a quarter by its id
 * @returns empty where there is no earlier quarter
 */
export function historyWords(
  history: readonly Past[],
  definition: Definition | undefined,
  isRestated: (quarter: string) => boolean,
): string {
  const now = history.at(-1)?.result.definitionVersion;
  const past = history.slice(0, -1).slice(-SHOWN);
  const areAll = past.length > 1 && past.every(({ quarter }) => isRestated(quarter.id));
  const words = past.map(({ quarter, result }) => {
    const { value, absence } = figureOf(result, definition);
    const remarks = [
      ...(result.definitionVersion === now ? [] : [`version ${result.definitionVersion}`]),
      ...(!areAll && isRestated(quarter.id) ? ['restated'] : []),
    ];
    return `${quarter.id} ${value ?? absence}${remarks.length > 0 ? ` (${remarks.join(', ')})` : ''}`;
  });
  return `${words.join(', ')}${areAll ? ', all restated' : ''}`;
}
