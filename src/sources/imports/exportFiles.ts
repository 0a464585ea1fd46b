import { readdir, stat } from 'node:fs/promises';
import { dirname, join, relative, sep } from 'node:path';
import picomatch from 'picomatch';
import { Temporal } from 'temporal-polyfill';
import { ifThere, refuseLink } from '../../facts/disk.ts';
import { SECOND } from '../../facts/time.ts';

/** A file that a tool exported. */
export interface ExportFile {
  /** Below the import's folder, with `/`. */
  name: string;
  path: string;
  size: number;
  /** When it last changed; milliseconds since the epoch. */
  modified: number;
  /** The day in its name, else when it last changed: its rows are complete up to here. */
  dated: number;
}

/**
 * @returns every file below an import's folder, oldest first; links are left out, and so are hidden files
 * @throws Problem when the folder itself, or the one around it, is a symbolic link
 */
export async function exportFiles(folder: string, timeZone: string): Promise<ExportFile[]> {
  for (const path of [dirname(folder), folder]) await refuseLink(path);
  const entries = await ifThere(readdir(folder, { recursive: true, withFileTypes: true }));
  const files = (entries ?? []).filter((entry) => entry.isFile() && !entry.name.startsWith('.'));
  const found = await Promise.all(
    files.map(async (entry): Promise<ExportFile> => {
      const path = join(entry.parentPath, entry.name);
      const name = relative(folder, path).split(sep).join('/');
      const { size, mtimeMs } = await stat(path);
      // Not every system stores parts of a second.
      const modified = Math.floor(mtimeMs / SECOND) * SECOND;
      return { name, path, size, modified, dated: dayIn(entry.name, timeZone) ?? modified };
    }),
  );
  return found.sort((a, b) => a.dated - b.dated || (a.name < b.name ? -1 : 1));
}

/** @returns those that match one of some globs */
export function matching(files: readonly ExportFile[], globs: string | readonly string[]): ExportFile[] {
  const isMatch = picomatch([globs].flat());
  return files.filter(({ name }) => isMatch(name));
}

/** @returns the beginning of the last day that a name contains: `tickets-2026-09-30.csv`, `2026-07-01_2026-09-30.csv` */
function dayIn(name: string, timeZone: string): number | null {
  const day = name.match(/(?<!\d)\d{4}-\d{2}-\d{2}(?!\d)/g)?.at(-1);
  if (day === undefined) return null;
  try {
    return Temporal.PlainDate.from(day).toZonedDateTime({ timeZone }).epochMilliseconds;
  } catch {
    return null;
  }
}
