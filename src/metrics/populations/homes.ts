import type { Quarter } from '../../facts/quarter.ts';
import { indexAt } from './moments.ts';
import { DELETED, type Person, type PersonNumbers } from './pullColumns.ts';
import { numbersInScope, type RepositoryWork } from './repositoryWork.ts';
import type { Homes } from './teamWork.ts';

/**
 * Tells from their work where people are at home in each quarter: in the team into whose code most of their own
 * merged pull requests of that quarter went. A tie gives no home, nor does a quarter without a merge of one's own.
 * @param quarters in order and without gaps; what was merged outside of them gives no home
 */
export function homesOf(
  parts: readonly Pick<RepositoryWork, 'team' | 'names' | 'author' | 'mergedAt'>[],
  numberOf: PersonNumbers['numberOf'],
  quarters: readonly Pick<Quarter, 'start' | 'end'>[],
  teams: number,
): Homes {
  const quarterOf = (moment: number): number => {
    const index = indexAt(quarters, moment);
    return moment >= (quarters[index]?.start ?? moment) ? index : -1;
  };
  const merges = quarters.map(() => new Map<Person, Map<string, number>>());
  for (const { team, names, author, mergedAt } of parts) {
    if (team === null) continue;
    const people = numbersInScope(names, numberOf);
    for (const [pull, moment] of mergedAt.entries()) {
      const person = people[author[pull] ?? DELETED] ?? DELETED;
      if (person === DELETED || Number.isNaN(moment)) continue;
      const quarter = merges[quarterOf(moment)];
      if (quarter === undefined) continue;
      const own = quarter.get(person) ?? new Map<string, number>();
      quarter.set(person, own);
      own.set(team, (own.get(team) ?? 0) + 1);
    }
  }
  const homes = merges.map((quarter) => {
    const known: string[] = [];
    for (const [person, own] of quarter) {
      const home = mostFrequent(own);
      if (home !== null) known[person] = home;
    }
    return known;
  });
  const none: string[] = [];
  return { teams, at: (moment) => homes[quarterOf(moment)] ?? none };
}

/** @returns null for a tie */
function mostFrequent(counts: ReadonlyMap<string, number>): string | null {
  let best: string | null = null;
  let most = 0;
  for (const [team, count] of counts) {
    if (count === most) best = null;
    if (count <= most) continue;
    best = team;
    most = count;
  }
  return best;
}
