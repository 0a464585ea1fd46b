import { chmod, mkdir, mkdtemp, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { inject } from 'vitest';
import type { TestProject } from 'vitest/node';

/** Inside of the project: for a folder elsewhere Astro would keep its work in `.astro`, where two builds meet. */
const cache = join(import.meta.dirname, '../../node_modules/.cache/plumbline-site');

declare module 'vitest' {
  interface ProvidedContext {
    /** What the test files of a run make for each other; removed at its end. */
    runFolder: string;
    /** The same outside of the project: Node strips no types in `node_modules`. */
    outsideFolder: string;
  }
}

/** Vitest’s global setup: folders for as long as the tests run. It is called for each project, and all share them. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  // The process of the run, by when it started: its number may have been that of an earlier one.
  const run = `${process.pid}-${Math.round(performance.timeOrigin)}`;
  const folder = join(cache, `run-${run}`);
  await mkdir(folder, { recursive: true });
  project.provide('runFolder', folder);
  const outside = join(tmpdir(), `plumbline-run-${run}`);
  await mkdir(outside, { recursive: true });
  // For commands that a test runs as another user.
  await chmod(outside, 0o755);
  project.provide('outsideFolder', outside);
  return async () => {
    for (const one of [folder, outside]) await rm(one, { recursive: true, force: true });
  };
}

/** @returns a new folder for one test file, inside of the project */
export function ownFolder(): Promise<string> {
  return mkdtemp(join(inject('runFolder'), 'own-'));
}

/**
 * Makes something that takes long once a run, whichever test file asks first; others wait for it.
 * @returns the folder that it was made in
 * @throws in every file that asks, with what was said when it failed
 */
export async function madeOnce(
  name: string,
  make: (folder: string) => Promise<void>,
  { outside = false } = {},
): Promise<string> {
  const folder = join(inject(outside ? 'outsideFolder' : 'runFolder'), name);
  const outcome = `${folder}.outcome`;
  const first = await mkdir(folder).then(
    () => true,
    () => false,
  );
  if (first) {
    const fault = await make(folder).then(
      () => '',
      (error: unknown) => (error instanceof Error ? (error.stack ?? error.message) : String(error)),
    );
    await writeFile(`${outcome}.part`, fault);
    await rename(`${outcome}.part`, outcome);
  }
  while ((await stat(outcome).catch(() => undefined)) === undefined) await setTimeout(200);
  const fault = await readFile(outcome, 'utf8');
  if (fault !== '') throw new Error(`${name}: ${fault}`);
  return folder;
}
