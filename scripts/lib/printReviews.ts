import { createHash } from 'node:crypto';
import { copyFile, glob, mkdir, readFile, writeFile } from 'node:fs/promises';
import { extname, join } from 'node:path';
import type { Browser } from 'playwright-core';
import writeFileAtomic from 'write-file-atomic';
import { launchBrowser } from './browser.ts';
import { counted } from './counted.ts';

/** A review to be printed. */
export interface ReviewToPrint {
  /** Its folder below the site's: `scorecards/2026-Q3/checkout`. */
  folder: string;
  /** When the quarter ended, or how far it is counted: the date that the document bears. */
  at: string;
}

interface Options {
  /** The built site. */
  dist: string;
  /** The path that the site was built for. */
  base: string;
  /** Where printed reviews are kept, by the digest of what they were printed from. */
  cache: string;
  /** How long printing may take. Those for which there is no time are reported. */
  seconds: number;
  launch?: () => Promise<Browser>;
}

const TYPES: Record<string, string> = {
  '.css': 'text/css',
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.svg': 'image/svg+xml',
  '.woff2': 'font/woff2',
};

/** The place in a review's page for the link to its print. */
const PLACE = '<span data-print></span>';

/**
 * Prints reviews as `review.pdf` beside their pages and links them from there. One that was printed before from the
 * same page and style sheets is taken from the cache.
 * @returns what was done, in a sentence
 * @throws the system's error when a file cannot be written; a browser that does not start is reported instead
 */
export async function printReviews(
  reviews: readonly ReviewToPrint[],
  { dist, base, cache, seconds, launch = launchBrowser }: Options,
): Promise<string> {
  await mkdir(cache, { recursive: true });
  const styles = await digestOf(dist, '**/*.{css,woff2}');
  const until = performance.now() + seconds * 1000;
  let browser: Browser | undefined;
  let late = 0;
  try {
    for (const { folder, at } of reviews) {
      const page = join(dist, folder, 'index.html');
      const html = await readFile(page, 'utf8');
      const kept = join(cache, `${sha256(`${styles}\n${at}\n${html}`)}.pdf`);
      if (!(await exists(kept))) {
        if (performance.now() > until) {
          late += 1;
          continue;
        }
        try {
          browser ??= await launch();
        } catch (error) {
          return `No review was printed, because no browser could be started: ${firstLine(error)}`;
        }
        await writeFileAtomic(kept, dated(await pdfOf(browser, dist, base, folder), at));
      }
      await copyFile(kept, join(dist, folder, 'review.pdf'));
      await writeFile(page, html.replace(PLACE, ', <a href="review.pdf">as a PDF</a>'));
    }
  } finally {
    await browser?.close();
  }
  const done = `${counted(reviews.length - late, 'review')} printed.`;
  return late === 0
    ? done
    : `${done} There was no time for ${counted(late, 'other')} within ${seconds} s; the next build goes on from there.`;
}

async function pdfOf(browser: Browser, dist: string, base: string, folder: string): Promise<Buffer> {
  const context = await browser.newContext({ colorScheme: 'light' });
  try {
    const page = await context.newPage();
    await page.route('**/*', async (route) => {
      const path = decodeURIComponent(new URL(route.request().url()).pathname).slice(base.length);
      const file = join(dist, path.endsWith('/') || path === '' ? `${path}index.html` : path);
      const body = await readFile(file).catch(() => undefined);
      if (body === undefined) await route.fulfill({ status: 404 });
      else await route.fulfill({ body, contentType: TYPES[extname(file)] ?? 'application/octet-stream' });
    });
    await page.goto(`http://site.localhost${base}${folder}/`, { waitUntil: 'load' });
    return await page.pdf({ format: 'A4', tagged: true, outline: true });
  } finally {
    await context.close();
  }
}

/** The document with a date of its own instead of the moment of printing: equal pages give equal files. */
function dated(pdf: Buffer, at: string): Buffer {
  const moment = `D:${at.replaceAll(/\D/g, '').slice(0, 14)}+00'00'`;
  return Buffer.from(
    pdf.toString('latin1').replaceAll(/D:\d{14}\+00'00'/g, () => moment),
    'latin1',
  );
}

async function digestOf(folder: string, pattern: string): Promise<string> {
  const names: string[] = [];
  for await (const name of glob(pattern, { cwd: folder })) names.push(name);
  const files = await Promise.all(names.sort().map((name) => readFile(join(folder, name))));
  return sha256(Buffer.concat(files));
}

function sha256(data: string | Buffer): string {
  return createHash('sha256').update(data).digest('hex');
}

function exists(file: string): Promise<boolean> {
  return readFile(file).then(
    () => true,
    () => false,
  );
}

function firstLine(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).split('\n')[0] ?? '';
}
