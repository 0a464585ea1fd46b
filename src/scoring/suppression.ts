import type { Quarter } from '../facts/quarter.ts';
import type { TeamData } from './collect.ts';

/** Numbers of fewer people than this would be numbers about persons. */
export const FEWEST_PEOPLE = 4;

/** @returns the people who were active in a quarter */
export function peopleIn(
  teams: readonly Pick<TeamData, 'people'>[],
  { id }: Pick<Quarter, 'id'>,
): Set<string> {
  return new Set(teams.flatMap(({ people }) => [...(people.get(id) ?? [])]));
}

/** @returns whether a quarter's figures are suppressed: fewer than four people were active */
export function tooFewPeople(
  teams: readonly Pick<TeamData, 'people'>[],
  quarter: Pick<Quarter, 'id'>,
): boolean {
  return peopleIn(teams, quarter).size < FEWEST_PEOPLE;
}
