import { readdir } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import { scorecardFolder } from '../../src/scorecard/folder.ts';
import { readComputed } from '../../src/scorecard/readComputed.ts';
import { scorecardSchema } from '../../src/scorecard/schema.ts';
import type { Folders } from './command.ts';
import { addPreviews } from './previews.ts';
import { printReviews, type ReviewToPrint } from './printReviews.ts';

const root = join(import.meta.dirname, '../..');

/** How long the reviews of a build may take to print. */
export const PRINT_SECONDS = 60;

/**
 * Prints the reviews of a built site: those of the latest closed quarter and of what began after it. Where the site's
 * address is known, adds pictures for links to these reviews and to the metrics.
 * @returns what was done, a sentence a line
 */
export async function printSite({ content, data }: Folders, seconds: number): Promise<string> {
  if (seconds <= 0) return 'No review was printed, as asked.';
  const dist = join(root, 'dist');
  const base = (process.env['PLUMBLINE_BASE'] ?? '/').replace(/\/*$/, '/');
  const reviews = await presentReviews(resolve(data));
  const options = { dist, base, seconds };
  const printed = await printReviews(reviews, { ...options, cache: join(root, '.cache/reviews') });
  const site = process.env['PLUMBLINE_SITE'];
  if (!site) return printed;
  const metrics = (await readdir(resolve(content, 'metrics'))).filter((name) => name.endsWith('.mdx'));
  const pages = metrics.sort().map((name) => `metrics/${basename(name, '.mdx')}`);
  const folders = [...reviews.map(({ folder }) => folder), ...pages];
  return `${printed}\n${await addPreviews(folders, { ...options, site, cache: join(root, '.cache/previews') })}`;
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
