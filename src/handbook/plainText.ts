import { isUtf8 } from 'node:buffer';
import { readdir, readFile } from 'node:fs/promises';
import { basename, extname, join } from 'node:path';
import { Problem, ProblemCollector, type ProblemDetails } from '../facts/problem.ts';

/**
 * Reads a text that people write.
 * @param missing what the file is and where to get it, for a reader who lacks it
 * @throws Problem (exit 2) for a file that cannot be read, or that is not UTF-8
 */
export async function readText(
  file: string,
  missing: Pick<ProblemDetails, 'expected' | 'remedy'>,
): Promise<string> {
  const bytes = await readFile(file).catch((cause: NodeJS.ErrnoException) => {
    throw new Problem({
      place: file,
      found:
        cause.code === 'ENOENT' ? 'no file that can be read' : `no file that can be read (${cause.code})`,
      ...missing,
      exitCode: 2,
      cause,
    });
  });
  if (isUtf8(bytes)) return bytes.toString('utf8').replace(/^\uFEFF/, '');
  const lines = bytes.toString('latin1').split('\n');
  throw new Problem({
    place: `${file}:${lines.findIndex((line) => !isUtf8(Buffer.from(line, 'latin1'))) + 1}`,
    found: 'a text that is not in UTF-8',
    expected: 'the encoding UTF-8',
    remedy: 'Save the file as UTF-8: editors ask for the encoding under “Save as”.',
    exitCode: 2,
  });
}

/** For a page that was there when its folder was listed. */
export const MISSING = {
  expected: 'a page',
  remedy: 'Restore the file, or remove the entry of that name.',
} as const;

/** What somebody who writes a page may have called it. */
const PAGE = /\.(?:mdx?|markdown|ya?ml)$/i;

/**
 * @returns the names of a folder's pages, sorted; none where there is no such folder
 * @throws Problem (exit 2) for pages that would be passed over for their extension
 */
export async function pageNames(
  folder: string,
  extension: '.mdx' | '.md' | '.yaml',
  { recursive = false } = {},
): Promise<string[]> {
  const names = (await readdir(folder, { recursive }).catch(() => [])).sort();
  const problems = new ProblemCollector();
  for (const name of names) {
    if (!PAGE.test(name) || basename(name).startsWith('.') || extname(name) === extension) continue;
    problems.add(
      new Problem({
        place: join(folder, name),
        found: `a page that ends in \`${extname(name)}\``,
        expected: `pages here to end in \`${extension}\`: others are passed over`,
        remedy: `Rename it to \`${basename(name, extname(name))}${extension}\`, or move it elsewhere.`,
        exitCode: 2,
      }),
    );
  }
  problems.throwIfAny();
  return names.filter((name) => extname(name) === extension);
}
