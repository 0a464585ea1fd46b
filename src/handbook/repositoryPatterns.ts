import { namesMatching } from '../facts/names.ts';
import type { Organisation, RepositorySettings } from './organisation.ts';

/** @returns whether a name of a repository in `org.yaml` stands for several */
export function isPattern(name: string): boolean {
  return /[*?]/.test(name);
}

/** @returns whether an entry of `repositories` covers a repository of this name */
export function covers(
  { name, except }: Pick<RepositorySettings, 'name' | 'except'>,
  repository: string,
): boolean {
  return namesMatching([name])(repository) && !namesMatching(except ?? [])(repository);
}

/**
 * Puts the repositories that are known in the place of the patterns that cover them, in `repositories` and in what teams
 * own. An entry with a full name comes before every pattern, and an earlier pattern before a later one. A pattern that
 * covers none stays, so that what needs a repository says that it was not read yet.
 * @param known names as `owner/name`
 */
export function withRepositories(organisation: Organisation, known: readonly string[]): Organisation {
  const taken = new Set(
    organisation.repositories.flatMap(({ name }) => (isPattern(name) ? [] : [name.toLowerCase()])),
  );
  const repositories = organisation.repositories.flatMap((entry) => {
    if (!isPattern(entry.name)) return [entry];
    const covered = known.filter((name) => covers(entry, name) && !taken.has(name.toLowerCase()));
    for (const name of covered) taken.add(name.toLowerCase());
    return covered.length === 0 ? [entry] : covered.map((name) => ({ ...entry, name }));
  });
  const names = repositories.map(({ name }) => name).filter((name) => !isPattern(name));
  const teams = organisation.teams.map((team) => ({
    ...team,
    owns: team.owns.flatMap((own) => {
      if (!isPattern(own.repository)) return [own];
      const isOwned = namesMatching([own.repository]);
      const owned = names.filter((name) => isOwned(name));
      return owned.length === 0 ? [own] : owned.map((repository) => ({ ...own, repository }));
    }),
  }));
  return { ...organisation, repositories, teams };
}
