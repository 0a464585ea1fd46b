import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { handbookOf } from '../support/handbook.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'plumbline-checks-'));
  await mkdir(join(folder, 'src/handbook'), { recursive: true });
  await writeFile(join(folder, 'src/handbook/body.ts'), '// one');
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const RIGHT = { file: 'metrics/a.mdx', text: 'Right, see [b](metric:b).' };
const KNOWN = { ...handbookOf({}).known, metric: ['b'] };

/** Starts a server, or a build, that has read nothing yet; it reads one text. @returns the files it knew before */
async function start(inDevelopment: boolean, read = RIGHT): Promise<string[]> {
  vi.resetModules();
  const { keepChecks } = await import('../../src/views/keepChecks.ts');
  const { checkBody, textsFoundRight } = await import('../../src/handbook/body.ts');
  const cache = pathToFileURL(join(folder, 'cache/'));
  const save = await keepChecks(pathToFileURL(`${folder}/`), cache, inDevelopment);
  const known = [...textsFoundRight().keys()];
  try {
    checkBody(read, KNOWN);
  } finally {
    await save();
  }
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
