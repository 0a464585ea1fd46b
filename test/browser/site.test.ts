import { readFile } from 'node:fs/promises';
import { gzipSync } from 'node:zlib';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { kindsOfPages } from '../support/pages.ts';
import { builtSite } from '../support/site.ts';
import { sheets, type Visitor, visitorOf } from '../support/visitor.ts';

const scorecard = 'scorecards/2026-Q3/checkout/';
const detail = `${scorecard}detail/`;
describe('the site in a browser', () => {
  let visitor: Visitor;
  const visit: Visitor['visit'] = (path, look, options) => visitor.visit(path, look, options);

  beforeAll(async () => {
    visitor = await visitorOf(await builtSite('/metrics-of-ours/'));
  }, 300_000);

  afterAll(() => visitor?.[Symbol.asyncDispose]());

  it('never scrolls sideways as a page at 360, 768 and 1280 pixels', async () => {
    await visitor.visitEach(kindsOfPages, async (page, path) => {
      for (const width of [360, 768, 1280]) {
        await page.setViewportSize({ width, height: 800 });
        const beyond = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
        expect(beyond, `${path} at ${width}`).toBeLessThanOrEqual(0);
      }
    });
  }, 120_000);

  it('leaves a phone its screen: the head of a page has two lines', async () => {
    for (const [width, most] of [
      [390, 112],
      [360, 112],
      [1280, 80],
    ] as const) {
      const height = await visit(
        scorecard,
        (page) => page.locator('.masthead').evaluate((head) => head.getBoundingClientRect().height),
        { viewport: { width, height: 844 } },
      );
      expect(height, `${width}`).toBeLessThanOrEqual(most);
    }
  }, 60_000);

  it('prints a metric at the width of the sheet, and no heading apart from its text', async () => {
    const { narrow, parted } = await visit('metrics/change-failure-rate/', async (page) => {
      await page.emulateMedia({ media: 'print' });
      return page.evaluate(() => {
        const width = (selector: string) =>
          document.querySelector(selector)?.getBoundingClientRect().width ?? 0;
        return {
          narrow: width('.guidance') - width('.prose'),
          parted: [...document.querySelectorAll('main :is(h1, h2, h3, h4)')].filter(
            (heading) =>
              getComputedStyle(heading.closest('.sl-heading-wrapper') ?? heading).breakAfter !== 'avoid',
          ).length,
        };
      });
    });
    expect(narrow).toBeLessThanOrEqual(1);
    expect(parted).toBe(0);
    expect(await visit('metrics/change-failure-rate/', (page) => sheets(page, 'A4'))).toBeLessThanOrEqual(4);
  }, 60_000);

  it('shows the same numbers without JavaScript, in the colours of the system', async () => {
    const numbers = (page: Page) => page.locator('.headline, td.number, .kpi .basis').allTextContents();
    const withScripts = await visit(detail, numbers);
    expect(withScripts.length).toBeGreaterThan(100);
    expect(await visit(detail, numbers, { javaScriptEnabled: false })).toEqual(withScripts);

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
      await page.locator('button[data-open-search]').click();
      await page.locator('.search input').fill('MTTR');
      const link = page.locator('.search li a').first();
      await link.waitFor();
      return link.getAttribute('href');
    });
    expect(first).toMatch(
      /^\/metrics-of-ours\/metrics\/(?:time-to-restore-service|failed-deployment-recovery-time)\//,
    );
  }, 60_000);

  it('finds a team’s present scorecard, not an old one', async () => {
    const found = await visit('', async (page) => {
      await page.keyboard.press('/');
      await page.keyboard.type('Labs');
      const links = page.locator('.search li a');
      await links.first().waitFor();
      return links.evaluateAll((all) => all.map((link) => link.getAttribute('href') ?? ''));
    });
    expect(found[0]).toMatch(/^\/metrics-of-ours\/scorecards\/2026-Q3\/labs\//);
    expect(found.filter((link) => /2026-Q[12]\/labs/.test(link))).toEqual([]);
  }, 60_000);

  it('counts every comparison that the quarter’s page shows', async () => {
    const { told, shown } = await visit('scorecards/2026-Q3/', (page) =>
      page.evaluate(() => {
        const compared = (marks: Iterable<Element>) =>
          [...marks].filter((mark) => /improved|steady|worsened|cannot tell/.test(mark.textContent ?? ''))
            .length;
        return {
          told: Number(/With (\d+)\scomparisons/.exec(document.body.textContent ?? '')?.[1]),
          // The tables list the KPIs of the boards, too.
          shown: compared(document.querySelectorAll('td .verdict')),
        };
      }),
    );
    expect(told).toBe(shown);
    expect(shown).toBeGreaterThan(30);
  }, 60_000);

  it('opens the exploring chart where the page forbids eval', async () => {
    await visit(detail, async (page) => {
      const faults: string[] = [];
      page.on('pageerror', (error) => faults.push(error.message));
      page.on('console', (message) => message.type() === 'error' && faults.push(message.text()));
      const explorer = page.locator('explore-weeks').first();
      await explorer.locator('[data-do=open]').click();
      await explorer.locator('svg').first().waitFor({ timeout: 30_000 });
      await explorer.locator('path[aria-roledescription="point"]').first().hover({ force: true });
      expect(await explorer.locator('path[aria-roledescription="point"]').count()).toBeGreaterThan(10);
      const figure = explorer.locator('xpath=ancestor::figure');
      const named = await figure.locator('.chart title').textContent();
      const name = await explorer.locator('.explorer').getAttribute('aria-label');
      expect(name).toMatch(new RegExp(`^${named}\\. \\S`));
      expect(await figure.locator('svg.chart').isVisible()).toBe(false);
      const cut = await explorer.evaluate((place) =>
        [...place.querySelectorAll('text, path[aria-roledescription="point"]')]
          .filter((part) => {
            const { left, right } = part.getBoundingClientRect();
            const edge = place.getBoundingClientRect();
            return left < edge.left - 8 || right > edge.right + 8;
          })
          .map((part) => part.textContent),
      );
      expect(cut).toEqual([]);
      const focused = () => page.evaluate(() => document.activeElement?.closest('explore-weeks') !== null);
      expect(await focused()).toBe(true);
      await explorer.getByText('Show all weeks again').click();
      await explorer.getByText('Point at a week').waitFor();
      expect(await explorer.locator('svg').count()).toBe(1);
      await explorer.getByText('Back to the still chart').click();
      expect(await explorer.locator('svg').count()).toBe(0);
      expect(await focused()).toBe(true);
      expect(faults).toEqual([]);
    });
  }, 60_000);

  it('loads at most 230 kB of scripts to explore a chart, and nothing twice', async () => {
    const sizes = await visit(detail, async (page) => {
      await page.waitForLoadState('networkidle');
      const answers: Promise<[string, number]>[] = [];
      page.on('response', (response) =>
        answers.push(response.body().then((body) => [response.url(), gzipSync(body).length])),
      );
      const explorer = page.locator('explore-weeks').first();
      await explorer.locator('[data-do=open]').click();
      await explorer.locator('svg').first().waitFor({ timeout: 30_000 });
      return Promise.all(answers);
    });
    expect(new Set(sizes.map(([url]) => url)).size).toBe(sizes.length);
    const scripts = sizes.filter(([url]) => url.endsWith('.js'));
    expect(scripts.reduce((sum, [, size]) => sum + size, 0)).toBeLessThanOrEqual(230_000);
  }, 60_000);

  it('saves a chart as a picture that needs no page', async () => {
    const saved = await visit(
      detail,
      async (page) => {
        const figure = page.locator('.chart-figure').first();
        await figure.locator('.table-tools summary').first().click();
        const saved: { name: string; content: Buffer }[] = [];
        for (const form of ['svg', 'png']) {
          const [download] = await Promise.all([
            page.waitForEvent('download'),
            figure.locator(`[data-picture="${form}"]`).click(),
          ]);
          saved.push({ name: download.suggestedFilename(), content: await readFile(await download.path()) });
        }
        return saved;
      },
      { colorScheme: 'dark' },
    );
    const [svg, png] = saved;
    expect(saved.map(({ name }) => name)).toEqual([
      'cycle-time-trend-chart.svg',
      'cycle-time-trend-chart.png',
    ]);
    expect(svg?.content.toString()).toMatch(/^<svg [^>]*font-family="(?!inherit)/);
    expect(svg?.content.toString()).not.toMatch(/var\(|inherit/);
    expect(png?.content.subarray(1, 4).toString()).toBe('PNG');
  }, 60_000);

  it('saves a table, of a chart too, as CSV and JSON, and copies it as Markdown', async () => {
    await visit(
      detail,
      async (page) => {
        for (const [frame, name] of [
          [page.locator('#summary').locator('xpath=ancestor::section').locator('.scroll-frame'), 'kpis'],
          [page.locator('#cycle-time-trend-chart'), 'cycle-time-trend-chart'],
        ] as const) {
          await frame.locator('.table-tools summary').click();
          const saved: Record<string, string> = {};
          for (const form of ['csv', 'json']) {
            const [download] = await Promise.all([
              page.waitForEvent('download'),
              frame.locator(`[data-take="${form}"]`).click(),
            ]);
            expect(download.suggestedFilename()).toBe(`${name}.${form}`);
            saved[form] = await readFile(await download.path(), 'utf8');
          }
          const head = await frame.locator('th[scope="col"]:not(.screen-only)').allTextContents();
          expect(saved['csv']?.split('\r\n')[0]?.split(',')).toEqual(head.map((text) => text.trim()));
          expect(Object.keys(JSON.parse(saved['json'] ?? '')[0])).toEqual(head.map((text) => text.trim()));
          await frame.locator('[data-take="markdown"]').click();
          const copied = () => page.evaluate(() => navigator.clipboard.readText());
          await expect
            .poll(async () => (await copied()).split('\n')[0])
            .toBe(`| ${head.map((text) => text.trim()).join(' | ')} |`);
        }
      },
      { permissions: ['clipboard-read', 'clipboard-write'] },
    );
  }, 60_000);

  it('asks nobody else for anything', async () => {
    const asked = await visit('', async (page) => {
      const addresses: string[] = [];
      page.on('request', (request) => addresses.push(request.url()));
      await page.goto(`${visitor.url}${scorecard}`, { waitUntil: 'networkidle' });
      return addresses;
    });
    expect(asked.length).toBeGreaterThan(2);
    expect(
      asked.filter((address) => !address.startsWith(visitor.url) && !address.startsWith('data:')),
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
    expect(await told(false, 16)).toContain('16 days old: stale');
    expect(await told(true, 16)).not.toContain('old');
  }, 60_000);

  it('shows by an outline where a keyboard is', async () => {
    await visit(scorecard, async (page) => {
      for (let stop = 0; stop < 2; stop += 1) await page.keyboard.press('Tab');
      const outline = await page.evaluate(() => {
        const style = document.activeElement && getComputedStyle(document.activeElement);
        return style && { style: style.outlineStyle, width: style.outlineWidth };
      });
      expect(outline).toEqual({ style: 'solid', width: '2px' });
    });
  }, 60_000);

  it('prints the sample notice and no navigation, charts whole', async () => {
    await visit(detail, async (page) => {
      await page.emulateMedia({ media: 'print' });
      expect(await page.locator('.sample-notice strong').isVisible()).toBe(true);
      expect(await page.locator('.masthead').isVisible()).toBe(false);
      expect(await page.locator('details:visible').count()).toBe(0);
      const breaks = await page
        .locator('.chart-figure')
        .evaluateAll((figures) => figures.map((figure) => getComputedStyle(figure).breakInside));
      expect(new Set(breaks)).toEqual(new Set(['avoid']));
      expect(await page.locator('.readings > :last-child .label').first().isVisible()).toBe(true);
    });
  }, 60_000);

  it('fits an upright sheet of A4', async () => {
    await visitor.visitEach(
      [scorecard, detail, 'scorecards/2026-Q3/'],
      async (page, path) => {
        await page.emulateMedia({ media: 'print' });
        const beyond = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
        expect(beyond, path).toBeLessThanOrEqual(0);
      },
      // 210 mm less its margins.
      { viewport: { width: 688, height: 1000 } },
    );
  }, 60_000);
});
