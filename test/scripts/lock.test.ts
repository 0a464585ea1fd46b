import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { takeLock } from '../../scripts/lib/lock.ts';
import { Problem } from '../../src/facts/problem.ts';

let data: string;
let folder: string;
let children: ChildProcess[];

beforeEach(async () => {
  data = await mkdtemp(join(tmpdir(), 'plumbline-lock-'));
  folder = join(data, '.snapshot');
  children = [];
});
afterEach(async () => {
  for (const child of children) if (child.exitCode === null && child.signalCode === null) await killed(child);
  await rm(data, { recursive: true, force: true });
});

describe('two runs at once', () => {
  test('the second names the process, host and time of the first, and changes nothing', async () => {
    const first = await holder();
    const before = await readdir(data, { recursive: true });
    const problem = await refused();
    expect(problem).toMatchObject({ place: data, exitCode: 1 });
    expect(problem.found).toMatch(
      new RegExp(`another run .*process ${first.pid} on \\S+ since \\d{4}-\\d\\d-\\d\\dT`),
    );
    expect(problem.remedy).toContain(`end process ${first.pid}`);
    expect(await readdir(data, { recursive: true })).toEqual(before);
  });

  test('of many that begin at the same time one gets the lock, and another after each release', async () => {
    for (let round = 0; round < 5; round += 1) {
      const taken = await Promise.allSettled(Array.from({ length: 12 }, () => takeLock(folder)));
      const locks = taken.filter((each) => each.status === 'fulfilled').map(({ value }) => value);
      expect(locks).toHaveLength(1);
      await locks[0]?.release();
    }
  });

  test('waiting processes never have the lock at the same time', async () => {
    const turns = Array.from({ length: 3 }, () => {
      const child = spawn(process.execPath, ['test/support/disk/takeTurns.ts', folder, '60'], {
        stdio: 'inherit',
      });
      children.push(child);
      return once(child, 'exit');
    });
    expect(await Promise.all(turns)).toEqual([
      [0, null],
      [0, null],
      [0, null],
    ]);
    expect(await readdir(data)).toEqual([]);
  });
});

describe('a run whose process was killed', () => {
  test('leaves no lock: the next run gets it immediately', async () => {
    await killed(await holder());
    const lock = await takeLock(folder);
    await lock.release();
  });

  test('is not confused with another process that has its number now', async () => {
    await mkdir(folder);
    await writeFile(join(folder, 'lock'), '');
    await writeFile(
      join(folder, 'holder.json'),
      JSON.stringify({ pid: process.pid, host: 'elsewhere', since: '2026-01-02T03:04:05Z' }),
    );
    const lock = await takeLock(folder);
    await lock.release();
  });
});

test('a released folder is removed, unless it contains other files', async () => {
  await (await takeLock(folder)).release();
  expect(await readdir(data)).toEqual([]);
  const lock = await takeLock(folder);
  await writeFile(join(folder, 'run.json'), '{}');
  await lock.release();
  expect(await readdir(folder)).toEqual(['run.json']);
});

test('a file that cannot be locked is reported and unchanged', async () => {
  await mkdir(folder);
  await writeFile(join(folder, 'lock'), 'something that somebody else has written here'.repeat(30));
  expect(await refused()).toMatchObject({ place: join(folder, 'lock'), exitCode: 1 });
  expect(await readdir(folder)).toEqual(['lock']);
});

/** A process that has a run open. */
async function holder(): Promise<ChildProcess> {
  const child = spawn(process.execPath, ['test/support/disk/holdRun.ts', data], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  children.push(child);
  await once(child.stdout, 'data');
  return child;
}

async function killed(child: ChildProcess): Promise<void> {
  const ended = once(child, 'exit');
  child.kill('SIGKILL');
  await ended;
}

async function refused(): Promise<Problem> {
  const reason = await takeLock(folder).then(
    () => null,
    (error: unknown) => error,
  );
  if (!(reason instanceof Problem)) throw new Error('it was not refused');
  return reason;
}

test('a symbolic link in the folder is refused by name, and what it leads to is unchanged', async () => {
  await mkdir(folder);
  const victim = join(data, 'victim');
  await writeFile(victim, 'kept');
  for (const name of ['holder.json', 'lock', 'run.json']) {
    const link = join(folder, name);
    await symlink(victim, link);
    await expect(takeLock(folder)).rejects.toMatchObject({ place: link, found: 'a symbolic link' });
    await rm(link);
  }
  expect(await readFile(victim, 'utf8')).toBe('kept');
});
