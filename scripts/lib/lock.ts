import { open, readFile, rm, rmdir, stat, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { dirname, join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { z } from 'zod';
import { ifThere, makeFolder, refuseLink, refuseLinksIn, writing } from '../../src/facts/disk.ts';
import { Problem } from '../../src/facts/problem.ts';

const LOCK = 'lock';
const HOLDER = 'holder.json';
const SQLITE_BUSY = 5;
const SQLITE_CANTOPEN = 14;
/** How often the folder may disappear while it is being locked, when other runs end. */
const ATTEMPTS = 20;

const holderSchema = z.object({ pid: z.int(), host: z.string(), since: z.string() });

type Holder = z.infer<typeof holderSchema>;

/** The folder that is locked by whatever writes in a data folder: `snapshot`, `import`, `record`, `score` and `seal`. */
export const runFolder = (data: string) => join(data, '.snapshot');

/**
 * Works while no other command writes in a data folder.
 * @throws Problem when another one does, or the disk refuses
 */
export async function withLock<Result>(data: string, work: () => Promise<Result>): Promise<Result> {
  const lock = await takeLock(runFolder(data));
  try {
    return await work();
  } finally {
    await lock.release();
  }
}

/** A folder that this process alone works on. */
export interface Lock {
  /** Releases the folder; removes it when it is empty. */
  release: () => Promise<void>;
}

/**
 * Locks a folder for this process, without waiting. The lock is that of an empty SQLite file: the system releases it
 * when the process ends in any way, so no lock is ever stale.
 * @param folder for the files of the run; created when it does not exist
 * @throws Problem when another process has the lock, the disk refuses, or there is a symbolic link in the folder
 */
export async function takeLock(folder: string): Promise<Lock> {
  for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
    const lock = await ifThere(attemptLock(folder));
    if (lock !== null) return lock;
  }
  throw busy(folder, null);
}

/** @returns null when the file was replaced while it was being locked */
async function attemptLock(folder: string): Promise<Lock | null> {
  const file = join(folder, LOCK);
  const inode = await writing(folder, async () => {
    await makeFolder(dirname(folder));
    await refuseLink(folder);
    await makeFolder(folder, 0o700);
    await refuseLinksIn(folder);
    const handle = await open(file, 'a');
    const { ino } = await handle.stat();
    await handle.close();
    return ino;
  });
  const database = lockedDatabase(file);
  if (database === 'busy') throw busy(folder, await holderOf(folder));
  const isInPlace = database !== null && (await ifThere(stat(file)))?.ino === inode;
  if (database === null || !isInPlace) {
    database?.close();
    return null;
  }
  const release = async () => {
    await rm(join(folder, HOLDER), { force: true });
    // Removed before the lock is released, since another process may take it then. Some systems cannot remove open files.
    await rm(file, { force: true }).catch(() => {});
    database.close();
    await rmdir(folder).catch(() => {});
  };
  try {
    await writing(folder, () => writeFile(join(folder, HOLDER), JSON.stringify(thisProcess())));
  } catch (error) {
    await release();
    throw error;
  }
  return { release };
}

/** @returns null when the file is gone */
function lockedDatabase(file: string): DatabaseSync | 'busy' | null {
  let database: DatabaseSync | null = null;
  try {
    database = new DatabaseSync(file);
    database.exec('PRAGMA journal_mode = MEMORY; BEGIN IMMEDIATE');
    return database;
  } catch (error) {
    database?.close();
    const code = error instanceof Error && 'errcode' in error ? error.errcode : null;
    if (code === SQLITE_BUSY) return 'busy';
    if (code === SQLITE_CANTOPEN) return null;
    throw new Problem({
      place: file,
      found: `a file that cannot be locked (${error instanceof Error ? error.message : String(error)})`,
      expected: 'an empty file on a disk that supports locks',
      remedy: 'Remove the file if it is not empty. Otherwise name a folder on a local disk with --data.',
      cause: error,
    });
  }
}

const thisProcess = () => ({ pid: process.pid, host: hostname(), since: new Date().toISOString() });

/** @returns null when the other process has not written it yet */
async function holderOf(folder: string): Promise<Holder | null> {
  const text = await ifThere(readFile(join(folder, HOLDER), 'utf8'));
  try {
    return holderSchema.parse(JSON.parse(text ?? ''));
  } catch {
    return null;
  }
}

function busy(folder: string, holder: Holder | null): Problem {
  const who = holder === null ? '' : `, process ${holder.pid} on ${holder.host} since ${holder.since}`;
  return new Problem({
    place: dirname(folder),
    found: `another run that works in this folder${who}`,
    expected: 'one run at a time',
    remedy: `Wait until it has ended.${holder === null ? '' : ` If it hangs, end process ${holder.pid}; the next run resumes from there.`}`,
  });
}
