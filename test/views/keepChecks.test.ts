import { once } from 'node:events';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { Worker } from 'node:worker_threads';
import { afterEach, beforeEach, expect, test } from 'vitest';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'plumbline-checks-'));
  await mkdir(join(folder, 'src/handbook'), { recursive: true });
  await writeFile(join(folder, 'src/handbook/body.ts'), '// one');
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const RIGHT = { file: 'metrics/a.mdx', text: 'Right, see [b](metric:b).' };

/** Starts a server, or a build, that has read nothing yet; it reads one text. @returns the files it knew before */
async function start(inDevelopment: boolean, read = RIGHT): Promise<unknown> {
  const [root, cache] = [`${folder}/`, join(folder, 'cache/')].map((path) => pathToFileURL(path).href);
  const thread = new Worker(new URL('../support/readOnce.ts', import.meta.url), {
    workerData: { root, cache, inDevelopment, read },
  });
  const [[known]] = await Promise.all([once(thread, 'message'), once(thread, 'exit')]);
  return known;
}

test('what a server or a build found right is known at the next start of development', async () => {
  expect(await start(true)).toEqual([]);
  expect(await start(true)).toEqual([RIGHT.file]);
  await rm(join(folder, 'cache'), { recursive: true });
  await start(false);
  expect(await start(true)).toEqual([RIGHT.file]);
});

test('a build trusts nothing, and nothing is trusted that other code found', async () => {
  await start(true);
  expect(await start(false)).toEqual([]);
  await writeFile(join(folder, 'src/handbook/body.ts'), '// two');
  expect(await start(true)).toEqual([]);
  expect(await start(true)).toEqual([RIGHT.file]);
});

test('a text that changed is read again, and one that is wrong is kept as nothing', async () => {
  await start(true);
  const wrong = { ...RIGHT, text: 'Wrong: {process.exit()}' };
  for (let times = 0; times < 2; times += 1)
    await expect(start(true, wrong)).rejects.toThrow('an expression in braces');
});

test('a file that is damaged counts as none', async () => {
  await start(true);
  await writeFile(join(folder, 'cache/found-right.json'), '{"code":');
  expect(await start(true)).toEqual([]);
});
