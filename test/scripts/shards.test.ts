import { createHash } from 'node:crypto';
import { cp, mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { shardOf } from '../../scripts/lib/shard.ts';
import { type SnapshotCommand, snapshotCommand } from '../support/github/command.ts';
import type { GitHubRepository } from '../support/github/entities.ts';
import { repository } from '../support/github/file.ts';
import { sample, sha } from '../support/github/rows.ts';
import { type GitHub, startGitHub } from '../support/github/server.ts';

const NAMES = ['api', 'web', 'docs', 'tools', 'mobile', 'billing', 'search', 'infra'];
const SHARDS = 4;
const NOW = new Date('2026-06-01T12:34:56Z');

let github: GitHub;
let folder: string;
let command: SnapshotCommand;

beforeAll(async () => {
  github = await startGitHub({ repositories: NAMES.map(sampleRepository), clock: () => NOW });
  folder = await mkdtemp(join(tmpdir(), 'plumbline-shards-'));
  command = await snapshotCommand(folder, ...NAMES.map((name) => `sample-org/${name}`));
  await snapshot('whole');
  for (let index = 1; index <= SHARDS; index += 1) {
    await snapshot(`shard-${index}`, '--shard', `${index}/${SHARDS}`);
    await cp(join(folder, `shard-${index}`), join(folder, 'union'), { recursive: true });
  }
});
afterAll(async () => {
  await github.close();
  await rm(folder, { recursive: true, force: true });
});

/** Repositories of different sizes, the larger ones of several pages. */
function sampleRepository(name: string, place: number): GitHubRepository {
  const numbers = Array.from({ length: 3 + place * 9 }, (_, index) => index + 1);
  return repository(
    sample.file(name, {
      pullRequests: numbers.map((number) =>
        sample.pullRequest(number, { title: `Change ${number} of ${name}` }),
      ),
      issues: numbers.slice(0, 5).map((number) => sample.issue(1_000 + number)),
      deployments: numbers
        .slice(0, 2)
        .map((number) => sample.deployment(number, number, { id: `DE_${name}_${number}` })),
      commits: [
        sample.commit(`${name} second`, 2, [`${name} first`], {
          checks: [
            {
              id: `CR_${name}`,
              name: 'build',
              createdAt: '2026-01-05T08:10:00Z',
              startedAt: '2026-01-05T08:11:00Z',
              completedAt: '2026-01-05T08:12:00Z',
              conclusion: 'SUCCESS',
            },
          ],
        }),
        sample.commit(`${name} first`, 1, []),
      ],
      tags: [{ name: 'v1.0.0', oid: sha(`${name} first`), committedDate: '2026-01-05T09:13:00Z' }],
    }),
  );
}

test('all shards together store the same bytes as one run without shards', async () => {
  const whole = await digests('whole');
  expect(Object.keys(whole).filter((path) => path.endsWith('manifest.json'))).toHaveLength(NAMES.length);
  expect(await digests('union')).toEqual(whole);
});

test('a shard stores its own repositories and no other', async () => {
  const names = NAMES.map((name) => `sample-org/${name}`);
  for (let index = 1; index <= SHARDS; index += 1) {
    const stored = Object.keys(await digests(`shard-${index}`))
      .filter((path) => path.endsWith('/manifest.json'))
      .map((path) => path.replace('snapshots/', '').replace('/manifest.json', ''));
    expect(stored.toSorted()).toEqual(shardOf(names, { index, count: SHARDS }).toSorted());
  }
});

test('an impossible shard is refused', async () => {
  const { code, output } = await run('refused', '--shard', `${SHARDS + 1}/${SHARDS}`);
  expect(output).toContain('i/n');
  expect(code).toBe(2);
});

async function snapshot(data: string, ...args: string[]): Promise<void> {
  const { code, output } = await run(data, ...args);
  expect(output).toMatch(/Snapshot complete: \d+ repositor(?:y|ies),/);
  expect(code).toBe(0);
}

const run = (data: string, ...args: string[]) =>
  command.run(
    { GITHUB_TOKEN: 'a-sample-token', GITHUB_GRAPHQL_URL: github.url },
    ...['--data', join(folder, data), ...args],
  );

/** The digest of every file below a data folder, by its path in it. */
async function digests(data: string): Promise<Record<string, string>> {
  const entries = await readdir(join(folder, data), { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  return Object.fromEntries(
    await Promise.all(
      files.toSorted().map(async (file) => [
        relative(join(folder, data), file),
        createHash('sha256')
          .update(await readFile(file))
          .digest('hex'),
      ]),
    ),
  );
}
