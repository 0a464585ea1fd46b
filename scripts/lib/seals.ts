import { readdir, readFile, rm } from 'node:fs/promises';
import { dirname, join, sep } from 'node:path';
import writeFileAtomic from 'write-file-atomic';
import { z } from 'zod';
import { makeFolder, refuseLink, writing } from '../../src/facts/disk.ts';
import { Problem } from '../../src/facts/problem.ts';
import { type Seal, sealSchema } from '../../src/scorecard/seal.ts';

function sealFile(data: string, quarter: string, scope: string): string {
  return join(data, 'seals', quarter, `${scope}.json`);
}

/**
 * @returns null for what was never sealed
 * @throws Problem for a seal that cannot be read: without it a change would go unnoticed
 */
export async function readSeal(data: string, quarter: string, scope: string): Promise<Seal | null> {
  const file = sealFile(data, quarter, scope);
  for (const path of [dirname(dirname(file)), dirname(file), file]) await refuseLink(path);
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return null;
    throw error;
  });
  if (text === null) return null;
  let reason: string;
  try {
    const parsed = sealSchema.safeParse(JSON.parse(text));
    const seal = parsed.data;
    if (seal?.quarter === quarter && seal.scope === scope) return seal;
    reason = parsed.success
      ? `it seals ${parsed.data.quarter} ${parsed.data.scope}`
      : z.prettifyError(parsed.error);
  } catch (error) {
    reason = error instanceof Error ? error.message : String(error);
  }
  throw new Problem({
    place: file,
    found: `no valid seal: ${reason}`,
    expected: 'a seal as `npm run seal` wrote it',
    remedy: 'Restore the file from version control.',
  });
}

/**
 * Every seal of a data folder, in order; none where nothing was sealed.
 * @throws Problem for a seal that cannot be read
 */
export async function readSeals(data: string): Promise<Seal[]> {
  const names = await namesIn(data);
  const seals = await Promise.all(
    names
      .sort()
      .map((name) => name.split(sep))
      .filter(([, file, ...deeper]) => file?.endsWith('.json') && deeper.length === 0)
      .map(([quarter = '', file = '']) => readSeal(data, quarter, file.slice(0, -'.json'.length))),
  );
  return seals.filter((seal) => seal !== null);
}

/** @returns the paths of all files and folders below the folder of seals */
function namesIn(data: string): Promise<string[]> {
  return readdir(join(data, 'seals'), { recursive: true }).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return [];
    throw error;
  });
}

/** Removes what a run that was killed while it wrote a seal left beside it. */
export async function removeHalfWritten(data: string): Promise<void> {
  for (const name of await namesIn(data))
    if (/\.json\.\d+$/.test(name)) await rm(join(data, 'seals', name), { force: true });
}

/** Writes a seal, whole or not at all. */
export async function writeSeal(data: string, seal: Seal): Promise<void> {
  const file = sealFile(data, seal.quarter, seal.scope);
  await writing(file, async () => {
    for (const path of [dirname(dirname(file)), dirname(file), file]) await refuseLink(path);
    await makeFolder(dirname(file));
    await writeFileAtomic(file, `${JSON.stringify(seal, null, 1)}\n`);
  });
}
