import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import type { AxeResults } from 'axe-core';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { launchBrowser } from '../support/browser.ts';
import { type BuiltSite, buildSite, serveSite } from '../support/site.ts';

const scorecard = 'scorecards/2026-Q3/checkout/';
const metric = 'metrics/time-to-restore-service/';
const kinds = [
  '',
  scorecard,
  metric,
  'scorecards/',
  'scorecards/2026-Q3/',
  `${scorecard}evidence/`,
  'how-to-read/',
];

/** What a careful host sends: no eval, nothing from elsewhere. WebAssembly is the search's. */
const POLICY =
  "default-src 'self'; script-src 'self' 'unsafe-inline' 'wasm-unsafe-eval'; style-src 'self' 'unsafe-inline'; img-src 'self' data:";

describe('the site in a browser', () => {
  let site: BuiltSite;
  let server: Awaited<ReturnType<typeof serveSite>>;
  let browser: Browser;
  let axeSource: string;

  beforeAll(async () => {
    [site, browser, axeSource] = await Promise.all([
      buildSite({ base: '/sub/' }),
      launchBrowser(),
      readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8'),
    ]);
    server = await serveSite(site, { 'content-security-policy': POLICY });
  }, 240_000);

  afterAll(async () => {
    await browser?.close();
    server?.close();
    await site?.remove();
  });

  async function visit<T>(
    path: string,
    look: (page: Page) => Promise<T>,
    options: BrowserContextOptions = {},
  ): Promise<T> {
    const context = await browser.newContext(options);
    try {
      const page = await context.newPage();
      await page.goto(`${server.address}${path}`, { waitUntil: 'load' });
      return await look(page);
    } finally {
      await context.close();
    }
  }

  it.each(['light', 'dark'] as const)(
    'has no serious barrier in %s',
    async (colorScheme) => {
      for (const path of kinds) {
        const found = await visit(
          path,
          async (page) => {
            expect(await page.getAttribute('html', 'data-theme')).toBe(colorScheme);
            await page.evaluate(axeSource);
            return page.evaluate(barriers);
          },
          { colorScheme, bypassCSP: true },
        );
        expect(found, path).toEqual([]);
      }
    },
    180_000,
  );

  it.each([360, 768, 1280])(
    'never scrolls sideways as a page at %i pixels',
    async (width) => {
      for (const path of kinds) {
        const beyond = await visit(
          path,
          (page) => page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth),
          { viewport: { width, height: 800 } },
        );
        expect(beyond, path).toBeLessThanOrEqual(0);
      }
    },
    120_000,
  );

  it('shows the same numbers without JavaScript, in the colours of the system', async () => {
    const numbers = (page: Page) => page.locator('.headline, td.number, .kpi .basis').allTextContents();
    const withScripts = await visit(scorecard, numbers);
    expect(withScripts.length).toBeGreaterThan(100);
    expect(await visit(scorecard, numbers, { javaScriptEnabled: false })).toEqual(withScripts);

    const paper = (page: Page) => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
    const [light, dark] = await Promise.all(
      (['light', 'dark'] as const).map((colorScheme) =>
        visit(scorecard, paper, { javaScriptEnabled: false, colorScheme }),
      ),
    );
    expect(light).not.toBe(dark);
  }, 60_000);

  it('finds a metric by another of its names', async () => {
    const first = await visit('', async (page) => {
      await page.locator('button[data-open-modal]').click();
      await page.locator('#starlight__search input').fill('MTTR');
      const link = page.locator('.pagefind-ui__result-link').first();
      await link.waitFor();
      return link.getAttribute('href');
    });
    expect(first).toMatch(/^\/sub\/metrics\/(?:time-to-restore-service|failed-deployment-recovery-time)\//);
  }, 60_000);

  it('opens the exploring chart where the page forbids eval', async () => {
    await visit(scorecard, async (page) => {
      const faults: string[] = [];
      page.on('pageerror', (error) => faults.push(error.message));
      page.on('console', (message) => message.type() === 'error' && faults.push(message.text()));
      const explorer = page.locator('explore-weeks').first();
      await explorer.locator('button').click();
      await explorer.locator('svg').first().waitFor({ timeout: 30_000 });
      await explorer.locator('path[aria-roledescription="point"]').first().hover({ force: true });
      expect(await explorer.locator('path[aria-roledescription="point"]').count()).toBeGreaterThan(10);
      expect(faults).toEqual([]);
    });
  }, 60_000);

  it('asks nobody else for anything', async () => {
    const asked = await visit('', async (page) => {
      const addresses: string[] = [];
      page.on('request', (request) => addresses.push(request.url()));
      await page.goto(`${server.address}${scorecard}`, { waitUntil: 'networkidle' });
      return addresses;
    });
    expect(asked.length).toBeGreaterThan(2);
    expect(
      asked.filter((address) => !address.startsWith(server.address) && !address.startsWith('data:')),
    ).toEqual([]);
  }, 60_000);

  it('says how old real data is at the moment of looking', async () => {
    const told = (sample: boolean, days: number) =>
      visit(scorecard, (page) =>
        page.evaluate(
          ({ sample, days }) => {
            const element = document.createElement('data-age');
            element.dataset['readThrough'] = new Date(Date.now() - (days + 0.5) * 86_400_000).toISOString();
            if (sample) element.dataset['sample'] = '';
            element.innerHTML = '<span class="age"></span>';
            document.body.append(element);
            return element.textContent;
          },
          { sample, days },
        ),
      );
    expect(await told(false, 3)).toContain('3 days old');
    expect(await told(false, 12)).toContain('12 days old: stale');
    expect(await told(true, 12)).not.toContain('old');
  }, 60_000);

  it('can be walked by keyboard: the first stop skips to the content', async () => {
    await visit(scorecard, async (page) => {
      await page.keyboard.press('Tab');
      expect(await page.evaluate(() => document.activeElement?.getAttribute('href'))).toBe('#_top');
      await page.keyboard.press('Tab');
      const outline = await page.evaluate(() => {
        const style = document.activeElement && getComputedStyle(document.activeElement);
        return style && { style: style.outlineStyle, width: style.outlineWidth };
      });
      expect(outline).toEqual({ style: 'solid', width: '2px' });
    });
  }, 60_000);

  it('prints the sample notice and no navigation, charts whole', async () => {
    await visit(scorecard, async (page) => {
      await page.emulateMedia({ media: 'print' });
      expect(await page.locator('.sample-notice strong').isVisible()).toBe(true);
      expect(await page.locator('.masthead').isVisible()).toBe(false);
      expect(await page.locator('details:visible').count()).toBe(0);
      const breaks = await page
        .locator('.chart-figure')
        .evaluateAll((figures) => figures.map((figure) => getComputedStyle(figure).breakInside));
      expect(new Set(breaks)).toEqual(new Set(['avoid']));
    });
  }, 60_000);
});

/** A global of the page once its source ran there. */
declare const axe: { run: () => Promise<AxeResults> };

/** Runs in the page, after axe was put there: what axe calls serious or critical, where. */
async function barriers(): Promise<string[]> {
  const { violations } = await axe.run();
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html.slice(0, 160)}`));
}
