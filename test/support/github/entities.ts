/** A thing as GitHub's schema has it: its fields by name, lists in place of connections. */
export interface Entity {
  __typename: string;
  [field: string]: unknown;
}

/** One repository that the server knows. Its lists may be changed between requests. */
export interface GitHubRepository {
  owner: string;
  name: string;
  /** Fields of the repository itself. */
  about: Entity;
  pullRequests: Entity[];
  issues: Entity[];
  milestones: Entity[];
  releases: Entity[];
  /** Tags, as refs. */
  refs: Entity[];
  deployments: Entity[];
  /** Commits of the default branch. */
  commits: Entity[];
  /** Commits that are on other branches or under tags alone. */
  offBranch: Entity[];
}

/** @returns the first of the entities whose field has this value */
export function entityWith(entities: readonly Entity[], field: string, value: unknown): Entity {
  const found = entities.find((entity) => entity[field] === value);
  if (found === undefined) throw new Error(`no entity with ${field} ${String(value)}`);
  return found;
}
