import type { Window } from '../facts/quarter.ts';
import type { Series } from './series.ts';
import { FEWEST_PEOPLE } from './suppression.ts';

/** @returns whether a figure of people has some behind it, but fewer than four: it would speak of persons */
export function fewBehind({ figureOf }: Series, windows: readonly Window[]): boolean {
  const people = figureOf === null ? 0 : figureOf(windows).people;
  return people > 0 && people < FEWEST_PEOPLE;
}
