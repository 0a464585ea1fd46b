import { cp, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { openRun, type RunOptions } from '../../scripts/lib/snapshotRun.ts';
import { noFacts } from '../../src/facts/collection.ts';
import { identity } from '../../src/facts/identity.ts';
import { readManifest, writeSnapshot } from '../../src/facts/store.ts';

const NAME = 'sample-org/quay';
const FIRST = '2026-06-01T10:00:00Z';
const answer = { data: { rows: 1 }, errors: [] };

let data: string;

beforeEach(async () => {
  data = await mkdtemp(join(tmpdir(), 'plumbline-run-'));
});
afterEach(async () => {
  vi.useRealTimers();
  await rm(data, { recursive: true, force: true });
});

const open = (now: string, options: Partial<RunOptions> = {}) =>
  openRun(data, {
    about: { full: false },
    identity: identity('a sample key', []),
    startedAt: async () => now,
    ...options,
  });

/** A run that stored one repository, had an answer of another, and then failed. */
async function interrupt(now = FIRST) {
  const run = await open(now);
  await run.markStored(NAME);
  await (await run.journal('sample-org/dock')).note({ asked: 'first', answer });
  await run.leave();
}

/** @returns whether a run began with what the interrupted one had done */
async function resume(now: string, options: Partial<RunOptions> = {}) {
  const run = await open(now, options);
  const recalled = await (await run.journal('sample-org/dock')).recall('first');
  const has = { resumed: run.resumed, now: run.now, safe: run.isStored(NAME), answer: recalled !== null };
  await run.end();
  return has;
}

const fresh = (now: string) => ({ resumed: false, now, safe: false, answer: false });
const resumed = { resumed: true, now: FIRST, safe: true, answer: true };

describe('an interrupted run', () => {
  test('is resumed with its own time', async () => {
    await interrupt();
    expect(await resume('2026-06-01T12:00:00Z')).toEqual(resumed);
  });

  test('is resumed for less than a day, by the clock of the source', async () => {
    await interrupt();
    expect(await resume('2026-06-02T09:59:59Z')).toEqual(resumed);
    await interrupt();
    expect(await resume('2026-06-02T10:00:00Z')).toEqual(fresh('2026-06-02T10:00:00Z'));
  });

  test.each(['1999-01-01T00:00:00Z', '2099-01-01T00:00:00Z'])(
    'is resumed in the same way when the local clock jumps to %s',
    async (jumped) => {
      await interrupt();
      vi.useFakeTimers({ toFake: ['Date'], now: Date.parse(jumped) });
      expect(await resume('2026-06-01T12:00:00Z')).toEqual(resumed);
    },
  );

  test('is not resumed by a run with other options, which keeps nothing of it', async () => {
    await interrupt();
    const later = '2026-06-01T11:00:00Z';
    expect(await resume(later, { about: { full: true } })).toEqual(fresh(later));
    expect(await resume(later)).toEqual(fresh(later));
  });

  test('under another key keeps what is stored, not what was answered', async () => {
    await interrupt();
    const other = { identity: identity('another key', []) };
    expect(await resume('2026-06-01T11:00:00Z', other)).toEqual({ ...resumed, answer: false });
  });

  test('is not resumed when its notes are damaged', async () => {
    await interrupt();
    const notes = join(data, '.snapshot/run.json');
    await writeFile(notes, (await readFile(notes, 'utf8')).slice(0, -9));
    const later = '2026-06-01T11:00:00Z';
    expect(await resume(later)).toEqual(fresh(later));
  });

  test('does not store again what it stored before it could note that', async () => {
    const run = await open(FIRST);
    await (await run.journal(NAME)).note({ asked: 'first', answer });
    await store(FIRST);
    await run.leave();
    expect(await resume('2026-06-01T11:00:00Z')).toMatchObject({ resumed: true, safe: true });
  });

  test('stores again what an earlier run stored', async () => {
    await store('2026-05-01T00:00:00Z');
    const run = await open(FIRST);
    await (await run.journal(NAME)).note({ asked: 'first', answer });
    await run.leave();
    expect(await resume('2026-06-01T11:00:00Z')).toMatchObject({ resumed: true, safe: false });
  });
});

test('the next run cleans up what a killed run left beside the snapshots', async () => {
  await store('2026-05-01T00:00:00Z');
  const owner = join(data, 'snapshots/sample-org');
  await cp(join(owner, 'quay'), join(owner, 'moved~previous'), { recursive: true });
  await cp(join(owner, 'quay'), join(owner, 'quay~previous'), { recursive: true });
  await cp(join(owner, 'quay'), join(owner, 'half~writing'), { recursive: true });
  await (await open(FIRST)).end();
  expect((await readdir(owner)).sort()).toEqual(['moved', 'quay']);
});

describe('the files of a run', () => {
  test('are removed when it ends', async () => {
    const run = await open(FIRST);
    await (await run.journal(NAME)).note({ asked: 'first', answer });
    await run.markStored('sample-org/dock');
    await run.end();
    expect(await readdir(data)).toEqual([]);
  });

  test('are removed when it failed before there was anything to resume', async () => {
    const run = await open(FIRST);
    await (await run.journal(NAME)).note({ asked: 'first', answer: null });
    await run.leave();
    expect(await readdir(data)).toEqual([]);
    const down = open(FIRST, { startedAt: () => Promise.reject(new Error('no connection')) });
    await expect(down).rejects.toThrow('no connection');
    expect(await readdir(data)).toEqual([]);
  });

  test('are not kept when every repository was stored or has no answer yet', async () => {
    const run = await open(FIRST);
    await (await run.journal('survey')).note({ asked: 'first', answer });
    await run.markStored(NAME);
    await run.leave();
    expect(await readdir(data)).toEqual([]);
  });

  test('are kept when the next run cannot begin', async () => {
    await interrupt();
    const down = open(FIRST, { startedAt: () => Promise.reject(new Error('no connection')) });
    await expect(down).rejects.toThrow('no connection');
    expect(await resume(FIRST)).toEqual(resumed);
  });

  test('include the journal of a repository until it is stored', async () => {
    const run = await open(FIRST);
    await (await run.journal(NAME)).note({ asked: 'first', answer });
    expect(await readdir(join(data, '.snapshot'))).toContain('sample-org~quay.journal');
    await run.markStored(NAME);
    expect(await readdir(join(data, '.snapshot'))).not.toContain('sample-org~quay.journal');
    await run.end();
  });
});

async function store(readThrough: string): Promise<void> {
  await writeSnapshot(
    data,
    {
      id: 'R_1',
      name: NAME,
      url: `https://github.com/${NAME}`,
      defaultBranch: 'main',
      private: false,
      archived: false,
      fork: false,
      createdAt: '2023-01-09T08:00:00Z',
    },
    noFacts(),
    {
      source: 'github',
      readThrough,
      keyFingerprint: 'k',
      botsFingerprint: 'b',
      coverage: {},
      unreadable: [],
    },
  );
  expect((await readManifest(data, NAME))?.readThrough).toBe(readThrough);
}
