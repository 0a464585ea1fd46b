import { onTestFinished } from 'vitest';
import { identity } from '../../../src/facts/identity.ts';
import { manifestSchema } from '../../../src/facts/manifest.ts';
import { provenanceOf, type Reading } from '../../../src/facts/reading.ts';
import { SCHEMA_VERSION } from '../../../src/facts/schema.ts';
import type { Snapshot } from '../../../src/facts/store.ts';
import { type ReadOptions, readGitHub } from '../../../src/sources/github/readGitHub.ts';
import { type ClientOptions, createClient } from '../../../src/sources/github/transport/client.ts';
import type { GitHubRepository } from '../../support/github/entities.ts';
import { type GitHub, type GitHubOptions, startGitHub } from '../../support/github/server.ts';

export const TOKEN = 'ghp_sampleTokenThatMustNeverShow';
export const PEOPLE = identity('a sample key', []);

/** A GitHub that is shut down with the test. */
export async function gitHub(options: GitHubOptions): Promise<GitHub> {
  const server = await startGitHub({ token: TOKEN, ...options });
  onTestFinished(() => server.close());
  return server;
}

/** A client that does not really wait; `waits` holds the milliseconds that it would have. */
export function clientOf(url: string, options: Partial<ClientOptions> = {}) {
  const waits: number[] = [];
  const client = createClient({
    token: TOKEN,
    url,
    random: () => 0.5,
    sleep: async (milliseconds) => {
      waits.push(milliseconds);
    },
    ...options,
  });
  return { client, waits };
}

/** Reads one repository of a server. */
export function readFrom(
  server: GitHub,
  { name }: GitHubRepository,
  options: Partial<ReadOptions> = {},
): Promise<Reading> {
  return readGitHub({
    name: `sample-org/${name}`,
    client: clientOf(server.url).client,
    identity: PEOPLE,
    stored: null,
    withPaths: false,
    now: '2026-06-01T00:00:00Z',
    ...options,
  });
}

/** @returns the snapshot that would be stored of a reading */
export function snapshotOf(reading: Reading, people = PEOPLE): Snapshot {
  return {
    repository: reading.repository,
    facts: reading.facts,
    manifest: manifestSchema.parse({
      schemaVersion: SCHEMA_VERSION,
      ...provenanceOf(reading, 'github', people),
      files: {},
    }),
  };
}
