import { type Codeowners, ownedPaths } from '../facts/codeowners.ts';
import { namesMatching } from '../facts/names.ts';
import type { Organisation, Ownership, RepositorySettings } from './organisation.ts';

/** A repository that was read, or that GitHub lists. */
export interface KnownRepository {
  /** As `owner/name`. */
  name: string;
  /** What its CODEOWNERS says; absent where that was not read. */
  codeowners?: Codeowners | undefined;
}

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
 * covers none stays, so that what needs a repository says that it was not read yet. What CODEOWNERS gives to a team
 * becomes paths; it stays as it is where CODEOWNERS was not read yet.
 */
export function withRepositories(
  organisation: Organisation,
  known: readonly KnownRepository[],
): Organisation {
  const codeowners = new Map(known.map(({ name, codeowners }) => [name, codeowners]));
  const taken = new Set(
    organisation.repositories.flatMap(({ name }) => (isPattern(name) ? [] : [name.toLowerCase()])),
  );
  const repositories = organisation.repositories.flatMap((entry) => {
    if (!isPattern(entry.name)) return [entry];
    const covered = known
      .map(({ name }) => name)
      .filter((name) => covers(entry, name) && !taken.has(name.toLowerCase()));
    for (const name of covered) taken.add(name.toLowerCase());
    return covered.length === 0 ? [entry] : covered.map((name) => ({ ...entry, name }));
  });
  const names = repositories.map(({ name }) => name).filter((name) => !isPattern(name));
  const teams = organisation.teams.map((team) => ({
    ...team,
    owns: team.owns.flatMap((own) =>
      withNames(own, names).flatMap((each) => withPaths(each, codeowners.get(each.repository))),
    ),
  }));
  return { ...organisation, repositories, teams };
}

function withNames(own: Ownership, names: readonly string[]): Ownership[] {
  if (!isPattern(own.repository)) return [own];
  const isOwned = namesMatching([own.repository]);
  const owned = names.filter((name) => isOwned(name));
  return owned.length === 0 ? [own] : owned.map((repository) => ({ ...own, repository }));
}

function withPaths({ codeowners, ...own }: Ownership, read: Codeowners | undefined): Ownership[] {
  if (codeowners === undefined) return [own];
  if (read === undefined) return [{ ...own, codeowners }];
  return ownedPaths(read, codeowners).map((part) => ({ ...own, ...part }));
}
