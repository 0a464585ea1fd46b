import { existsSync } from 'node:fs';
import { readdir, rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { ifThere, makeFolder, refuseLink, writing } from './disk.ts';

/** Where a former folder is while a new one takes its place. */
const PREVIOUS = '.previous';
/** Where a new folder is filled; the number of the process follows. */
const WRITING = '.writing-';

/**
 * @returns where a folder is that `replaceFolder` replaces: the former one, when a run was killed between the two
 * renames that replace it
 */
export function presentFolder(folder: string): string {
  const previous = `${folder}${PREVIOUS}`;
  return !existsSync(folder) && existsSync(previous) ? previous : folder;
}

/**
 * Removes what killed runs left beside a folder, and puts the former one back where it is the only one. No other process
 * may replace the folder at the same time.
 * @throws Problem when a symbolic link is in its place
 */
export async function settleFolder(folder: string): Promise<void> {
  const previous = `${folder}${PREVIOUS}`;
  for (const path of [folder, previous]) await refuseLink(path);
  const parent = dirname(folder);
  for (const name of (await ifThere(readdir(parent))) ?? [])
    if (name.startsWith(`${basename(folder)}${WRITING}`))
      await rm(join(parent, name), { recursive: true, force: true });
  if (!existsSync(previous)) return;
  if (existsSync(folder)) await rm(previous, { recursive: true, force: true });
  else await rename(previous, folder);
}

/**
 * Fills a new folder and puts it in the place of the former one: a reader never sees half of each. No other process may
 * replace the folder at the same time.
 * @returns what filling it returns
 * @throws Problem when the disk refuses, or a symbolic link is in its place; then the former one stays
 */
export function replaceFolder<Result>(
  folder: string,
  fill: (folder: string) => Promise<Result>,
): Promise<Result> {
  const staging = `${folder}${WRITING}${process.pid}`;
  const previous = `${folder}${PREVIOUS}`;
  return writing(folder, async () => {
    await settleFolder(folder);
    try {
      await makeFolder(staging);
      const result = await fill(staging);
      await ifThere(rename(folder, previous));
      await rename(staging, folder);
      await rm(previous, { recursive: true, force: true });
      return result;
    } finally {
      await rm(staging, { recursive: true, force: true });
    }
  });
}
