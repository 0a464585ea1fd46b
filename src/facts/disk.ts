import { constants, readFileSync } from 'node:fs';
import { lstat, mkdir, open, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { Problem } from './problem.ts';

const PERMISSION = {
  found: 'no permission to write here',
  remedy:
    'Give the account that runs the command the right to write in this folder, or name another one with --data.',
};

/** Why a file system refuses to write, by the code of the error. */
const REFUSALS: Readonly<Record<string, { found: string; remedy: string }>> = {
  ENOSPC: { found: 'no space left on the device', remedy: 'Free space on the device.' },
  EDQUOT: { found: 'a disk quota that is used up', remedy: 'Free space or raise the quota.' },
  EFBIG: {
    found: 'a file larger than the system allows',
    remedy: 'Raise the limit of file sizes (`ulimit -f`), or that of the file system.',
  },
  EROFS: {
    found: 'a file system that is mounted read-only',
    remedy: 'Mount it for writing, or name another folder with --data.',
  },
  EACCES: PERMISSION,
  EPERM: PERMISSION,
  EIO: { found: 'an input/output error of the device', remedy: 'Check the device and its cables.' },
};

/**
 * Runs work that writes, and explains the errors of the file system.
 * @param place the folder or file to name when the error itself names none
 * @throws Problem when the file system refuses: full, read-only, forbidden, damaged
 */
export async function writing<Result>(place: string, work: () => Promise<Result>): Promise<Result> {
  try {
    return await work();
  } catch (cause) {
    throw refusalOf(cause, place) ?? cause;
  }
}

/**
 * @param place the folder or file to name when the error itself names none
 * @returns the problem of a file system that refuses to write; null for any other error
 */
export function refusalOf(cause: unknown, place: string): Problem | null {
  const refusal = cause instanceof Error && 'code' in cause ? REFUSALS[String(cause.code)] : undefined;
  if (refusal === undefined) return null;
  return new Problem({
    place: cause instanceof Error && 'path' in cause ? String(cause.path) : place,
    found: refusal.found,
    expected: 'a folder that can be written to',
    remedy: `${refusal.remedy} Then run the command again: what was stored is unchanged.`,
    cause,
  });
}

/**
 * Makes a folder and those around it.
 * @param mode of the folder itself
 */
export async function makeFolder(folder: string, mode = 0o777): Promise<void> {
  try {
    await mkdir(folder, { recursive: true, mode });
  } catch (error) {
    // Node reports a read-only file system as a folder that is missing; without `recursive` it reports what it is.
    if (!(error instanceof Error && 'code' in error && error.code === 'ENOENT') || dirname(folder) === folder)
      throw error;
    await makeFolder(dirname(folder));
    await mkdir(folder, { mode }).catch((again: NodeJS.ErrnoException) => {
      // Another process was faster.
      if (again.code !== 'EEXIST') throw again;
    });
  }
}

/**
 * @throws Problem when there is a symbolic link at a path of the store, which could lead anywhere; the message has
 * nothing of what it leads to
 */
export async function refuseLink(path: string): Promise<void> {
  if ((await ifThere(lstat(path)))?.isSymbolicLink() === true) throw linked(path);
}

/** The problem of a symbolic link at a path of the store. */
export const linked = (path: string) =>
  new Problem({
    place: path,
    found: 'a symbolic link',
    expected: 'a file or folder of the store itself: nothing is read or written through links in it',
    remedy:
      'Remove the link, and put what it leads to in its place if that belongs there. Another place for everything can be named with --data.',
  });

/** @throws Problem when there is a symbolic link in a folder; of one that does not exist, nothing is said */
export async function refuseLinksIn(folder: string): Promise<void> {
  const entries = await ifThere(readdir(folder, { withFileTypes: true }));
  const link = entries?.find((entry) => entry.isSymbolicLink());
  if (link !== undefined) throw linked(join(folder, link.name));
}

/** Where the system has no such flag, links are found when the folder is listed. */
const WITHOUT_LINKS = constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0);

/**
 * Reads a file of the store. It does so synchronously, 0.1 ms a file instead of 0.35 ms, since nothing else runs meanwhile.
 * @returns null when there is no such file
 * @throws Problem when it is a symbolic link
 */
export async function readStored(file: string): Promise<Buffer | null> {
  try {
    return await ifThere(Promise.try(() => readFileSync(file, { flag: WITHOUT_LINKS })));
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ELOOP') throw linked(file);
    throw error;
  }
}

/**
 * Writes a file where there is none yet, whole or not at all, and the folders that it needs.
 * @returns false when something is there: nothing is overwritten
 * @throws Problem when the file system refuses
 */
export function writeNew(file: string, text: string, mode = 0o666): Promise<boolean> {
  const draft = `${file}.writing`;
  return writing(file, async () => {
    if ((await ifThere(lstat(file))) !== null) return false;
    await makeFolder(dirname(file));
    try {
      await writeFile(draft, text, { mode, flush: true });
      await rename(draft, file);
      return true;
    } finally {
      await rm(draft, { force: true });
    }
  });
}

/** Writes a file, and the folders that it needs, so that it survives a power failure. */
export async function writeDurably(file: string, text: string): Promise<void> {
  await makeFolder(dirname(file));
  await writeFile(file, text, { flush: true });
}

/** Makes renames in a folder survive a power failure, where the system can open folders. */
export async function flushFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return;
  const handle = await open(folder);
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** @returns what the work returns; null when the file or folder does not exist */
export async function ifThere<Result>(work: Promise<Result>): Promise<Result | null> {
  try {
    return await work;
  } catch (error) {
    if (error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ENOTDIR'))
      return null;
    throw error;
  }
}
