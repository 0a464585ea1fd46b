import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import type { AxeResults } from 'axe-core';
import type { BrowserContextOptions, Page } from 'playwright-core';
import { launchBrowser } from '../../scripts/lib/browser.ts';
import { serveFolder } from './serveFolder.ts';
import type { BuiltSite } from './site.ts';

/** What a careful host sends: no eval, nothing from elsewhere. WebAssembly is the search's. */
const POLICY =
  "default-src 'self'; script-src 'self' 'unsafe-inline' 'wasm-unsafe-eval'; style-src 'self' 'unsafe-inline'; img-src 'self' data:";

/** A browser in front of a site that is served. */
export interface Visitor extends AsyncDisposable {
  /** The site’s home page. */
  url: string;
  /** Opens a page, in a browser that remembers nothing, and looks at it. */
  visit<T>(path: string, look: (page: Page) => Promise<T>, options?: BrowserContextOptions): Promise<T>;
  /** Looks at several pages one after the other, in a browser that remembers the ones before: in half of the CPU time. */
  visitEach(
    paths: readonly string[],
    look: (page: Page, path: string) => Promise<void>,
    options?: BrowserContextOptions,
  ): Promise<void>;
}

/** Serves a built site and starts a browser. */
export async function visitorOf({ dist, base }: BuiltSite): Promise<Visitor> {
  const served = await serveFolder(dist, { base, headers: { 'content-security-policy': POLICY } });
  const browser = await launchBrowser();
  const inNewContext = async <T>(options: BrowserContextOptions, look: (page: Page) => Promise<T>) => {
    const context = await browser.newContext(options);
    try {
      return await look(await context.newPage());
    } finally {
      await context.close();
    }
  };
  const open = (page: Page, path: string) => page.goto(`${served.url}${path}`, { waitUntil: 'load' });
  return {
    url: served.url,
    visit: (path, look, options = {}) =>
      inNewContext(options, async (page) => {
        await open(page, path);
        return look(page);
      }),
    visitEach: (paths, look, options = {}) =>
      inNewContext(options, async (page) => {
        for (const path of paths) {
          await open(page, path);
          await look(page, path);
        }
      }),
    async [Symbol.asyncDispose]() {
      await browser.close();
      await served.close();
    },
  };
}

const axeSource = readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** axe’s rules that depend on colours: the others need to be asked in one theme only. */
export const COLOUR_RULES = ['color-contrast', 'link-in-text-block'];

const WCAG_2_2_AA = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

/**
 * What axe finds on a page that was opened with `bypassCSP`, and where.
 * @param look.rules default: those of WCAG 2.2 AA, and what axe recommends
 * @param look.part a selector of what is looked at; default: the whole page
 * @throws when the page has no such part
 */
export async function barriersOn(
  page: Page,
  { rules = WCAG_2_2_AA, part }: { rules?: readonly string[] | undefined; part?: string | undefined } = {},
): Promise<string[]> {
  await page.evaluate(await axeSource);
  return page.evaluate(
    async ({ runOnly, part }) => {
      const { violations } = await axe.run(part ?? document, { runOnly });
      return violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html.slice(0, 160)}`));
    },
    { runOnly: [...rules], part },
  );
}

/** How far what was painted on a page moves while it is opened again by a slow machine, as browsers measure it. */
export async function layoutShift(page: Page): Promise<number> {
  const session = await page.context().newCDPSession(page);
  await session.send('Emulation.setCPUThrottlingRate', { rate: 6 });
  await page.reload();
  return page.evaluate(
    () =>
      new Promise<number>((resolve) => {
        let sum = 0;
        new PerformanceObserver((list) => {
          for (const entry of list.getEntries())
            if ('value' in entry && typeof entry.value === 'number') sum += entry.value;
        }).observe({ type: 'layout-shift', buffered: true });
        setTimeout(() => resolve(sum), 300);
      }),
  );
}

/** A global of the page once its source ran there. */
declare const axe: { run: (on: Document | string, options: { runOnly: string[] }) => Promise<AxeResults> };

/** How many sheets a page takes on paper. */
export async function sheets(page: Page, format: string): Promise<number> {
  const pdf = await page.pdf({ format });
  return pdf.toString('latin1').match(/\/Type\s*\/Page\b(?!s)/g)?.length ?? 0;
}

/** Whether a page is wider than the window. */
export function scrollsSideways(page: Page): Promise<boolean> {
  return page.evaluate(() => document.documentElement.scrollWidth > window.innerWidth);
}
