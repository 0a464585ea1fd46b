import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { launchBrowser } from '../../scripts/lib/browser.ts';
import { renderChart } from '../../src/charts/render.ts';
import { NARROW, WIDE } from '../../src/charts/theme.ts';
import { allCharts } from './examples.ts';

let browser: Browser;

beforeAll(async () => {
  browser = await launchBrowser();
});
afterAll(() => browser.close());

async function open(width: number, viewport: number): Promise<Page> {
  const charts = Object.entries(allCharts(width)).filter(([name]) => name !== 'sparkline');
  const svgs = await Promise.all(charts.map(([name, spec]) => renderChart(spec, { id: name })));
  const page = await browser.newPage({ viewport: { width: viewport, height: 800 } });
  await page.setContent(
    `<!doctype html><style>
      :root { color-scheme: light dark; --chart-series: light-dark(rgb(1, 2, 3), rgb(4, 5, 6)) }
      body { margin: 8px; font-family: monospace }
    </style>${svgs.join('')}`,
  );
  return page;
}

test('a browser paints a chart in the page’s colours, light and dark, without a script', async () => {
  const page = await open(WIDE, 1000);
  const line = page.locator('path[stroke="var(--chart-series)"]').first();
  const paint = () => line.evaluate((element) => getComputedStyle(element).stroke);
  await page.emulateMedia({ colorScheme: 'light' });
  expect(await paint()).toBe('rgb(1, 2, 3)');
  await page.emulateMedia({ colorScheme: 'dark' });
  expect(await paint()).toBe('rgb(4, 5, 6)');
  await page.close();
});

test.each([
  ['a page', WIDE, 1000],
  ['a phone', NARROW, 360],
])(
  'on %s it fills its container, has the page’s font and clips no text, even in a wide one',
  async (_, width, viewport) => {
    const page = await open(width, viewport);
    const seen = await page.locator('svg').evaluateAll((charts) =>
      charts.map((chart) => {
        const edge = chart.getBoundingClientRect();
        const texts = [...chart.querySelectorAll('text')];
        const out = texts.filter((text) => {
          const box = text.getBoundingClientRect();
          return (
            box.left < edge.left || box.right > edge.right || box.top < edge.top || box.bottom > edge.bottom
          );
        });
        const fonts = new Set(texts.map((text) => getComputedStyle(text).fontFamily));
        return { width: edge.width, out: out.map((text) => text.textContent), fonts: [...fonts] };
      }),
    );
    expect(seen).toHaveLength(6);
    for (const chart of seen) expect(chart).toEqual({ width: viewport - 16, out: [], fonts: ['monospace'] });
    await page.close();
  },
);
