import type { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';

type Hash = ReturnType<typeof createHash>;

/**
 * Adds the names and the contents of files to a digest.
 * @param path a file or a folder below the base; where there is neither, nothing is added
 * @param counts whether a file counts, by its path below the base
 */
export async function addContents(
  hash: Hash,
  base: string,
  path: string,
  counts: (path: string) => boolean = () => true,
): Promise<void> {
  for (const file of await filesIn(join(base, path))) {
    const name = named(base, file);
    if (!counts(name)) continue;
    const bytes = await readFile(file);
    hash.update(JSON.stringify([name, bytes.length])).update(bytes);
  }
}

/** @returns the path of a file below a base, with slashes */
export function named(base: string, file: string): string {
  return relative(base, file).split(sep).join('/');
}

/** @returns the files of a folder, or the file itself, in order; none when there is neither */
export async function filesIn(path: string): Promise<string[]> {
  const entries = await readdir(path, { recursive: true, withFileTypes: true }).catch(
    (error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return [];
      if (error.code === 'ENOTDIR') return null;
      throw error;
    },
  );
  if (entries === null) return [path];
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
}
