import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { findBrowser, launchBrowser } from '../../scripts/lib/browser.ts';
import { type ServedFolder, serveFolder } from './serveFolder.ts';

let outside: string;
let served: ServedFolder;

beforeAll(async () => {
  outside = await mkdtemp(join(tmpdir(), 'served-'));
  await mkdir(join(outside, 'site/page'), { recursive: true });
  await writeFile(join(outside, 'secret.txt'), 'outside the folder');
  await writeFile(join(outside, 'site/404.html'), '<h1>Not here</h1>');
  await writeFile(
    join(outside, 'site/page/index.html'),
    '<title>A page</title><p>mmmmmmmm</p><script src="../text.js"></script>',
  );
  await writeFile(join(outside, 'site/text.js'), 'document.title += " with script";');
  served = await serveFolder(join(outside, 'site'), {
    base: '/base/',
    headers: { 'content-security-policy': "script-src 'self'" },
  });
});

afterAll(async () => {
  await served.close();
  await rm(outside, { recursive: true });
});

test('a real browser reads a page below the base, runs its script, and has fonts', async () => {
  const browser = await launchBrowser();
  try {
    const page = await browser.newPage();
    const answer = await page.goto(`${served.url}page/`);
    expect(answer?.headers()['content-security-policy']).toBe("script-src 'self'");
    expect(await page.title()).toBe('A page with script');
    expect(await page.locator('p').evaluate((p) => p.getClientRects()[0]?.height)).toBeGreaterThan(8);
    const [wide, narrow] = await page.evaluate(() => {
      const pen = document.createElement('canvas').getContext('2d');
      if (pen !== null) pen.font = '20px sans-serif';
      return ['mmmm', 'iiii'].map((text) => pen?.measureText(text).width ?? 0);
    });
    expect(narrow).toBeGreaterThan(0);
    expect(wide).toBeGreaterThan(narrow ?? Number.POSITIVE_INFINITY);
  } finally {
    await browser.close();
  }
});

test('the browser finds its fonts after the project’s folder was moved: nothing names the folder', async () => {
  const { FONTCONFIG_FILE: fonts } = (await findBrowser()).env;
  const project = join(import.meta.dirname, '../..');
  if (fonts !== undefined) expect(await readFile(fonts, 'utf8')).not.toContain(project);
});

test('the browser says which one it is', async () => {
  expect((await findBrowser()).name).toMatch(/Chrom/i);
});

test('what is not there, and what is outside of the base, is the page for it', async () => {
  for (const path of ['base/none', 'elsewhere/page/']) {
    const answer = await fetch(new URL(`/${path}`, served.url));
    expect([answer.status, await answer.text()]).toEqual([404, '<h1>Not here</h1>']);
  }
});

test('no path leads out of the folder', async () => {
  for (const path of [
    '/base/../../secret.txt',
    '/base/..%2fsecret.txt',
    '/base/%2e%2e/secret.txt',
    '/base/%00',
  ]) {
    expect(await rawStatus(path)).toBe(404);
  }
});

/** Asks for a path as it stands: `fetch` would resolve the dots. */
function rawStatus(path: string): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    const { hostname, port } = new URL(served.url);
    request({ hostname, port, path }, (answer) => resolve(answer.resume().statusCode))
      .on('error', reject)
      .end();
  });
}
