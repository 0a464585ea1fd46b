import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import writeFileAtomic from 'write-file-atomic';
import { sha256 } from '../../src/facts/sha256.ts';
import { launchBrowser } from './browser.ts';
import { digestOf } from './builtPage.ts';

export interface MakingOptions {
  /** The built site. */
  dist: string;
  /** The path that the site was built for. */
  base: string;
  /** Where what was made is kept, by the digest of what it was made from. */
  cache: string;
  /** How long it may take. Pages for which there is no time are counted. */
  seconds: number;
  launch?: () => Promise<Browser>;
}

/** What a browser makes of pages of a built site. */
interface Making<Page> {
  /** What the file depends on beside the page and the style sheets. */
  also: (page: Page) => string;
  make: (browser: Browser, page: Page) => Promise<Buffer>;
  /** Puts the file into the site, beside the page that has this text. */
  put: (page: Page, file: string, html: string) => Promise<void>;
}

/** How many pages something was made of, and of how many there was no time to; or what was wrong with the browser. */
export type Made = { made: number; late: number } | { failure: string };

/**
 * Makes a file of each page in a browser. What was made before of the same page and style sheets is taken from the cache;
 * without anything new no browser is started.
 * @throws the system's error when a file cannot be written
 */
export async function makeFromPages<Page extends { folder: string }>(
  pages: readonly Page[],
  { dist, cache, seconds, launch = launchBrowser }: MakingOptions,
  { also, make, put }: Making<Page>,
): Promise<Made> {
  await mkdir(cache, { recursive: true });
  const styles = await digestOf(dist, '**/*.{css,woff2}');
  const until = performance.now() + seconds * 1000;
  let browser: Browser | undefined;
  let late = 0;
  try {
    for (const page of pages) {
      const html = await readFile(join(dist, page.folder, 'index.html'), 'utf8');
      const kept = join(cache, sha256(`${styles}\n${also(page)}\n${html}`));
      if (!(await exists(kept))) {
        if (performance.now() > until) {
          late += 1;
          continue;
        }
        try {
          browser ??= await launch();
        } catch (error) {
          return { failure: `no browser could be started: ${firstLine(error)}` };
        }
        let content: Buffer;
        try {
          content = await make(browser, page);
        } catch (error) {
          if (browser.isConnected()) throw error;
          return { failure: `the browser stopped: ${firstLine(error)}` };
        }
        await writeFileAtomic(kept, content);
      }
      await put(page, kept, html);
    }
  } finally {
    await browser?.close();
  }
  return { made: pages.length - late, late };
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
