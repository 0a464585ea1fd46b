import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { launchBrowser } from '../../scripts/lib/browser.ts';
import { printReviews } from '../../scripts/lib/printReviews.ts';

const folder = 'scorecards/2026-Q3/checkout';
const at = '2026-10-01T00:00:00.000Z';

let root: string;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'plumbline-print-'));
  await mkdir(join(root, 'dist', folder), { recursive: true });
  await writePage('Checkout');
});
afterEach(() => rm(root, { recursive: true, force: true }));

const writePage = (title: string) =>
  writeFile(
    join(root, 'dist', folder, 'index.html'),
    `<!doctype html><html lang="en"><title>${title}</title><h1>${title}</h1><p>Detail<span data-print></span>`,
  );
const print = (options: Partial<Parameters<typeof printReviews>[1]> = {}) =>
  printReviews([{ folder, at }], {
    dist: join(root, 'dist'),
    base: '/base/',
    cache: join(root, 'cache'),
    seconds: 60,
    ...options,
  });
const read = (name: string) => readFile(join(root, 'dist', folder, name), 'latin1');

test('a review is printed with tags, a title and a date that does not change, and is linked from its page', async () => {
  expect(await print()).toBe('1 review printed.');
  const first = await read('review.pdf');
  expect(first).toMatch(/^%PDF-/);
  expect(first).toContain('/MarkInfo <</Type /MarkInfo\n/Marked true');
  expect(first).toContain("D:20261001000000+00'00'");
  expect(await read('index.html')).toContain('<a href="review.pdf">');

  await rm(join(root, 'cache'), { recursive: true });
  await writePage('Checkout');
  await print();
  expect(await read('review.pdf')).toBe(first);
}, 60_000);

test('what was printed from the same page is taken from the cache, and what changed is printed again', async () => {
  await print();
  const noBrowser = { launch: () => Promise.reject(new Error('none')) };
  await writePage('Checkout');
  expect(await print(noBrowser)).toBe('1 review printed.');
  await writePage('Changed');
  expect(await print(noBrowser)).toBe('No review was printed, because no browser could be started: none');
}, 60_000);

test('the site stays as it was without a browser, and a review without time is reported', async () => {
  const before = await read('index.html');
  expect(await print({ launch: () => Promise.reject(new Error('no Chrome\nat all')) })).toBe(
    'No review was printed, because no browser could be started: no Chrome',
  );
  expect(await print({ seconds: -1, launch: launchBrowser })).toBe(
    '0 reviews printed. There was no time for 1 other within -1 s; the next build goes on from there.',
  );
  expect(await read('index.html')).toBe(before);
});

test('a browser that stops while it prints is reported, and leaves the site as it was', async () => {
  const before = await read('index.html');
  const launch = async () => {
    const browser = await launchBrowser();
    const newContext = browser.newContext.bind(browser);
    browser.newContext = async (options) => {
      const context = await newContext(options);
      await browser.close();
      return context;
    };
    return browser;
  };
  expect(await print({ launch })).toMatch(/^No review was printed, because the browser stopped: .*closed/);
  expect(await read('index.html')).toBe(before);
});
