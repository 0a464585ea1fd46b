import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { loadOrganisation } from '../../../src/handbook/loadOrganisation.ts';
import { listRepositories } from '../../../src/sources/github/listing.ts';
import { createClient } from '../../../src/sources/github/transport/client.ts';
import { repository } from '../../support/github/file.ts';
import { startGitHub } from '../../support/github/server.ts';

const MANY = 3000;
const TEAMS = 14;

test('3,000 repositories are listed with thirty requests, and four lines of patterns give each to its team', async () => {
  const names = Array.from({ length: MANY }, (_, index) => `team${index % TEAMS}-part-${index}`);
  const github = await startGitHub({
    repositories: names.map((name) => repository({ owner: 'acme', name, defaultBranch: 'main' })),
    token: 'good',
  });
  const folder = await mkdtemp(join(tmpdir(), 'plumbline-listing-'));
  try {
    const client = createClient({ token: 'good', url: github.url });
    const cost = { requests: 0, points: 0 };
    const listed = await listRepositories(client, 'acme', cost);
    expect(new Set(listed.map(({ nameWithOwner }) => nameWithOwner)).size).toBe(MANY);
    expect(cost.requests).toBe(MANY / 100);
    const kpis = '[{ metric: a }, { metric: b }, { metric: c }]';
    const teams = Array.from(
      { length: TEAMS },
      (_, id) =>
        `  - { id: team${id}, name: Team ${id}, owns: [{ repository: acme/team${id}-* }], kpis: ${kpis} }`,
    );
    await writeFile(
      join(folder, 'org.yaml'),
      `name: Acme\nrepositories: [{ name: acme/* }]\nteams:\n${teams.join('\n')}\n`,
    );
    const organisation = await loadOrganisation(
      folder,
      ['a', 'b', 'c'],
      listed.map(({ nameWithOwner: name }) => ({ name })),
    );
    expect(organisation.repositories).toHaveLength(MANY);
    expect(organisation.teams.flatMap(({ owns }) => owns)).toHaveLength(MANY);
  } finally {
    await github.close();
    await rm(folder, { recursive: true, force: true });
  }
}, 60_000);

test('an owner of whose repositories the token may read none is refused with what to do', async () => {
  const github = await startGitHub({
    repositories: [repository({ owner: 'acme', name: 'shop', defaultBranch: 'main' })],
    token: 'good',
    faults: () => ({
      kind: 'edit',
      edit: (body) => ({
        ...body,
        data: {
          rateLimit: null,
          repositoryOwner: {
            __typename: 'Organization',
            repositories: { pageInfo: { hasNextPage: false, endCursor: null }, nodes: [] },
          },
        },
      }),
    }),
  });
  try {
    const client = createClient({ token: 'good', url: github.url });
    await expect(listRepositories(client, 'acme', { requests: 0, points: 0 })).rejects.toMatchObject({
      found: 'no repository of `acme` that the token may read',
      remedy: expect.stringContaining('Give the token access'),
      exitCode: 2,
    });
  } finally {
    await github.close();
  }
});
