import { existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import { z } from 'zod';
import { environmentOf } from '../../src/handbook/organisationFolder.ts';
import { scorecardFolder } from '../../src/scorecard/folder.ts';
import { readComputed } from '../../src/scorecard/readComputed.ts';
import { scorecardSchema } from '../../src/scorecard/schema.ts';
import { unknownChanges } from '../../src/views/lastChanges.ts';
import { runChild } from './child.mjs';
import type { Folders } from './command.ts';
import { addPreviews } from './previews.ts';
import { printReviews, type ReviewToPrint } from './printReviews.ts';
import { runTool, runToolQuietly } from './tool.ts';
import { forgetBuilt, isUpToDate, noteBuilt, siteInputs } from './upToDate.ts';

const root = join(import.meta.dirname, '../..');

const { quarter, scope, asOf } = scorecardSchema.shape;
/** Of a scorecard that the site was built from, what says whether and where its review is printed. */
const headSchema = z.object({ quarter, scope, asOf });

/** The exit code with which `rerendering.ts` leaves the work to Astro. */
const LEFT_TO_ASTRO = 3;

/** How long the reviews of a build may take to print. */
export const PRINT_SECONDS = 60;

/**
 * Builds the site into `dist`, unless it is there already, and prints its reviews.
 * @param say gets what was done, a sentence a line
 * @param options.quietly shows one line instead of what is built, and more when building fails
 * @returns the exit code; 130 when it was interrupted
 */
export async function buildSite(
  given: Folders,
  seconds: number,
  say: (what: string) => void,
  { quietly = false } = {},
): Promise<number> {
  const folders = {
    content: resolve(given.content),
    organisation: resolve(given.organisation),
    data: resolve(given.data),
  };
  const inputs = await siteInputs(root, folders, process.env);
  if (await isUpToDate(root, inputs)) {
    say('Nothing changed since the site was built: `dist` stays as it is.');
    return 0;
  }
  await forgetBuilt(root);
  const exitCode = await build(folders, quietly);
  if (exitCode !== 0) return exitCode;
  const unknown = await unknownChanges(folders.content);
  if (unknown !== null) say(unknown);
  const reviews = await presentReviews(folders.data);
  const pictured = process.env['PLUMBLINE_SITE'] ? await pagesWithPreview(folders.content, reviews) : [];
  say(await printSite(reviews, pictured, seconds));
  // What could not be printed is tried again, and what somebody wrote during the build is read.
  const files = [
    ...reviews.map(({ folder }) => `${folder}/review.pdf`),
    ...pictured.map((folder) => `${folder}/preview.jpg`),
  ];
  const printed = files.every((file) => existsSync(join(root, 'dist', file)));
  if (printed && inputs === (await siteInputs(root, folders, process.env))) await noteBuilt(root, inputs);
  return 0;
}

/** Where only facts changed, builds with the program that rendered the last site, and else with Astro. */
async function build(folders: Folders, quietly: boolean): Promise<number> {
  const env = environmentOf(folders);
  const script = join(import.meta.dirname, 'rerendering.ts');
  const again = await runChild(process.execPath, [script, root], {
    cwd: root,
    env: { ...process.env, ...env, NODE_ENV: 'production' },
    quiet: quietly,
  });
  if (again.interrupted) return 130;
  if (again.exitCode !== LEFT_TO_ASTRO) return again.exitCode;
  if (quietly) return runToolQuietly('Building the site', 'astro', ['build'], env);
  return runTool('astro', ['build'], env);
}

/**
 * Prints the reviews of a built site: those of the latest closed quarter and of what began after it.
 * @param pictured the folders of pages of which pictures are made, for links to them
 * @returns what was done, a sentence a line
 */
async function printSite(
  reviews: readonly ReviewToPrint[],
  pictured: readonly string[],
  seconds: number,
): Promise<string> {
  if (seconds <= 0) return 'No review was printed, as asked.';
  const dist = join(root, 'dist');
  const base = (process.env['PLUMBLINE_BASE'] ?? '/').replace(/\/*$/, '/');
  const options = { dist, base, seconds };
  const printed = await printReviews(reviews, { ...options, cache: join(root, '.cache/reviews') });
  const site = process.env['PLUMBLINE_SITE'];
  if (!site) return printed;
  return `${printed}\n${await addPreviews(pictured, { ...options, site, cache: join(root, '.cache/previews') })}`;
}

/** @returns the folders of the pages with a preview, where the site's address is known: these reviews and the metrics */
async function pagesWithPreview(content: string, reviews: readonly ReviewToPrint[]): Promise<string[]> {
  const metrics = (await readdir(join(content, 'metrics'))).filter((name) => name.endsWith('.mdx'));
  return [
    ...reviews.map(({ folder }) => folder),
    ...metrics.sort().map((name) => `metrics/${basename(name, '.mdx')}`),
  ];
}

/** @returns the reviews of the latest closed quarter and of those that began after it, the newest first */
export async function presentReviews(data: string): Promise<ReviewToPrint[]> {
  const folder = scorecardFolder(data);
  const names = await readdir(folder, { recursive: true }).catch(() => []);
  const files = names.filter((name) => name.endsWith('.json'));
  const cards = await Promise.all(files.map((name) => readComputed(join(folder, name), headSchema)));
  const closed = cards.filter(({ quarter }) => quarter.closed).map(({ quarter }) => quarter.start);
  const latest = closed.sort().at(-1) ?? '';
  return cards
    .filter(({ quarter }) => quarter.start >= latest)
    .sort((a, b) => b.quarter.start.localeCompare(a.quarter.start) || a.scope.id.localeCompare(b.scope.id))
    .map(({ quarter, scope, asOf }) => ({ folder: `scorecards/${quarter.id}/${scope.id}`, at: asOf }));
}
