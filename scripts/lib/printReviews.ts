import { copyFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { withBuiltPage } from './builtPage.ts';
import { counted } from './counted.ts';
import { type MakingOptions, makeFromPages } from './madeFromPages.ts';

/** A review to be printed. */
export interface ReviewToPrint {
  /** Its folder below the site's: `scorecards/2026-Q3/checkout`. */
  folder: string;
  /** When the quarter ended, or how far it is counted: the date that the document bears. */
  at: string;
}

/** The place in a review's page for the link to its print. */
const PLACE = '<span data-print></span>';

/**
 * Prints reviews as `review.pdf` beside their pages and links them from there.
 * @returns what was done, in a sentence
 * @throws the system's error when a file cannot be written; a browser that does not start, or stops, is reported instead
 */
export async function printReviews(
  reviews: readonly ReviewToPrint[],
  options: MakingOptions,
): Promise<string> {
  const { dist, base, seconds } = options;
  const paper = { format: 'A4', tagged: true, outline: true };
  const outcome = await makeFromPages(reviews, options, {
    also: ({ at }) => at,
    make: async (browser, { folder, at }) =>
      dated(await withBuiltPage(browser, { dist, base, folder }, (page) => page.pdf(paper)), at),
    put: async ({ folder }, file, html) => {
      await copyFile(file, join(dist, folder, 'review.pdf'));
      const page = html.replace(PLACE, ', <a href="review.pdf">as a PDF</a>');
      await writeFile(join(dist, folder, 'index.html'), page);
    },
  });
  if ('failure' in outcome) return `No review was printed, because ${outcome.failure}`;
  const done = `${counted(outcome.made, 'review')} printed.`;
  return outcome.late === 0
    ? done
    : `${done} There was no time for ${counted(outcome.late, 'other')} within ${seconds} s; the next build goes on from there.`;
}

/** The document with a date of its own instead of the moment of printing: equal pages give equal files. */
function dated(pdf: Buffer, at: string): Buffer {
  const moment = `D:${at.replaceAll(/\D/g, '').slice(0, 14)}+00'00'`;
  return Buffer.from(
    pdf.toString('latin1').replaceAll(/D:\d{14}\+00'00'/g, () => moment),
    'latin1',
  );
}
