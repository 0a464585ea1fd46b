import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import writeFileAtomic from 'write-file-atomic';
import { z } from 'zod';
import { erratumSchema } from '../errata.ts';
import type { QuarterEvidence } from './quarterEvidence.ts';

/** What the list of a site's files and pages of other quarters need of a quarter's evidence. */
const outlineSchema = z.strictObject({
  /** By scope, the names of the files of evidence. */
  files: z.record(z.string(), z.array(z.string())),
  errata: z.array(erratumSchema),
});

export type Outline = z.infer<typeof outlineSchema>;

export function outlineOf({ files, errata }: Pick<QuarterEvidence, 'files' | 'errata'>): Outline {
  return {
    files: Object.fromEntries([...files].map(([scope, named]) => [scope, [...named.keys()]])),
    errata: [...errata],
  };
}

/**
 * An outline from a folder if one with this key is there; else it is made and kept.
 * @param key a digest of everything that the outline depends on
 */
export async function keptOutline(
  folder: string,
  quarter: string,
  key: string,
  make: () => Promise<Outline>,
): Promise<Outline> {
  const file = join(folder, `${quarter}.json`);
  const kept = keptSchema.safeParse(await readJson(file));
  if (kept.success && kept.data.key === key) return kept.data.outline;
  const outline = await make();
  await mkdir(folder, { recursive: true });
  await writeFileAtomic(file, JSON.stringify({ key, outline }));
  return outline;
}

const keptSchema = z.strictObject({ key: z.string(), outline: outlineSchema });

async function readJson(file: string): Promise<unknown> {
  try {
    return JSON.parse(await readFile(file, 'utf8'));
  } catch {
    return undefined;
  }
}
