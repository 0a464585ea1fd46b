import type { ImportedFact } from '../facts/imported.ts';
import type { Organisation } from '../handbook/organisation.ts';

/**
 * @returns the imported facts of a repository: those that name it, and those that name a team alone and no repository,
 * which are in the first one that the team owns
 */
export function importedFactsOf(
  { teams }: Pick<Organisation, 'teams'>,
  facts: readonly ImportedFact[],
  repository: string,
): ImportedFact[] {
  const home = new Map(teams.map(({ id, owns }) => [id, owns[0]?.repository]));
  return facts.filter(
    (fact) => (fact.repository ?? (fact.team === null ? null : home.get(fact.team))) === repository,
  );
}
