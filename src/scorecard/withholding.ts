import type { Quarter } from '../facts/quarter.ts';
import type { Holding } from './collect.ts';

/** Numbers of fewer people than this would be numbers about persons. */
export const FEWEST_PEOPLE = 4;

/** @returns whether a team's figures of a quarter are withheld: fewer than four people were active */
export function withheld(holding: Holding, quarter: Quarter): boolean {
  return (holding.people.get(quarter.id)?.size ?? 0) < FEWEST_PEOPLE;
}
