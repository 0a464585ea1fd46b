import { glob, readFile } from 'node:fs/promises';
import { extname, join } from 'node:path';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { sha256 } from '../../src/facts/sha256.ts';

/** A page of a built site. */
export interface BuiltPage {
  /** The built site. */
  dist: string;
  /** The path that the site was built for. */
  base: string;
  /** The page's folder below the site's: `scorecards/2026-Q3/checkout`. */
  folder: string;
}

const TYPES: Record<string, string> = {
  '.css': 'text/css',
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.svg': 'image/svg+xml',
  '.woff2': 'font/woff2',
};

/** Opens a page of a built site from its files, in a browser that remembers nothing, and looks at it. */
export async function withBuiltPage<T>(
  browser: Browser,
  { dist, base, folder }: BuiltPage,
  look: (page: Page) => Promise<T>,
  options: BrowserContextOptions = {},
): Promise<T> {
  const context = await browser.newContext({ colorScheme: 'light', ...options });
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
    return await look(page);
  } finally {
    await context.close();
  }
}

/** @returns the digest of all files of a folder that a pattern names */
export async function digestOf(folder: string, pattern: string): Promise<string> {
  const names: string[] = [];
  for await (const name of glob(pattern, { cwd: folder })) names.push(name);
  const files = await Promise.all(names.sort().map((name) => readFile(join(folder, name))));
  return sha256(Buffer.concat(files));
}
