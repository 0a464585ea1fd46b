import { join } from 'node:path';
import { presentFolder } from '../facts/replacedFolder.ts';

/** @returns the folder in which the scorecards of a data folder are now */
export function scorecardFolder(data: string): string {
  return presentFolder(join(data, 'scorecards'));
}
