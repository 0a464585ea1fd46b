import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { ifThere } from './disk.ts';
import {
  type ImportedFact,
  type ImportedManifest,
  importedFactSchema,
  importedManifestSchema,
} from './imported.ts';
import { Problem } from './problem.ts';
import { sha256 } from './sha256.ts';

export const MANIFEST_FILE = 'manifest.json';
export const OBSERVATIONS_FILE = 'observations.parquet';
export const FACTS_FILE = 'facts.ndjson';

/** @returns the folder of what an import has become: `<data>/imported/<id>` */
export function importedFolder(data: string, id: string): string {
  return join(data, 'imported', id);
}

/**
 * @returns what an import says about itself; null when it was never read
 * @throws Problem when it is not what was written
 */
export async function readImportedManifest(data: string, id: string): Promise<ImportedManifest | null> {
  const file = join(importedFolder(data, id), MANIFEST_FILE);
  const text = await ifThere(readFile(file, 'utf8'));
  if (text === null) return null;
  try {
    return importedManifestSchema.parse(JSON.parse(text));
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
  const file = join(importedFolder(data, id), FACTS_FILE);
  const text = await ifThere(readFile(file, 'utf8'));
  if (text === null || sha256(text) !== expected)
    throw damaged(file, text === null ? 'no such file' : 'other bytes than were written');
  return text
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
