import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { casesOf, isDeep } from '../support/deep.ts';
import { kindsOfPages } from '../support/pages.ts';
import { builtSite } from '../support/site.ts';
import { barriersOn, COLOUR_RULES, layoutShift, type Visitor, visitorOf } from '../support/visitor.ts';

const detail = 'scorecards/2026-Q3/catalogue/detail/';
/** What `npm test` looks at, which changes most. */
const few = [
  '',
  'scorecards/2026-Q3/checkout/',
  detail,
  'scorecards/2026-Q3/labs/evidence/',
  'compare/',
  'metrics/time-to-restore-service/',
  'pyramid/',
];
const kinds = isDeep ? kindsOfPages : few;

let visitor: Visitor;
const visit: Visitor['visit'] = (path, look, options) => visitor.visit(path, look, options);

beforeAll(async () => {
  visitor = await visitorOf(await builtSite('/metrics-of-ours/'));
}, 300_000);

afterAll(() => visitor?.[Symbol.asyncDispose]());

const unfold = (page: Page) =>
  page.evaluate(() => {
    for (const details of document.querySelectorAll('details')) details.open = true;
  });

/** Opens each thing that opens on a page, in turn: what it adds to the page, or changes there. */
const dialogs: Record<string, { open: (page: Page) => Promise<void>; part?: string }> = {
  'the search with results': {
    open: async (page) => {
      await page.keyboard.press('/');
      await page.locator('.search input').fill('cycle');
      await page.locator('.search li a').first().waitFor();
    },
    part: 'dialog.search',
  },
  'the search without results': {
    open: async (page) => {
      await page.keyboard.press('/');
      await page.locator('.search input').fill('qqqzzzxxx');
      await page.getByText('Nothing was found.').waitFor();
    },
    part: 'dialog.search',
  },
  'the chart to explore': {
    open: async (page) => {
      await page.locator('explore-weeks [data-do=open]').first().click();
      await page.locator('explore-weeks svg').first().waitFor();
    },
    part: 'figure:has(.explorer svg)',
  },
  'the presentation': {
    open: async (page) => {
      await page.locator('present-kpis [data-start]').click();
      await page.locator('.slide-tools').waitFor();
    },
  },
};

interface Look {
  colorScheme: 'light' | 'dark';
  width: number;
  /** Default: all. */
  rules?: readonly string[];
}

const looks = casesOf<Look>({
  all: [
    { colorScheme: 'light', width: 390 },
    { colorScheme: 'light', width: 1280 },
    { colorScheme: 'dark', width: 390 },
    { colorScheme: 'dark', width: 1280 },
  ],
  few: [
    { colorScheme: 'light', width: 390 },
    { colorScheme: 'dark', width: 1280, rules: COLOUR_RULES },
  ],
});

describe.each(looks)('in $colorScheme at $width pixels', ({ colorScheme, width, rules }) => {
  const options = { colorScheme, viewport: { width, height: 900 }, bypassCSP: true };

  it(`no page has a barrier by WCAG 2.2 AA, ${isDeep ? 'folded or ' : ''}unfolded`, async () => {
    await visitor.visitEach(
      kinds,
      async (page, path) => {
        expect(await page.getAttribute('html', 'data-theme')).toBe(colorScheme);
        const folded = isDeep ? await barriersOn(page, { rules }) : [];
        await unfold(page);
        expect([...folded, ...(await barriersOn(page, { rules }))], path).toEqual([]);
      },
      options,
    );
  }, 600_000);

  it.each(Object.keys(dialogs))(
    '%s has no barrier',
    async (name) => {
      const found = await visit(
        detail,
        async (page) => {
          const { open, part } = dialogs[name] ?? {};
          await open?.(page);
          return barriersOn(page, { rules, part });
        },
        options,
      );
      expect(found).toEqual([]);
    },
    120_000,
  );

  it('the list of all items behind a number has no barrier', async () => {
    const found = await visit(
      'scorecards/2026-Q3/organisation/evidence/#cycle-time',
      async (page) => {
        await page.locator('details[open] evidence-list button').click();
        await page.locator('.list-tools').first().waitFor();
        return barriersOn(page, { rules, part: 'details:has(.list-tools)' });
      },
      options,
    );
    expect(found).toEqual([]);
  }, 120_000);
});

it.each(casesOf({ all: [390, 1280], few: [390] }))(
  'nothing moves after it was painted, at %i pixels',
  async (width) => {
    for (const path of kinds) {
      const shift = await visit(path, layoutShift, { viewport: { width, height: 800 } });
      expect(shift, path).toBeLessThan(0.005);
    }
  },
  300_000,
);

it('the first stop of a keyboard on each page skips to its content', async () => {
  await visitor.visitEach(kinds, async (page, path) => {
    await page.keyboard.press('Tab');
    expect(await page.evaluate(() => document.activeElement?.getAttribute('href')), path).toBe('#_top');
    await page.keyboard.press('Enter');
    expect(await page.evaluate(() => document.querySelector(':target')?.id), path).toBe('_top');
  });
}, 300_000);

it('the last KPI of a review is at most 60 stops of a keyboard away', async () => {
  for (const scope of ['catalogue', 'checkout', 'labs', 'platform', 'organisation']) {
    const stops = await visit(`scorecards/2026-Q3/${scope}/`, async (page) => {
      const isLast = () =>
        document.activeElement === [...document.querySelectorAll('.kpi-row a.name')].at(-1);
      for (let stop = 1; stop <= 100; stop += 1) {
        await page.keyboard.press('Tab');
        if (await page.evaluate(isLast)) return stop;
      }
      return Number.POSITIVE_INFINITY;
    });
    expect(stops, scope).toBeLessThanOrEqual(60);
  }
}, 120_000);

it('without JavaScript no page shows a control that does nothing', async () => {
  const controls = 'button:visible, select:visible, input:visible, [role="button"]:visible';
  await visitor.visitEach(
    kinds,
    async (page, path) => expect(await page.locator(controls).allTextContents(), path).toEqual([]),
    { javaScriptEnabled: false },
  );
}, 300_000);
