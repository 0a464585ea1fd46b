import type { Quarter } from '../../facts/quarter.ts';
import type { Homes, Person, PullRequestWork } from './teamWork.ts';

/**
 * Tells from their work where people are at home in each quarter: in the team into whose code most of their own
 * merged pull requests of that quarter went. A tie gives no home, nor does a quarter without a merge of one's own.
 * @param quarters in order and without gaps; what was merged outside of them gives no home
 */
export function homesOf(
  parts: readonly { pulls: Iterable<Pick<PullRequestWork, 'author' | 'mergedAt' | 'owners'>> }[],
  quarters: readonly Pick<Quarter, 'start' | 'end'>[],
  teams: number,
): Homes {
  const indexOf = (moment: number): number =>
    quarters.findIndex(({ start, end }) => moment >= start && moment < end);
  const merges = quarters.map(() => new Map<Person, Map<string, number>>());
  for (const { pulls } of parts) {
    for (const { author, mergedAt, owners } of pulls) {
      if (author === null || mergedAt === null) continue;
      const quarter = merges[indexOf(mergedAt)];
      if (quarter === undefined) continue;
      const own = quarter.get(author) ?? new Map<string, number>();
      quarter.set(author, own);
      for (const team of owners) own.set(team, (own.get(team) ?? 0) + 1);
    }
  }
  const homes = merges.map(
    (quarter) => new Map([...quarter].map(([person, own]) => [person, mostFrequent(own)])),
  );
  return { teams, at: (person, moment) => homes[indexOf(moment)]?.get(person) ?? null };
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
