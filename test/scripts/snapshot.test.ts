import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { shardOf } from '../../scripts/lib/shard.ts';
import { manifestSchema } from '../../src/facts/manifest.ts';
import { storedRepositories } from '../../src/facts/store.ts';
import { type SnapshotCommand, snapshotCommand } from '../support/github/command.ts';
import type { GitHubRepository } from '../support/github/entities.ts';
import type { Faults } from '../support/github/faults.ts';
import { repository } from '../support/github/file.ts';
import { sample } from '../support/github/rows.ts';
import { type GitHub, startGitHub } from '../support/github/server.ts';

const NAMES = ['quay', 'dock', 'pier'] as const;
const TOKEN = 'a-token-of-the-test';

let folder: string;
let repositories: GitHubRepository[];
let faults: Faults;
let github: GitHub;
let now: Date;
let command: SnapshotCommand;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'plumbline-snapshot-'));
  repositories = NAMES.map((name, place) => sampleRepository(name, place));
  faults = () => undefined;
  now = new Date('2026-06-01T00:00:00Z');
  github = await startGitHub({
    repositories,
    token: TOKEN,
    clock: () => now,
    faults: (request) => faults(request),
  });
  command = await snapshotCommand(folder, ...NAMES.map((name) => `sample-org/${name}`));
});
afterEach(async () => {
  await github.close();
  await rm(folder, { recursive: true, force: true });
});

function sampleRepository(name: string, place: number): GitHubRepository {
  const numbers = [1, 2, 3].map((number) => number + 10 * place);
  return repository(
    sample.file(name, {
      pullRequests: numbers.map((number) => sample.pullRequest(number)),
      issues: [sample.issue(100 + place)],
      deployments: [sample.deployment(place + 1, place + 1)],
    }),
  );
}

const run = (...args: string[]) =>
  command.run({ GITHUB_TOKEN: TOKEN, GITHUB_GRAPHQL_URL: github.url }, ...args);

const manifestOf = async (name: string) =>
  manifestSchema.parse(
    JSON.parse(await readFile(join(command.data, 'snapshots/sample-org', name, 'manifest.json'), 'utf8')),
  );

describe('a repository that cannot be read', () => {
  test('that could be read last time fails the run; its snapshot is unchanged, and the others are read', async () => {
    await run();
    const before = await manifestOf('dock');
    now = new Date('2026-06-08T00:00:00Z');
    repositories.splice(1, 1);
    const { code, output } = await run();
    expect(code).toBe(1);
    expect(output).toMatch(/sample-org\/dock: not read; what was stored is unchanged/);
    expect(output).toContain('it could be read before, through 2026-06-01');
    expect(output).toMatch(/remedy: .*remove it from org.yaml/);
    expect(await manifestOf('dock')).toEqual(before);
    expect((await manifestOf('pier')).readThrough).toMatch(/^2026-06-08/);
  });

  test('is listed with all that failed, each with its own reason', async () => {
    repositories.splice(0, 2);
    const { code, output } = await run();
    expect(code).toBe(1);
    for (const name of ['quay', 'dock']) expect(output).toMatch(new RegExp(`sample-org/${name}\\n +found: `));
    expect(output).toMatch(/2 of 3 repositories that could not be read/);
    expect((await manifestOf('pier')).coverage['issues']).toMatchObject({ read: 1, expected: 1 });
  });

  test('because its snapshot is damaged does not stop the others, even where there are two', async () => {
    await run();
    const damaged = ['quay', 'dock'].map((name) =>
      join(command.data, 'snapshots/sample-org', name, 'manifest.json'),
    );
    for (const file of damaged) await writeFile(file, '{');
    now = new Date('2026-06-08T00:00:00Z');
    const { code, output } = await run();
    expect(code).toBe(1);
    for (const file of damaged) expect(output).toContain(`${file}:1`);
    expect((await manifestOf('pier')).readThrough).toMatch(/^2026-06-08/);
  });

  test('is accepted by an organisation that publishes in part, unless it is every one', async () => {
    const org = join(command.content, 'org.yaml');
    await writeFile(org, `publishPartial: true\n${await readFile(org, 'utf8')}`);
    repositories.splice(0, 1);
    const { code, output } = await run();
    expect([code, output]).toEqual([0, expect.stringMatching(/sample-org\/quay\n +found: /)]);
    expect(output).toMatch(/Snapshot stored, in part: 2 repositories/);
    repositories.splice(0);
    expect((await run()).code).toBe(1);
  });

  test('is accepted there also where it is all that a shard has, but not where the run breaks off', async () => {
    const org = join(command.content, 'org.yaml');
    await writeFile(org, `publishPartial: true\n${await readFile(org, 'utf8')}`);
    const names = NAMES.map((name) => `sample-org/${name}`);
    const alone = [1, 2, 3, 4, 5].find((index) => shardOf(names, { index, count: 5 }).length === 1) ?? 0;
    const [name] = shardOf(names, { index: alone, count: 5 });
    repositories.splice(names.indexOf(name ?? ''), 1);
    expect((await run('--shard', `${alone}/5`)).code).toBe(0);
    faults = ({ operation }) =>
      operation === 'PullRequests'
        ? { kind: 'answer', status: 422, body: { message: 'out of order' } }
        : undefined;
    expect((await run()).code).toBe(1);
  });

  test('ends the run when the server fails twice in a row', async () => {
    faults = ({ operation }) =>
      operation === 'PullRequests'
        ? { kind: 'answer', status: 422, body: { message: 'out of order' } }
        : undefined;
    const { code, output } = await run();
    expect(code).toBe(1);
    expect(output).toContain('sample-org/dock: not read');
    expect(output).not.toContain('sample-org/pier: not read');
  });
});

describe('a part that cannot be read', () => {
  beforeEach(() => {
    faults = () => ({
      kind: 'field',
      field: 'Repository.deployments',
      type: 'FORBIDDEN',
      message: 'Resource not accessible by personal access token',
      of: ({ id }) => id === repositories[1]?.about.id,
    });
  });

  test('fails the run, which names it; what could be read is stored', async () => {
    const { code, output } = await run();
    expect(code).toBe(1);
    expect(output).toMatch(/sample-org\/dock, missing: .*not accessible by personal access token/);
    expect(output).toMatch(/1 of 3 repositories of which something is missing: sample-org\/dock/);
    expect(output).toContain('--allow-partial');
    expect((await manifestOf('dock')).coverage['pull-requests']).toMatchObject({ read: 3 });
    expect((await manifestOf('dock')).unreadable).toHaveLength(1);
  });

  test('is accepted with --allow-partial, and still reported', async () => {
    const { code, output } = await run('--allow-partial');
    expect(output).toMatch(/sample-org\/dock, missing: /);
    expect(output).toMatch(/Snapshot stored, in part: 3 repositories/);
    expect(code).toBe(0);
  });
});

describe('before anything is fetched', () => {
  test('--plan shows requests, points and time, and stores nothing', async () => {
    const { code, output } = await run('--plan');
    expect(code).toBe(0);
    expect(output).toMatch(/sample-org\/quay: about \d+ requests, \d+ points, \d+ rows/);
    expect(output).toMatch(/In total about \d+ requests, \d+ points and \d+ seconds? at \d+ ms a request/);
    expect(output).toMatch(/The rate limit leaves [\d,]+ points of 5000 until 2026-06-01/);
    expect(await readdir(command.data).catch(() => 'no folder')).toBe('no folder');
  });

  test('--plan shows where nothing is new', async () => {
    await run();
    expect((await run('--plan')).output).toMatch(/sample-org\/pier: nothing new/);
  });
});

describe('a repository on a host of its own', () => {
  const HOST = 'github.acme.test';
  const NAME = 'acme/wharf';
  let enterprise: GitHub;
  beforeEach(async () => {
    const wharf = { ...sampleRepository('wharf', 3), owner: 'acme' };
    enterprise = await startGitHub({
      repositories: [wharf],
      token: 'another-token',
      clock: () => now,
      limit: null,
    });
    await command.configure(['sample-org/quay', NAME], { [NAME]: HOST });
  });
  afterEach(() => enterprise.close());

  const hosts = (token: Readonly<Record<string, string>>) => ({
    GITHUB_TOKEN: TOKEN,
    GITHUB_GRAPHQL_URL: github.url,
    GITHUB_GRAPHQL_URL_GITHUB_ACME_TEST: enterprise.url,
    ...token,
  });
  const manifest = async (name: string) =>
    manifestSchema.parse(
      JSON.parse(await readFile(join(command.data, 'snapshots', name, 'manifest.json'), 'utf8')),
    );

  test('is read there with the token of that host, and its people are others', async () => {
    const { code, output } = await command.run(hosts({ GITHUB_TOKEN_GITHUB_ACME_TEST: 'another-token' }));
    expect(output).toContain('Snapshot complete: 2 repositories');
    expect(code).toBe(0);
    const [quay, wharf] = [await manifest('sample-org/quay'), await manifest(NAME)];
    expect(quay.keyFingerprint).not.toBe(wharf.keyFingerprint);
    const again = await command.run(hosts({ PLUMBLINE_ENV: 'GITHUB_TOKEN_GITHUB_ACME_TEST=another-token' }));
    expect(again.output).toContain(`${NAME}: nothing new`);
    const planned = await command.run(hosts({ GITHUB_TOKEN_GITHUB_ACME_TEST: 'another-token' }), '--plan');
    expect(planned.output).toContain(`${HOST}: The server has no rate limit.`);
  });

  test('needs a token of its own: the message names the variable', async () => {
    const { code, output } = await command.run(hosts({}));
    expect(code).toBe(2);
    expect(output).toContain('GITHUB_TOKEN_GITHUB_ACME_TEST');
    expect(await readdir(command.data).catch(() => [])).not.toContain('snapshots');
  });

  test('has a name that no repository of another host has, and no pattern covers', async () => {
    await command.configure(['acme/*', NAME], { [NAME]: HOST });
    const { code, output } = await command.run(hosts({}));
    expect(code).toBe(2);
    expect(output).toContain('`acme/wharf` on github.acme.test, and `acme/*` on the default host');
  });
});

test('a token that expires on the way ends the run: what was read is kept whole, and a new token reads the rest', async () => {
  let expired = false;
  faults = ({ variables }) => {
    expired ||= variables['name'] === 'dock';
    return expired ? { kind: 'answer', status: 401, body: { message: 'Bad credentials' } } : undefined;
  };
  const { code, output } = await run();
  expect(output).toMatch(
    /graphql\n +found: +the token was refused \(HTTP 401: Bad credentials\)\n +expected: .+\n +remedy: .+/,
  );
  expect(code).toBe(1);
  expect(await readdir(join(command.data, 'snapshots/sample-org'))).toEqual(['quay']);
  faults = () => undefined;
  const resumed = await run();
  expect(resumed.output).toContain('sample-org/quay: nothing new');
  expect(resumed.code).toBe(0);
});

test('CODEOWNERS is read as soon as org.yaml asks for it, although nothing is new, and again when it has changed', async () => {
  const file = { textFiles: { CODEOWNERS: '* @acme/core @ada-sample\n' } };
  repositories[0] = repository(sample.file('quay', file));
  await run();
  const org = join(command.content, 'org.yaml');
  const text = await readFile(org, 'utf8');
  await writeFile(
    org,
    text.replace(
      '{ repository: sample-org/quay }',
      "{ repository: sample-org/quay, codeowners: ['@acme/core'] }",
    ),
  );
  const known = async () =>
    (await storedRepositories(command.data)).find(({ name }) => name.endsWith('quay'));
  expect((await known())?.codeowners).toBeUndefined();
  expect((await run()).code).toBe(0);
  expect(await known()).toMatchObject({ codeowners: { lines: [{ folder: '', teams: ['@acme/core'] }] } });
  file.textFiles.CODEOWNERS = '/src/ @acme/core\n';
  repositories[0] = repository(sample.file('quay', { ...file, pushedAt: '2026-06-02T00:00:00Z' }));
  now = new Date('2026-06-08T00:00:00Z');
  await run();
  expect(await known()).toMatchObject({ codeowners: { lines: [{ folder: 'src', teams: ['@acme/core'] }] } });
});

test('when nothing is new, only the survey is asked for', async () => {
  await run();
  const before = github.requests;
  now = new Date('2026-06-08T00:00:00Z');
  const { output } = await run();
  expect(output).toMatch(/sample-org\/quay: nothing new; complete to 2026-06-08/);
  expect(github.requests - before).toBe(2);
  expect((await manifestOf('quay')).readThrough).toMatch(/^2026-06-08/);
});

test('a renamed repository remains one series, and the new name is reported', async () => {
  await run();
  const [quay] = repositories;
  if (quay === undefined) throw new Error('three were made');
  quay.about['nameWithOwner'] = 'sample-org/wharf';
  now = new Date('2026-06-08T00:00:00Z');
  const { code, output } = await run();
  expect(output).toMatch(/GitHub has it as sample-org\/wharf now: write that name in org.yaml/);
  expect(code).toBe(0);
  expect((await manifestOf('quay')).coverage['pull-requests']).toMatchObject({ read: 3 });
});

test('a repository under its new name in org.yaml continues the snapshot of the old name', async () => {
  await run();
  const before = await manifestOf('quay');
  const [quay] = repositories;
  if (quay === undefined) throw new Error('three were made');
  repositories[0] = { ...quay, name: 'wharf', about: { ...quay.about, nameWithOwner: 'sample-org/wharf' } };
  await command.configure(['wharf', 'dock', 'pier'].map((name) => `sample-org/${name}`));
  now = new Date('2026-06-08T00:00:00Z');
  const { code, output } = await run();
  expect({ code, output }).toMatchObject({ code: 0 });
  const after = await manifestOf('wharf');
  expect(after.wholeAt).toBe(before.wholeAt);
  expect(after.files).toEqual(before.files);
  await expect(manifestOf('quay')).rejects.toThrow('ENOENT');
});

test('facts have the time of GitHub’s clock, not of the machine’s', async () => {
  await run();
  expect((await manifestOf('quay')).readThrough).toMatch(/^2026-06-01T00:00:0/);
});
