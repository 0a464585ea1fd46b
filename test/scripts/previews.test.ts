import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { addPreviews } from '../../scripts/lib/previews.ts';

let root: string;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'plumbline-previews-'));
  await mkdir(join(root, 'dist/metrics/cycle-time'), { recursive: true });
  await writeFile(
    join(root, 'dist/metrics/cycle-time/index.html'),
    '<!doctype html><html lang="en"><head><title>Cycle time</title></head><h1>Cycle time</h1>',
  );
});
afterEach(() => rm(root, { recursive: true, force: true }));

const add = (options: Partial<Parameters<typeof addPreviews>[1]> = {}) =>
  addPreviews(['metrics/cycle-time'], {
    dist: join(root, 'dist'),
    base: '/base/',
    site: 'https://metrics.example',
    cache: join(root, 'cache'),
    seconds: 60,
    ...options,
  });
const read = (name: string) => readFile(join(root, 'dist/metrics/cycle-time', name));

test('a page names the picture of itself by its whole address, with its size', async () => {
  expect(await add()).toBe('1 preview made.');
  expect((await read('preview.jpg')).subarray(0, 2)).toEqual(Buffer.from([0xff, 0xd8]));
  expect((await read('index.html')).toString()).toContain(
    '<meta property="og:image" content="https://metrics.example/base/metrics/cycle-time/preview.jpg"/><meta property="og:image:width" content="1200"/>',
  );
}, 60_000);

test('without a browser, or without time, the page stays as it was, and this is reported', async () => {
  const before = await read('index.html');
  expect(await add({ launch: () => Promise.reject(new Error('no Chrome\nat all')) })).toBe(
    'No preview was made, because no browser could be started: no Chrome',
  );
  expect(await add({ seconds: -1 })).toBe('0 previews made. There was no time for 1 other within -1 s.');
  expect(await read('index.html')).toEqual(before);
});
