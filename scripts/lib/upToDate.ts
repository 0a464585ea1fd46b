import { createHash } from 'node:crypto';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import { addContents } from '../../src/facts/folderDigest.ts';
import { environmentOf, type Folders } from '../../src/handbook/organisationFolder.ts';
import { rendererKey } from '../../src/views/keptRenderer.ts';

const notesSchema = z.strictObject({ from: z.string(), site: z.string() });

/**
 * @param folders as absolute paths
 * @returns a digest of everything that a site is built from; facts count as the scorecards that were computed from them
 */
export async function siteInputs(
  root: string,
  folders: Folders,
  env: Readonly<Record<string, string | undefined>>,
): Promise<string> {
  const key = await rendererKey(root, { ...env, ...environmentOf(folders) });
  const hash = createHash('sha256').update(key);
  await addContents(hash, root, 'scripts');
  await addContents(hash, folders.data, '.', (file) => !file.startsWith('snapshots/'));
  return hash.digest('hex');
}

/** @returns whether the project's `dist` is, file by file, what a build from these inputs wrote */
export async function isUpToDate(root: string, inputs: string): Promise<boolean> {
  const text = await readFile(notesIn(root), 'utf8').catch(() => undefined);
  const built = text === undefined ? undefined : notesSchema.safeParse(JSON.parse(text)).data;
  return built?.from === inputs && built.site === (await siteDigest(root));
}

/** Notes what `dist` was built from. */
export async function noteBuilt(root: string, inputs: string): Promise<void> {
  await mkdir(dirname(notesIn(root)), { recursive: true });
  await writeFile(notesIn(root), JSON.stringify({ from: inputs, site: await siteDigest(root) }));
}

/** Forgets what `dist` was built from, before it is replaced. */
export async function forgetBuilt(root: string): Promise<void> {
  await rm(notesIn(root), { force: true });
}

function notesIn(root: string): string {
  return join(root, '.cache/site/built.json');
}

async function siteDigest(root: string): Promise<string> {
  const hash = createHash('sha256');
  await addContents(hash, join(root, 'dist'), '.');
  return hash.digest('hex');
}
