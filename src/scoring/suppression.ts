import type { Quarter } from '../facts/quarter.ts';
import type { Holding } from './collect.ts';

/** Numbers of fewer people than this would be numbers about persons. */
export const FEWEST_PEOPLE = 4;

/** @returns the people who were active in a quarter */
export function peopleIn(
  holdings: readonly Pick<Holding, 'people'>[],
  { id }: Pick<Quarter, 'id'>,
): Set<string> {
  return new Set(holdings.flatMap(({ people }) => [...(people.get(id) ?? [])]));
}

/** @returns whether a quarter's figures are withheld: fewer than four people were active */
export function tooFewPeople(
  holdings: readonly Pick<Holding, 'people'>[],
  quarter: Pick<Quarter, 'id'>,
): boolean {
  return peopleIn(holdings, quarter).size < FEWEST_PEOPLE;
}
