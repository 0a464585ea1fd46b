import type { Response } from '../handbook/reviews.ts';
import { day } from './words.ts';

/** What a team will change, with the day by which, where it names one. */
export function doing({ will, by }: Pick<Response, 'will' | 'by'>): string {
  return by === undefined ? will : `${will} By ${day(by, 'UTC')}.`;
}
