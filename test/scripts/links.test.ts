import { cp, mkdir, mkdtemp, readdir, readFile, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { commandHere } from '../support/commandHere.ts';
import { smallProject } from '../support/content.ts';
import { contents } from '../support/disk/crashes.ts';
import { snapshotCommand } from '../support/github/command.ts';
import { repository } from '../support/github/file.ts';
import { sample } from '../support/github/rows.ts';
import { startGitHub } from '../support/github/server.ts';

/** A file outside of the data folder, which nothing may show, and a folder, in which nothing may be written. */
const FOREIGN = 'root:x:0:0:a canary of a foreign file\n';

let folder: string;
let data: string;
let outside: string;
let stored: string;
let github: Awaited<ReturnType<typeof startGitHub>>;
let snapshot: () => Promise<{ code: number; output: string }>;

const reader = async (home: string) => {
  const command = await snapshotCommand(home, 'sample-org/quay');
  const run = () =>
    command.run({ GITHUB_TOKEN: 'a-token-of-the-test', GITHUB_GRAPHQL_URL: github.url }, '--full');
  return { data: command.data, run };
};

beforeAll(async () => {
  stored = await mkdtemp(join(tmpdir(), 'plumbline-links-'));
  github = await startGitHub({
    repositories: [
      repository(sample.file('quay', { pullRequests: [1, 2].map((one) => sample.pullRequest(one)) })),
    ],
    token: 'a-token-of-the-test',
  });
  expect((await (await reader(stored)).run()).code).toBe(0);
}, 60_000);
afterAll(async () => {
  await github.close();
  await rm(stored, { recursive: true, force: true });
});

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'plumbline-links-'));
  outside = join(folder, 'outside');
  await mkdir(outside);
  await writeFile(join(outside, 'passwd'), FOREIGN);
  const { data: own, run } = await reader(folder);
  data = own;
  snapshot = run;
  await cp(join(stored, 'data'), data, { recursive: true });
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const score = async () =>
  commandHere('score', ['--content', join(folder, 'content'), '--data', data], await smallProject());

/** Puts a link in the place of a file or folder of the store. */
async function link(path: string, to: string): Promise<void> {
  await rm(join(data, path), { recursive: true, force: true });
  await symlink(to, join(data, path));
}

const STORE = 'snapshots/sample-org/quay';

describe('a symbolic link is refused by name, and what it leads to is neither shown nor changed', () => {
  test.each([
    ['the manifest', `${STORE}/manifest.json`, 'passwd'],
    ['the repository', `${STORE}/repository.json`, 'passwd'],
    ['a file of facts', `${STORE}/pull-requests/2026-Q1.ndjson`, 'passwd'],
    ['a folder of facts', `${STORE}/pull-requests`, ''],
    ['a file beside the facts', `${STORE}/foreign`, 'passwd'],
    ['a snapshot', STORE, ''],
    ['an owner', 'snapshots/sample-org', ''],
  ])('in place of %s', async (_, path, to) => {
    await link(path, join(outside, to));
    const before = await contents(outside);
    for (const command of [snapshot, score]) {
      const { code, output } = await command();
      expect(output).toMatch(new RegExp(`${join(data, path)}\\n +found: +a symbolic link`));
      expect(output).not.toContain('canary');
      expect(output).not.toMatch(/^ +at /m);
      expect(code).toBe(1);
    }
    expect(await contents(outside)).toEqual(before);
  });

  test('in place of the folder of a run, and of the scorecards', async () => {
    await link('.snapshot', outside);
    const before = await contents(outside);
    for (const command of [snapshot, score]) {
      const { code, output } = await command();
      expect(output).toMatch(/\.snapshot\n +found: +a symbolic link/);
      expect(code).toBe(1);
    }
    await rm(join(data, '.snapshot'));
    await link('scorecards', outside);
    expect((await score()).output).toMatch(/scorecards\n +found: +a symbolic link/);
    expect(await contents(outside)).toEqual(before);
  });
});

test('a damaged file is named, and nothing of it is shown', async () => {
  await writeFile(join(data, STORE, 'manifest.json'), FOREIGN);
  const { output } = await score();
  expect(output).toMatch(/manifest\.json:1\n +found: +text that is not JSON/);
  expect(output).not.toContain('canary');
});

test('scorecards whose replacement was interrupted between two renames are found, and replaced', async () => {
  expect((await score()).code).toBe(0);
  const scorecards = join(data, 'scorecards');
  const before = await contents(scorecards);
  await rename(scorecards, `${scorecards}.previous`);
  await cp(`${scorecards}.previous`, `${scorecards}.writing-1`, { recursive: true });
  expect((await score()).output).toContain('Nothing has changed');
  await writeFile(
    join(folder, 'content/org.yaml'),
    `${await readFile(join(folder, 'content/org.yaml'), 'utf8')}\n`,
  );
  expect((await score()).code).toBe(0);
  expect((await readdir(data)).filter((name) => name.startsWith('scorecards'))).toEqual(['scorecards']);
  expect(Object.keys(await contents(scorecards))).toEqual(Object.keys(before));
});
