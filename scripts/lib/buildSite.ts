import { readdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { scorecardFolder } from '../../src/scorecard/folder.ts';
import { scorecardSchema } from '../../src/scorecard/schema.ts';
import type { Folders } from './command.ts';
import { printReviews, type ReviewToPrint } from './printReviews.ts';
import { readComputed } from './readComputed.ts';

const root = join(import.meta.dirname, '../..');

/** How long the reviews of a build may take to print. */
export const PRINT_SECONDS = 60;

/** Prints the reviews of a built site: those of the latest closed quarter and of what began after it. */
export async function printSite({ data }: Folders, seconds: number): Promise<string> {
  if (seconds <= 0) return 'No review was printed, as asked.';
  return printReviews(await presentReviews(resolve(data)), {
    dist: join(root, 'dist'),
    base: (process.env['PLUMBLINE_BASE'] ?? '/').replace(/\/*$/, '/'),
    cache: join(root, '.cache/reviews'),
    seconds,
  });
}

/** @returns the reviews of the latest closed quarter and of those that began after it, the newest first */
export async function presentReviews(data: string): Promise<ReviewToPrint[]> {
  const folder = scorecardFolder(data);
  const names = await readdir(folder, { recursive: true }).catch(() => []);
  const files = names.filter((name) => name.endsWith('.json'));
  const cards = await Promise.all(files.map((name) => readComputed(join(folder, name), scorecardSchema)));
  const closed = cards.filter(({ quarter }) => quarter.closed).map(({ quarter }) => quarter.start);
  const latest = closed.sort().at(-1) ?? '';
  return cards
    .filter(({ quarter }) => quarter.start >= latest)
    .sort((a, b) => b.quarter.start.localeCompare(a.quarter.start) || a.scope.id.localeCompare(b.scope.id))
    .map(({ quarter, scope, asOf }) => ({ folder: `scorecards/${quarter.id}/${scope.id}`, at: asOf }));
}
