import { assistants } from '../../src/facts/assistants.ts';
import { type Identity, identity } from '../../src/facts/identity.ts';
import { DAY } from '../../src/facts/time.ts';
import { loadAutomation } from '../../src/handbook/automation.ts';
import { loadDefinitions } from '../../src/handbook/handbook.ts';
import { loadOrganisation } from '../../src/handbook/loadOrganisation.ts';
import type { RepositorySettings } from '../../src/handbook/organisation.ts';
import { type Client, type ClientOptions, createClient } from '../../src/sources/github/transport/client.ts';
import { credentialsOf } from '../../src/sources/github/transport/credentials.ts';
import type { Folders } from './command.ts';
import { type Shard, shardOf } from './shard.ts';

/** The most waiting for GitHub's rate limit in one run, in milliseconds. A run can be interrupted and resumed later. */
const LONGEST_WAIT = DAY;

/** What a snapshot run is asked to do. */
export interface SnapshotOptions extends Folders {
  full: boolean;
  allowPartial: boolean;
  shard: Shard | null;
}

/** What a run needs to know before it asks for anything. */
export interface Sources {
  /** The repositories of this share, in the order of org.yaml. */
  repositories: readonly RepositorySettings[];
  /** The names of all repositories, those of other shares too. */
  configured: readonly string[];
  /** The names of those that GitHub is asked about. */
  onGitHub: readonly string[];
  who: Identity;
  /** @throws Problem when there is no token; call it only when one is needed */
  client: (options: Pick<ClientOptions, 'onWait'>) => Client;
  /** Whether a team owns paths of the repository, so that the paths of changed files are needed. */
  withPaths: (name: string) => boolean;
}

/**
 * Reads which repositories to read, and how.
 * @throws Problem when the content is wrong
 */
export async function sourcesOf({ content, shard }: SnapshotOptions): Promise<Sources> {
  const definitions = await loadDefinitions(content);
  const organisation = await loadOrganisation(content, [...definitions.keys()]);
  const table = await loadAutomation(content);
  const all = organisation.repositories;
  const chosen = new Set(
    shard === null
      ? all.map(({ name }) => name)
      : shardOf(
          all.map(({ name }) => name),
          shard,
        ),
  );
  const repositories = all.filter(({ name }) => chosen.has(name));
  const url = process.env['GITHUB_GRAPHQL_URL'];
  return {
    repositories,
    configured: all.map(({ name }) => name),
    onGitHub: repositories.filter(({ source }) => source === 'github').map(({ name }) => name),
    who: identity(process.env['PLUMBLINE_PSEUDONYM_KEY'], organisation.bots, assistants(table)),
    client: (options) =>
      createClient({ credentials: credentialsOf(process.env), url, longestWait: LONGEST_WAIT, ...options }),
    withPaths: (name) =>
      organisation.teams.some(({ owns }) =>
        owns.some(({ repository, paths }) => repository === name && paths !== undefined),
      ),
  };
}
