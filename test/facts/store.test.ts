import { execFile } from 'node:child_process';
import { cp, mkdtemp, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type Facts, mergeFacts, noFacts } from '../../src/facts/collection.ts';
import type { Provenance } from '../../src/facts/manifest.ts';
import type { Repository } from '../../src/facts/schema.ts';
import {
  listSnapshots,
  readManifest,
  readSnapshot,
  renewSnapshot,
  snapshotFolder,
  tidySnapshots,
  writeSnapshot,
} from '../../src/facts/store.ts';
import { pullRequest } from '../support/facts.ts';

const repository: Repository = {
  id: 'R_1',
  name: 'sample-org/shop',
  url: 'https://github.com/sample-org/shop',
  defaultBranch: 'main',
  private: false,
  archived: false,
  fork: false,
  createdAt: '2023-01-09T08:00:00Z',
};

const provenance: Provenance = {
  source: 'github',
  readThrough: '2026-04-01T00:00:00Z',
  keyFingerprint: 'k',
  botsFingerprint: 'b',
  coverage: { 'pull-requests': { read: 3, expected: 3 } },
  unreadable: [],
};

const facts: Facts = {
  ...noFacts(),
  'pull-requests': [
    pullRequest({ number: 3, createdAt: '2026-03-31T23:59:59Z' }),
    pullRequest({ number: 1, createdAt: '2025-12-31T23:59:59Z' }),
    pullRequest({ number: 2, createdAt: '2026-01-01T00:00:00Z' }),
  ],
};

let data: string;
let folder: string;

beforeEach(async () => {
  data = await mkdtemp(join(tmpdir(), 'plumbline-store-'));
  folder = snapshotFolder(data, repository.name);
});

afterEach(() => rm(data, { recursive: true, force: true }));

describe('writing', () => {
  test('a fact is in the file of the UTC quarter in which it began', async () => {
    await writeSnapshot(data, repository, facts, provenance);
    expect((await readdir(join(folder, 'pull-requests'))).sort()).toEqual([
      '2025-Q4.ndjson',
      '2026-Q1.ndjson',
    ]);
  });

  test('the same facts in another order give the same bytes', async () => {
    await writeSnapshot(data, repository, facts, provenance);
    const first = await everyByte(folder);
    await writeSnapshot(
      data,
      repository,
      { ...facts, 'pull-requests': facts['pull-requests'].toReversed() },
      provenance,
    );
    expect(await everyByte(folder)).toEqual(first);
  });

  test('a new fact does not change the files of other quarters', async () => {
    await writeSnapshot(data, repository, facts, provenance);
    const before = await readFile(join(folder, 'pull-requests/2025-Q4.ndjson'), 'utf8');
    const more = mergeFacts(facts, {
      ...noFacts(),
      'pull-requests': [pullRequest({ number: 4, createdAt: '2026-02-14T10:00:00Z' })],
    });
    await writeSnapshot(data, repository, more, provenance);
    expect(await readFile(join(folder, 'pull-requests/2025-Q4.ndjson'), 'utf8')).toBe(before);
  });

  test('facts that cannot be written leave what was stored unchanged', async () => {
    await writeSnapshot(data, repository, facts, provenance);
    const before = await everyByte(data);
    const wrong = { ...pullRequest({ number: 9 }), createdAt: 'yesterday' };
    await expect(
      writeSnapshot(data, repository, { ...facts, 'pull-requests': [wrong] }, provenance),
    ).rejects.toThrow();
    expect(await everyByte(data)).toEqual(before);
  });

  test('a row that is read again replaces the stored one', () => {
    const again = pullRequest({ number: 2, createdAt: '2026-01-01T00:00:00Z', title: 'Renamed' });
    const merged = mergeFacts(facts, { ...noFacts(), 'pull-requests': [again] });
    expect(merged['pull-requests'].map(({ number, title }) => `${number} ${title}`)).toEqual([
      '1 A change',
      '2 Renamed',
      '3 A change',
    ]);
  });
});

describe('reading', () => {
  test('what was written comes back, sorted by when each fact began', async () => {
    await writeSnapshot(data, repository, facts, provenance);
    const snapshot = await readSnapshot(data, repository.name);
    expect(snapshot?.facts['pull-requests'].map(({ number }) => number)).toEqual([1, 2, 3]);
    expect(snapshot?.repository).toEqual(repository);
    expect(await listSnapshots(data)).toEqual([repository.name]);
  });

  test('a repository that was never stored is absent, not empty', async () => {
    expect(await readSnapshot(data, 'sample-org/none')).toBeNull();
  });

  test('a truncated line is named by file and line', async () => {
    const file = await stored('pull-requests/2026-Q1.ndjson');
    const text = await readFile(file, 'utf8');
    await writeFile(file, text.slice(0, -40));
    await expect(readSnapshot(data, repository.name)).rejects.toMatchObject({
      place: `${file}:2`,
      remedy: expect.stringContaining('npm run snapshot'),
    });
  });

  test('a file that lost whole lines is noticed', async () => {
    const file = await stored('pull-requests/2026-Q1.ndjson');
    const [first] = (await readFile(file, 'utf8')).split('\n');
    await writeFile(file, `${first}\n`);
    await expect(readSnapshot(data, repository.name)).rejects.toMatchObject({
      place: expect.stringContaining(file),
      found: expect.stringContaining('2 rows were written'),
    });
  });

  test('a row that does not match the schema is named with the reason', async () => {
    const file = await stored('pull-requests/2026-Q1.ndjson');
    const text = await readFile(file, 'utf8');
    await writeFile(file, text.replace('"additions":10', '"additions":"ten"'));
    await expect(readSnapshot(data, repository.name)).rejects.toMatchObject({
      place: `${file}:1`,
      found: expect.stringContaining('additions'),
    });
  });

  test('a file that the manifest does not list is named', async () => {
    const file = await stored('notes.txt');
    await writeFile(file, 'hello');
    await expect(readSnapshot(data, repository.name)).rejects.toMatchObject({ place: file });
  });

  test('a missing file is named', async () => {
    const file = await stored('pull-requests/2026-Q1.ndjson');
    await rm(file);
    await expect(readSnapshot(data, repository.name)).rejects.toMatchObject({
      place: file,
      found: 'no such file',
    });
  });

  test('a snapshot of a newer schema asks for an update', async () => {
    const file = await stored('manifest.json');
    const manifest: unknown = JSON.parse(await readFile(file, 'utf8'));
    await writeFile(file, JSON.stringify(Object.assign({}, manifest, { schemaVersion: 99 })));
    await expect(readSnapshot(data, repository.name)).rejects.toMatchObject({
      place: file,
      found: 'schema version 99',
      remedy: expect.stringContaining('Update Plumbline'),
    });
  });

  test('in the middle of a swap the former snapshot is read, and nothing is moved', async () => {
    await writeSnapshot(data, repository, facts, provenance);
    await rename(folder, `${folder}~previous`);
    const before = await everyByte(data);
    expect(await listSnapshots(data)).toEqual([repository.name]);
    expect((await readSnapshot(data, repository.name))?.facts['pull-requests']).toHaveLength(3);
    expect(await everyByte(data)).toEqual(before);
  });

  test.each(['..', '../..', './shop', 'sample-org/..', 'sample-org/a/b', 'sample-org/a\\b', '/etc', 'a/b\0'])(
    'the name %j leads nowhere',
    async (name) => {
      await expect(readSnapshot(data, name)).rejects.toMatchObject({ exitCode: 2 });
      await expect(writeSnapshot(data, { ...repository, name }, facts, provenance)).rejects.toMatchObject({
        exitCode: 2,
      });
      expect(await everyByte(data)).toEqual({});
    },
  );

  test.each(['Sample-Org/shop', 'sample-org/Shop', 'SAMPLE-ORG/SHOP'])(
    '%s is not stored beside sample-org/shop',
    async (name) => {
      await writeSnapshot(data, repository, facts, provenance);
      const before = await everyByte(data);
      const says = { found: expect.stringContaining('stored as sample-org/shop'), exitCode: 2 };
      await expect(readManifest(data, name)).rejects.toMatchObject(says);
      await expect(writeSnapshot(data, { ...repository, name }, facts, provenance)).rejects.toMatchObject(
        says,
      );
      expect(await everyByte(data)).toEqual(before);
    },
  );
});

describe('renewing', () => {
  const later = '2026-04-02T00:00:00Z';

  test('only the manifest is written, and its other entries are unchanged', async () => {
    await writeSnapshot(data, repository, facts, provenance);
    const before = await everyByte(folder);
    const manifest = join(folder, 'manifest.json');
    await renewSnapshot(data, repository.name, { readThrough: later });
    const after = await everyByte(folder);
    expect(after[manifest]).toBe(before[manifest]?.replace(provenance.readThrough, later));
    expect({ ...after, [manifest]: '' }).toEqual({ ...before, [manifest]: '' });
  });

  test('what was never stored cannot be renewed', async () => {
    await expect(renewSnapshot(data, repository.name, { readThrough: later })).rejects.toMatchObject({
      found: 'no such file',
    });
    expect(await everyByte(data)).toEqual({});
  });
});

describe('a process that is killed at any step', () => {
  const more: Facts = {
    ...noFacts(),
    'pull-requests': [
      ...facts['pull-requests'],
      pullRequest({ number: 4, createdAt: '2026-02-14T10:00:00Z' }),
    ],
  };
  const renewed = { readThrough: '2026-04-02T00:00:00Z' };
  const jobs = {
    replacing: {
      of: { repository, facts: more, provenance },
      finish: (at: string) => writeSnapshot(at, repository, more, provenance),
    },
    renewing: {
      of: { repository, provenance: renewed },
      finish: (at: string) => renewSnapshot(at, repository.name, renewed),
    },
  };

  test.each(Object.entries(jobs))(
    '%s leaves the former snapshot or the new one',
    async (_, job) => {
      await writeSnapshot(data, repository, facts, provenance);
      const former = await readSnapshot(data, repository.name);
      const done = join(data, 'done');
      await cp(join(data, 'snapshots'), join(done, 'snapshots'), { recursive: true });
      await job.finish(done);
      const finished = await readSnapshot(done, repository.name);
      expect(finished).not.toEqual(former);
      const left = { former: 0, finished: 0 };
      let wasKilled = true;
      for (let step = 1; wasKilled; step += 1) {
        const at = join(data, String(step));
        await cp(join(data, 'snapshots'), join(at, 'snapshots'), { recursive: true });
        wasKilled = await killedBefore(step, at, job.of);
        const found = await readSnapshot(at, repository.name);
        expect([former, finished]).toContainEqual(found);
        left[isDeepStrictEqual(found, former) ? 'former' : 'finished'] += 1;
        await tidySnapshots(at);
        expect(await readSnapshot(at, repository.name)).toEqual(found);
        expect(await readdir(join(at, 'snapshots/sample-org'))).toEqual(['shop']);
        await job.finish(at);
        expect(await everyByte(at, '')).toEqual(await everyByte(done, ''));
      }
      expect(left.former).toBeGreaterThan(3);
      expect(left.finished).toBeGreaterThan(1);
    },
    120_000,
  );

  function killedBefore(step: number, at: string, job: object): Promise<boolean> {
    return new Promise((resolve, reject) => {
      execFile(
        process.execPath,
        [
          '--import',
          './test/support/disk/killBefore.ts',
          'test/support/disk/storeOnce.ts',
          at,
          JSON.stringify(job),
        ],
        { env: { ...process.env, PLUMBLINE_KILL_BEFORE: String(step) } },
        (error) => {
          if (error !== null && error.signal !== 'SIGKILL') reject(error);
          else resolve(error !== null);
        },
      );
    });
  }
});

async function stored(path: string): Promise<string> {
  await writeSnapshot(data, repository, facts, provenance);
  return join(folder, path);
}

/** @returns the text of every file below a folder, by its path after `from` */
async function everyByte(root: string, from = root): Promise<Record<string, string>> {
  const entries = await readdir(root, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  return Object.fromEntries(
    await Promise.all(
      files.sort().map(async (file) => [join(from, relative(root, file)), await readFile(file, 'utf8')]),
    ),
  );
}
