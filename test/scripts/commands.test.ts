import { execFile } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { bareEnvironment } from '../support/bareEnvironment.ts';
import { commandHere, type Ended, snapshotHere } from '../support/commandHere.ts';
import { KPIS, smallProject, writeContent } from '../support/content.ts';
import { repositoryFromFile } from '../support/github/file.ts';
import { type GitHub, startGitHub } from '../support/github/server.ts';

const ORGANISATION = `name: Test organisation
repositories:
  - name: sample-org/harbour
teams:
  - id: harbour
    name: Harbour
    owns: [{ repository: sample-org/harbour }]
    kpis: ${KPIS}
`;

let github: GitHub;
let folder: string;
let content: string;
let data: string;
let project: string;

beforeAll(async () => {
  project = await smallProject();
  const repository = await repositoryFromFile('test/fixtures/github/harbour.json');
  github = await startGitHub({
    repositories: [{ ...repository, owner: 'sample-org', name: 'harbour' }],
    token: 'the-right-token',
  });
});
afterAll(() => github.close());

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'plumbline-commands-'));
  content = join(folder, 'content');
  data = join(folder, 'data');
  await writeContent(content, ORGANISATION);
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const environment = () => ({
  GITHUB_TOKEN: 'the-right-token',
  PLUMBLINE_PSEUDONYM_KEY: 'a key of the test',
  GITHUB_GRAPHQL_URL: github.url,
});
const folders = () => ['--content', content, '--data', data];

function run(script: string, args: string[] = [], env: Record<string, string> = {}): Promise<Ended> {
  const all = [...folders(), ...args];
  return script === 'snapshot'
    ? snapshotHere(all, { ...environment(), ...env }, project)
    : commandHere(script, all, project);
}

/** The same in a process of its own. */
function start(script: string, ...args: string[]): Promise<Ended> {
  return new Promise((resolve) => {
    execFile(
      process.execPath,
      [`scripts/${script}.ts`, ...folders(), ...args],
      { cwd: project, env: { ...bareEnvironment(), ...environment() } },
      (error, stdout, stderr) => {
        const code = error === null ? 0 : typeof error.code === 'number' ? error.code : -1;
        resolve({ code, output: `${stdout}${stderr}` });
      },
    );
  });
}

async function everyByte(): Promise<Record<string, string>> {
  const entries = await readdir(data, { recursive: true, withFileTypes: true }).catch(() => []);
  // What scoring keeps to tell whether anything changed holds the times of files.
  const files = entries
    .filter((entry) => entry.isFile() && entry.name !== '.scored-from')
    .map((entry) => join(entry.parentPath, entry.name));
  return Object.fromEntries(
    await Promise.all(files.sort().map(async (file) => [file, await readFile(file, 'utf8')])),
  );
}

describe('the way from GitHub to scorecards', () => {
  test('snapshot and then score write them, and show the cost', async () => {
    const snapshot = await start('snapshot');
    expect(snapshot.output).toMatch(/sample-org\/harbour: \d+ pull requests/);
    expect(snapshot.output).toMatch(/\d+ requests, \d+ points/);
    expect(snapshot.code).toBe(0);
    const score = await start('score');
    expect(score.output).toMatch(/\d+ scorecards from \d+ pull requests/);
    expect(score.code).toBe(0);
    const check = await start('check', '--no-code');
    expect(check).toMatchObject({ code: 0, output: expect.stringContaining('Check passed.') });
  });

  test('the same snapshot and --as-of give the same bytes', async () => {
    await run('snapshot');
    await start('score', '--as-of', '2026-09-30');
    const first = await everyByte();
    await run('score', ['--as-of', '2026-09-30', '--fresh']);
    expect(await everyByte()).toEqual(first);
    expect(Object.keys(first).some((file) => file.includes('scorecards'))).toBe(true);
  });

  test('neither token nor login reaches what is stored', async () => {
    await run('snapshot');
    const text = JSON.stringify(await everyByte());
    const logins = [
      ...(await readFile('test/fixtures/github/harbour.json', 'utf8')).matchAll(
        /"User",\s*"login":\s*"([^"]+)"/g,
      ),
    ];
    expect(logins.length).toBeGreaterThan(0);
    for (const [, login] of logins) expect(text).not.toContain(`"${login}"`);
    expect(text).not.toContain('the-right-token');
  });
});

describe('an error has a place and a remedy, and leaves the data unchanged', () => {
  const fails = async (
    script: string,
    {
      code,
      says,
      env = {},
      args = [],
    }: { code: number; says: (string | RegExp)[]; env?: Record<string, string>; args?: string[] },
  ) => {
    const before = await everyByte();
    const ended = await run(script, args, env);
    for (const part of says)
      expect(ended.output).toMatch(part instanceof RegExp ? part : new RegExp(RegExp.escape(part)));
    expect(ended.output).toMatch(/found: [\s\S]*remedy: /);
    expect(ended.output).not.toContain('    at ');
    expect(ended.code).toBe(code);
    expect(await everyByte()).toEqual(before);
  };
  const configure = (from: string, to: string) =>
    writeFile(join(content, 'org.yaml'), ORGANISATION.replace(from, to));

  test('an unknown metric id', async () => {
    await configure('metric: cycle-time', 'metric: cycle-tme');
    await fails('snapshot', { code: 2, says: ['org.yaml:8:22', 'cycle-tme', 'Did you mean `cycle-time`?'] });
  });

  test('a team without repositories', async () => {
    await configure('[{ repository: sample-org/harbour }]', '[]');
    await fails('score', { code: 2, says: ['org.yaml:7:11', 'at least one repository'] });
  });

  test('a wrong date', async () => {
    const ended = await run('score', ['--as-of', '2026-13-01']);
    expect(ended).toMatchObject({ code: 2, output: expect.stringMatching(/--as-of.*2026-13-01.*Expected/) });
  });

  test('an option that does not exist', async () => {
    const ended = await run('score', ['--as-off', '2026-01-01']);
    expect(ended).toMatchObject({ code: 2, output: expect.stringContaining('--as-of') });
  });

  test('a snapshot that was never made', async () => {
    await fails('score', { code: 1, says: ['no snapshot', 'npm run snapshot'] });
  });

  test('a truncated snapshot line', async () => {
    await run('snapshot');
    await run('score');
    const file = await firstPullRequests();
    const text = await readFile(file, 'utf8');
    await writeFile(file, text.slice(0, -25));
    await fails('score', { code: 1, says: [`${file}:${text.split('\n').length - 1}`, 'npm run snapshot'] });
  });

  test('a snapshot of a newer schema version', async () => {
    await run('snapshot');
    const file = join(data, 'snapshots/sample-org/harbour/manifest.json');
    await writeFile(file, (await readFile(file, 'utf8')).replace('"schemaVersion": 2', '"schemaVersion": 3'));
    await fails('score', { code: 1, says: [file, 'schema version 3', 'Update Plumbline'] });
    await fails('snapshot', { code: 1, says: [file, 'Update Plumbline'] });
  });

  test('a missing token', async () => {
    await fails('snapshot', { code: 2, says: ['GITHUB_TOKEN'], env: { GITHUB_TOKEN: '' } });
  });

  test('a refused token', async () => {
    await run('snapshot');
    await fails('snapshot', { code: 1, says: ['401', 'token'], env: { GITHUB_TOKEN: 'a-wrong-token' } });
  });

  test('a repository that is not found or not visible', async () => {
    await writeFile(
      join(content, 'org.yaml'),
      ORGANISATION.replaceAll('sample-org/harbour', 'sample-org/hidden'),
    );
    await fails('snapshot', { code: 1, says: ['sample-org/hidden', 'GitHub does not show this repository'] });
  });

  test('a network that is down', async () => {
    await run('snapshot');
    const gone = await startGitHub({ repositories: [] });
    await gone.close();
    await fails('snapshot', { code: 1, says: [gone.url], env: { GITHUB_GRAPHQL_URL: gone.url } });
  });

  async function firstPullRequests(): Promise<string> {
    const at = join(data, 'snapshots/sample-org/harbour/pull-requests');
    const [name] = (await readdir(at)).sort();
    return join(at, name ?? '');
  }
});
