import { gzipSync } from 'node:zlib';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { casesOf } from '../support/deep.ts';
import { builtSite } from '../support/site.ts';
import { sheets, type Visitor, visitorOf } from '../support/visitor.ts';

const reviews = ['catalogue', 'checkout', 'labs', 'platform', 'organisation'].map(
  (scope) => `scorecards/2026-Q3/${scope}/`,
);
const screen = { viewport: { width: 1280, height: 800 } };

describe('the review of a quarter in a browser', () => {
  let visitor: Visitor;
  const visit: Visitor['visit'] = (path, look, options) => visitor.visit(path, look, options);

  beforeAll(async () => {
    visitor = await visitorOf(await builtSite('/metrics-of-ours/'));
  }, 300_000);

  afterAll(() => visitor?.[Symbol.asyncDispose]());

  it.each(['A4', 'Letter'])(
    'is printed on exactly one sheet of %s',
    (format) =>
      visitor.visitEach(reviews, async (page, path) => expect(await sheets(page, format), path).toBe(1)),
    120_000,
  );

  it('is still one sheet where every list is full and every name is long', async () => {
    const full = async (page: Page, format: string) => {
      await page.evaluate(() => {
        const fill = (block: Element | null, count: number) => {
          const list = block?.querySelector('ul, ol');
          const last = list?.querySelector('li:not(.more)');
          while (list && last && list.querySelectorAll('li').length < count)
            list.append(last.cloneNode(true));
        };
        for (const [id, count] of [
          ['out-of-range', 5],
          ['promises', 3],
          ['rules', 3],
          ['questions', 3],
        ] as const)
          fill(document.getElementById(id)?.parentElement ?? null, count);
        const title = document.querySelector('h1');
        if (title)
          title.textContent =
            'A team with a name of eighty characters, as long as org.yaml lets a name be at all';
      });
      return sheets(page, format);
    };
    for (const format of ['A4', 'Letter'])
      expect(await visit('scorecards/2026-Q3/catalogue/', (page) => full(page, format)), format).toBe(1);
  }, 60_000);

  it('is still one sheet where the system’s letters are a tenth wider', async () => {
    await visitor.visitEach(reviews, async (page, path) => {
      await page.evaluate(() => {
        document.documentElement.style.letterSpacing = '0.06em';
      });
      for (const format of ['A4', 'Letter']) expect(await sheets(page, format), `${path}, ${format}`).toBe(1);
    });
  }, 120_000);

  it('is a document of less than 300 kB, with its parts marked for those who cannot see it', async () => {
    await visitor.visitEach(reviews, async (page, path) => {
      const document = await page.pdf({ format: 'A4', tagged: true, outline: true });
      expect(document.length, path).toBeLessThan(300_000);
      expect(document.toString('latin1'), path).toContain('/Marked true');
    });
  }, 60_000);

  it('fits two screens', async () => {
    await visitor.visitEach(
      reviews,
      async (page, path) => {
        const end = await page
          .locator('.review-page')
          .evaluate((review) => review.getBoundingClientRect().bottom);
        expect(end, path).toBeLessThanOrEqual(2 * screen.viewport.height);
      },
      screen,
    );
  }, 60_000);

  it('opens with the team’s words, then the KPIs, then what asks for an answer', async () => {
    const order = await visit('scorecards/2026-Q3/catalogue/', (page) =>
      page
        .locator('.words, .board, .block h2')
        .evaluateAll((parts) =>
          parts.map((part) => (part instanceof HTMLHeadingElement ? part.id : part.className)),
        ),
    );
    expect(order).toEqual([
      'words',
      'board',
      'out-of-range',
      'promises',
      'rules',
      'restatements',
      'questions',
      'data',
    ]);
  }, 60_000);

  it('keeps the addresses of the parts that moved to the detail', async () => {
    const address = await visit('scorecards/2026-Q3/checkout/#left-out', async (page) => {
      await page.waitForURL('**/detail/#left-out');
      return page.evaluate(() => document.getElementById('left-out') !== null);
    });
    expect(address).toBe(true);
    await visit('scorecards/2026-Q3/checkout/#cycle-time', async (page) => {
      const link = page.locator('#cycle-time a.name');
      expect(await link.getAttribute('href')).toMatch(/checkout\/detail\/#cycle-time$/);
    });
  }, 60_000);

  it('lists what is behind a number: the first items at once, all of them on request, to be filtered and saved', async () => {
    await visit('scorecards/2026-Q3/organisation/evidence/#cycle-time', async (page) => {
      const part = page.locator('details:has(#cycle-time)');
      expect(await part.getAttribute('open')).not.toBeNull();
      expect(await part.locator('td.item').count()).toBe(25);
      await part.locator('evidence-list button').click();
      await part.locator('.list-tools').waitFor();
      expect(await part.locator('.list-tools [role="status"]').textContent()).toMatch(/^1 to 100 of \d{3}$/);
      const saved = page.waitForEvent('download');
      await part.locator('button', { hasText: 'Save as CSV' }).click();
      expect((await saved).suggestedFilename()).toBe('organisation-2026-Q3-cycle-time.csv');
      await part.locator('input').fill('no such item');
      expect(await part.locator('.list-tools [role="status"]').textContent()).toBe('None.');
    });
  }, 60_000);

  it('the search loads when it is opened, labels and filters by kind, and is walked by arrows, Enter and Esc', async () => {
    await visit('', async (page) => {
      const loaded: string[] = [];
      page.on('request', (request) => loaded.push(request.url()));
      await page.keyboard.press('/');
      const field = page.locator('.search input');
      await field.fill('cylce time');
      const links = page.locator('.search li a');
      await links.first().waitFor();
      expect(loaded.some((address) => address.includes('api/search.json'))).toBe(true);
      expect(await links.first().textContent()).toBe('Cycle time');
      expect(await page.locator('.found-kind').first().textContent()).not.toBe('');
      const addresses = await links.evaluateAll((all) => all.map((link) => link.getAttribute('href')));
      expect(new Set(addresses).size).toBe(addresses.length);
      await page.keyboard.press('ArrowDown');
      expect(await page.evaluate(() => document.activeElement?.textContent)).toBe('Cycle time');
      await page.keyboard.press('Escape');
      expect(await page.locator('dialog.search').getAttribute('open')).toBeNull();
      await page.keyboard.press('/');
      await page.keyboard.press('Escape');
      expect(await page.locator('dialog.search').getAttribute('open')).toBeNull();
      await page.keyboard.press('Control+k');
      await page.keyboard.press('Enter');
      await page.waitForURL('**/metrics/cycle-time/');
    });
  }, 60_000);

  it('two quarters are compared side by side, with the choice in the address', async () => {
    await visit('compare/?team=checkout&from=2026-Q1&to=2026-Q3', async (page) => {
      const row = page.locator('[data-comparison] tbody tr', { hasText: 'Cycle time' }).first();
      await row.waitFor();
      expect(await row.locator('td strong').count()).toBe(2);
      expect(await page.locator('[data-comparison] thead').textContent()).toMatch(/2026-Q1\s*2026-Q3/);
      expect(await row.locator('td').last().textContent()).toMatch(/not a verdict$/);
      await page.locator('select[name="from"]').selectOption('2026-Q2');
      await page.waitForURL('**/compare/?team=checkout&from=2026-Q2&to=2026-Q3');
      await row.locator('td:last-child .verdict').waitFor();
      expect(await row.locator('td').last().textContent()).not.toContain('not a verdict');
      const links = await row
        .locator('a')
        .evaluateAll((all) => all.map((link) => link.getAttribute('href')?.replace(/^\/[^/]*/, '')));
      expect(links).toEqual([
        '/metrics/cycle-time/',
        '/scorecards/2026-Q2/checkout/evidence/#cycle-time',
        '/scorecards/2026-Q3/checkout/evidence/#cycle-time',
      ]);
    });
  }, 60_000);

  it('on a phone, a comparison and its choice lie wholly within the screen', async () => {
    await visit(
      'compare/?team=checkout&from=2026-Q1&to=2026-Q3',
      async (page) => {
        await page.locator('[data-comparison] tbody tr').first().waitFor();
        const beyond = await page
          .locator('[data-compare] select, [data-comparison] :is(th, td)')
          .evaluateAll((parts) =>
            parts
              .filter((part) => part.getBoundingClientRect().right > innerWidth)
              .map((part) => part.textContent),
          );
        expect(beyond).toEqual([]);
        const cut = await page
          .locator('select')
          .evaluateAll((all) => all.filter((select) => select.scrollWidth > select.clientWidth).length);
        expect(cut).toBe(0);
      },
      { viewport: { width: 390, height: 844 } },
    );
  }, 60_000);

  it('without JavaScript the comparison leads to each quarter', async () => {
    const [hidden, links] = await visit(
      'compare/',
      async (page) => [
        await page.locator('[data-compare]').isVisible(),
        await page.locator('.comparison a[href*="2026-Q2/checkout/detail/"]').isVisible(),
      ],
      { javaScriptEnabled: false },
    );
    expect([hidden, links]).toEqual([false, true]);
  }, 60_000);

  it('steps from quarter to quarter by key, and stays at the KPI', async () => {
    await visit('scorecards/2026-Q3/checkout/detail/#cycle-time', async (page) => {
      await page.keyboard.press('ArrowLeft');
      await page.waitForURL('**/scorecards/2026-Q2/checkout/detail/#cycle-time');
      await page.keyboard.press('ArrowRight');
      await page.waitForURL('**/scorecards/2026-Q3/checkout/detail/#cycle-time');
    });
  }, 60_000);

  it('presents one KPI at a time, by keyboard, from the same page', async () => {
    await visit('scorecards/2026-Q3/checkout/detail/', async (page) => {
      await page.locator('present-kpis [data-start]').click();
      expect(await page.locator('h1').isVisible()).toBe(true);
      const shown = page.locator('.section.kpi:visible h2');
      expect(await shown.count()).toBe(1);
      const first = await shown.textContent();
      await page.keyboard.press('ArrowRight');
      expect(await shown.textContent()).not.toBe(first);
      expect(page.url()).toContain('2026-Q3');
      const status = page.locator('.slide-tools [role="status"]');
      await expect.poll(() => status.textContent()).toMatch(/^2 of \d/);
      await page.getByText('Previous', { exact: true }).click();
      expect(await shown.textContent()).toBe(first);
      await page.getByText('Next', { exact: true }).press(' ');
      await expect.poll(() => status.textContent()).toMatch(/^2 of \d/);
      await page.keyboard.press('End');
      await expect.poll(() => status.textContent()).toMatch(/^(\d) of \1/);
      await page.keyboard.press('Escape');
      expect(await page.locator('.section.kpi:visible').count()).toBeGreaterThan(2);
      expect(await page.locator('.slide-tools').isVisible()).toBe(false);
    });
  }, 60_000);

  it('presents in full screen and back without ending, and ends where the browser leaves full screen', async () => {
    await visit('scorecards/2026-Q3/checkout/detail/#present', async (page) => {
      const isFull = () => page.evaluate(() => document.fullscreenElement !== null);
      const presenting = () => page.evaluate(() => document.documentElement.hasAttribute('data-presenting'));
      await page.keyboard.press('f');
      await expect.poll(isFull).toBe(true);
      await page.getByText('Full screen', { exact: true }).click();
      await expect.poll(isFull).toBe(false);
      expect(await presenting()).toBe(true);
      await page.keyboard.press('f');
      await expect.poll(isFull).toBe(true);
      await page.evaluate(() => document.exitFullscreen());
      await expect.poll(presenting).toBe(false);
    });
  }, 60_000);

  it('presents the KPIs in the order of the review, also from there', async () => {
    await visitor.visitEach(reviews, async (page, path) => {
      const order = await page
        .locator('.board a.name')
        .evaluateAll((names) => names.map((name) => name.textContent));
      await page.locator('.siblings').getByText('Present', { exact: true }).click();
      await page.locator('.section[data-slide]').waitFor();
      expect(await page.locator('.section.kpi h2').allTextContents(), path).toEqual(order);
    });
  }, 60_000);

  it.each(
    casesOf<[number, number]>({
      all: [
        [1280, 720],
        [1280, 800],
        [1920, 1080],
        [844, 390],
        [390, 844],
      ],
      // What fits these fits the others, which are higher.
      few: [
        [1280, 720],
        [844, 390],
        [390, 844],
      ],
    }),
  )(
    'no slide overflows a screen of %i × %i, its bar covers nothing, and what is left out is counted',
    (width, height) =>
      visitor.visitEach(
        reviews.map((path) => `${path}detail/#present`),
        async (page, path) => {
          const slide = page.locator('.section[data-slide]');
          const status = page.locator('.slide-tools [role="status"]');
          const count = await page.locator('.section.kpi').count();
          for (let at = 1; at <= count; at += 1) {
            await expect.poll(() => status.textContent()).toMatch(new RegExp(`^${at} of ${count}`));
            const seen = await slide.evaluate((slide) => {
              const bar = document.querySelector('.heading')?.getBoundingClientRect();
              const parts = [...slide.querySelectorAll('*')].filter((part) => part.checkVisibility());
              const ends = parts.map((part) => part.getBoundingClientRect());
              return {
                overflow: slide.scrollHeight - slide.clientHeight,
                beyond: ends.filter(
                  ({ right, bottom }) => right > innerWidth + 1 || bottom > (bar?.top ?? 0) + 1,
                ).length,
                barEnd: bar?.bottom,
                scrolls: document.documentElement.scrollWidth > innerWidth,
                leftOut: slide.querySelectorAll('[data-left-out]').length,
              };
            });
            const where = `${path} ${at}`;
            expect(seen, where).toMatchObject({ overflow: 0, beyond: 0, scrolls: false });
            expect(seen.barEnd, where).toBeLessThanOrEqual(height);
            const told = Number(/(\d+) more/.exec((await status.textContent()) ?? '')?.[1] ?? 0);
            expect(told, where).toBe(seen.leftOut);
            await page.keyboard.press('ArrowRight');
          }
        },
        { viewport: { width, height } },
      ),
    120_000,
  );

  it('weighs at most 60 kB, of which at most 10 kB are scripts, before anything is asked for', async () => {
    const weights = await visit('404.html', async (page) => {
      const answers: Promise<{ type: string; bytes: number }>[] = [];
      page.on('response', (response) => {
        const type = response.headers()['content-type'] ?? '';
        answers.push(
          response.body().then((body) => ({
            type,
            bytes: type.includes('font') || type.includes('octet') ? body.length : gzipSync(body).length,
          })),
        );
      });
      await page.goto(`${visitor.url}scorecards/2026-Q3/catalogue/`, { waitUntil: 'networkidle' });
      return Promise.all(answers);
    });
    const sum = (of: (type: string) => boolean) =>
      weights.filter(({ type }) => of(type)).reduce((total, { bytes }) => total + bytes, 0);
    expect(sum((type) => type.includes('javascript'))).toBeLessThanOrEqual(10_000);
    expect(sum(() => true)).toBeLessThanOrEqual(60_000);
  }, 60_000);

  it('home shows the state of every team on the first screen', async () => {
    const states = await visit(
      '',
      (page) =>
        page
          .locator('.states li')
          .evaluateAll((all) => all.map((state) => state.getBoundingClientRect().bottom)),
      screen,
    );
    expect(states).toHaveLength(5);
    for (const bottom of states) expect(bottom).toBeLessThanOrEqual(screen.viewport.height);
  }, 60_000);
});
