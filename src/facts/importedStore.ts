import { dirname, join } from 'node:path';
import { z } from 'zod';
import { readStored, refuseLink, refuseLinksIn } from './disk.ts';
import {
  type ImportedFact,
  type ImportedManifest,
  importedFactSchema,
  importedManifestSchema,
} from './imported.ts';
import { Problem } from './problem.ts';
import { presentFolder } from './replacedFolder.ts';
import { sha256 } from './sha256.ts';

export const MANIFEST_FILE = 'manifest.json';
export const OBSERVATIONS_FILE = 'observations.parquet';
export const FACTS_FILE = 'facts.ndjson';

/** @returns where what an import has become is to be: `<data>/imported/<id>` */
export function importedFolder(data: string, id: string): string {
  return join(data, 'imported', id);
}

/** @returns a file of what an import has become */
export function importedFile(data: string, id: string, name: string): string {
  return join(presentFolder(importedFolder(data, id)), name);
}

/**
 * @returns what an import says about itself; null when it was never read
 * @throws Problem when it is not what was written, or there is a symbolic link in its place
 */
export async function readImportedManifest(data: string, id: string): Promise<ImportedManifest | null> {
  const file = importedFile(data, id, MANIFEST_FILE);
  for (const path of [dirname(dirname(file)), dirname(file)]) await refuseLink(path);
  await refuseLinksIn(dirname(file));
  const bytes = await readStored(file);
  if (bytes === null) return null;
  try {
    return importedManifestSchema.parse(JSON.parse(bytes.toString()));
  } catch (cause) {
    throw damaged(file, cause instanceof z.ZodError ? z.prettifyError(cause) : String(cause));
  }
}

/**
 * @returns the facts of an import
 * @throws Problem when they are not what was written
 */
export async function readImportedFacts(
  data: string,
  { id, digests }: ImportedManifest,
): Promise<ImportedFact[]> {
  const expected = digests[FACTS_FILE];
  if (expected === undefined) return [];
  const file = importedFile(data, id, FACTS_FILE);
  const bytes = await readStored(file);
  if (bytes === null || sha256(bytes) !== expected)
    throw damaged(file, bytes === null ? 'no such file' : 'other bytes than were written');
  return bytes
    .toString()
    .split('\n')
    .slice(0, -1)
    .map((line) => importedFactSchema.parse(JSON.parse(line)));
}

function damaged(place: string, found: string): Problem {
  return new Problem({
    place,
    found,
    expected: 'what `npm run import` wrote',
    remedy: 'Delete the folder and run `npm run import`, or restore it from version control.',
  });
}
