import memoize from 'memoize';
import { assistants } from '../../src/facts/assistants.ts';
import { type Identity, identity } from '../../src/facts/identity.ts';
import { listSnapshots } from '../../src/facts/store.ts';
import { DAY } from '../../src/facts/time.ts';
import { loadAutomation } from '../../src/handbook/automation.ts';
import { loadDefinitions } from '../../src/handbook/handbook.ts';
import { loadOrganisation } from '../../src/handbook/loadOrganisation.ts';
import type { Organisation, Ownership, RepositorySettings } from '../../src/handbook/organisation.ts';
import { isPattern, withRepositories } from '../../src/handbook/repositoryPatterns.ts';
import { type Client, type ClientOptions, createClient } from '../../src/sources/github/transport/client.ts';
import { credentialsOf } from '../../src/sources/github/transport/credentials.ts';
import { type Server, serverOf } from '../../src/sources/github/transport/server.ts';
import type { Folders } from './command.ts';
import { coveredRepositories } from './coveredRepositories.ts';
import { isAtTerminal, pseudonymKey } from './pseudonymKey.ts';
import { type Shard, shardOf } from './shard.ts';

/** The most waiting for GitHub's rate limit in one run, in milliseconds. A run can be interrupted and resumed later. */
const LONGEST_WAIT = DAY;

/** Takes the place of a key where no people are read: those of the sample are invented. */
const NOBODY = 'no people';

/** What a snapshot run is asked to do. */
export interface SnapshotOptions extends Folders {
  full: boolean;
  allowPartial: boolean;
  shard: Shard | null;
  /** The tokens and keys that the run was started with, by the name of their variable. */
  secrets: Readonly<NodeJS.ProcessEnv>;
}

/** What a run needs to know before it asks for anything. */
export interface Sources {
  /** The repositories of this share, in the order of org.yaml. */
  repositories: readonly RepositorySettings[];
  /** The names of all repositories, those of other shares too. */
  configured: readonly string[];
  /** By host, the GitHub that has them and the names of those that it is asked about. */
  onGitHub: ReadonlyMap<string, { server: Server; names: readonly string[] }>;
  /** @returns the GitHub that has a repository; for a clone that of GITHUB_GRAPHQL_URL, whose people it has */
  serverOf: (name: string) => Server;
  whoOn: (server: Server) => Identity;
  /** Whether the rest is published when something could not be read. */
  publishPartial: boolean;
  /** @throws Problem when there is no token; call it only when one is needed */
  client: (server: Server, options: Pick<ClientOptions, 'onWait'>) => Client;
  /** Whether a team owns paths of the repository, so that the paths of changed files are needed. */
  withPaths: (name: string) => boolean;
  /** Whether a team owns what CODEOWNERS of the repository says. */
  withCodeowners: (name: string) => boolean;
}

/**
 * Reads which repositories to read, and how.
 * @throws Problem when the content is wrong, or when people would be read and there is no key for their pseudonyms
 */
export async function sourcesOf({
  content,
  organisation: folder,
  data,
  shard,
  secrets,
}: SnapshotOptions): Promise<Sources> {
  const definitions = await loadDefinitions(content, folder);
  const stored = await listSnapshots(data);
  const written = await loadOrganisation(folder, [...definitions.keys()]);
  const client: Sources['client'] = (server, options) =>
    createClient({
      credentials: credentialsOf({ ...process.env, ...secrets }, server),
      url: server.url,
      longestWait: LONGEST_WAIT,
      ...options,
    });
  const organisation = await withCovered(written, stored, data, client);
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
  const key = repositories.every(({ source }) => source === 'sample')
    ? NOBODY
    : await pseudonymKey({
        data,
        given: secrets['PLUMBLINE_PSEUDONYM_KEY'],
        isInteractive: isAtTerminal(),
      });
  const hosts = new Map(all.map(({ name, host }) => [name, host]));
  const isOwnedBy = (name: string, how: (own: Ownership) => boolean) =>
    organisation.teams.some(({ owns }) => owns.some((own) => own.repository === name && how(own)));
  const serverOfRepository = (name: string) => serverOf(hosts.get(name), process.env);
  return {
    repositories,
    configured: all.map(({ name }) => name),
    onGitHub: new Map(
      [
        ...Map.groupBy(
          repositories.filter(({ source }) => source === 'github').map(({ name }) => name),
          (name) => serverOfRepository(name).host,
        ),
      ].map(([host, names]) => [host, { server: serverOf(host, process.env), names }]),
    ),
    serverOf: serverOfRepository,
    publishPartial: organisation.publishPartial,
    whoOn: memoize(
      ({ host }) =>
        identity(key, organisation.bots, {
          host,
          assistants: assistants(table),
          leftOut: organisation.leaveOut ?? [],
        }),
      {
        cacheKey: ([{ host }]) => host,
      },
    ),
    client,
    withPaths: (name) => isOwnedBy(name, ({ paths, codeowners }) => (paths ?? codeowners) !== undefined),
    withCodeowners: (name) => isOwnedBy(name, ({ codeowners }) => codeowners !== undefined),
  };
}

/** Asks GitHub which repositories the patterns of org.yaml stand for, when there are any, and says so. */
async function withCovered(
  organisation: Organisation,
  stored: readonly string[],
  data: string,
  client: Sources['client'],
): Promise<Organisation> {
  const { repositories } = organisation;
  if (!repositories.some(({ name }) => isPattern(name))) return organisation;
  const opened = memoize(
    (host: string | undefined) =>
      client(serverOf(host, process.env), {
        onWait: (reason, seconds) => console.warn(`  waiting ${seconds} s: ${reason}`),
      }),
    { cacheKey: ([host]) => serverOf(host, process.env).host },
  );
  const { names, report } = await coveredRepositories(opened, data, repositories, stored, Date.now());
  for (const line of report) console.error(line);
  return withRepositories(
    organisation,
    names.map((name) => ({ name })),
  );
}
