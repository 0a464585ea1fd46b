import { existsSync } from 'node:fs';
import { join } from 'node:path';

/** Where former scorecards are while new ones take their place. */
export const PREVIOUS = '.previous';

/**
 * @returns the folder in which the scorecards of a data folder are now: the former ones, when a run was killed between
 * the two renames that replace them
 */
export function scorecardFolder(data: string): string {
  const folder = join(data, 'scorecards');
  const previous = `${folder}${PREVIOUS}`;
  return !existsSync(folder) && existsSync(previous) ? previous : folder;
}
