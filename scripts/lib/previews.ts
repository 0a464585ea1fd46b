import { copyFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { withBuiltPage } from './builtPage.ts';
import { counted } from './counted.ts';
import { type MakingOptions, makeFromPages } from './madeFromPages.ts';

/** What chats and networks show of a link, in pixels. */
const SIZE = { width: 1200, height: 630 };

/** What a picture of a page has no use for. */
const HIDDEN = '.masthead, .heading-link { display: none !important; }';

/**
 * Adds to pages a picture of their top, which chats and networks show beside a link: `preview.jpg` beside the page, named
 * in its head.
 * @param folders of the pages, below the site's
 * @param options.site the address that the site will have: `https://metrics.example`
 * @returns what was done, in a sentence
 * @throws the system's error when a file cannot be written; a browser that does not start, or stops, is reported instead
 */
export async function addPreviews(
  folders: readonly string[],
  { site, ...options }: MakingOptions & { site: string },
): Promise<string> {
  const { dist, base, seconds } = options;
  const outcome = await makeFromPages(
    folders.map((folder) => ({ folder })),
    options,
    {
      also: () => 'preview',
      make: (browser, { folder }) => pictureOf(browser, { dist, base, folder }),
      put: async ({ folder }, file, html) => {
        await copyFile(file, join(dist, folder, 'preview.jpg'));
        const address = new URL(`${base}${folder}/preview.jpg`, site).href;
        await writeFile(
          join(dist, folder, 'index.html'),
          html.replace('</head>', `${metaOf(address)}</head>`),
        );
      },
    },
  );
  if ('failure' in outcome) return `No preview was made, because ${outcome.failure}`;
  const done = `${counted(outcome.made, 'preview')} made.`;
  return outcome.late === 0
    ? done
    : `${done} There was no time for ${counted(outcome.late, 'other')} within ${seconds} s.`;
}

function metaOf(address: string): string {
  const { width, height } = SIZE;
  const property = (name: string, content: string | number) =>
    `<meta property="og:image${name}" content="${content}"/>`;
  return property('', address) + property(':width', width) + property(':height', height);
}

function pictureOf(browser: Browser, page: { dist: string; base: string; folder: string }): Promise<Buffer> {
  return withBuiltPage(
    browser,
    page,
    async (shown) => {
      await shown.addStyleTag({ content: HIDDEN });
      return shown.screenshot({ type: 'jpeg', quality: 80 });
    },
    { viewport: SIZE, bypassCSP: true },
  );
}
