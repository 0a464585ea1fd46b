import { hash } from 'node:crypto';
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { type Database, openDatabase } from '../../src/facts/duckdb.ts';
import type { ImportedManifest } from '../../src/facts/imported.ts';
import { importedFile, OBSERVATIONS_FILE, readImportedManifest } from '../../src/facts/importedStore.ts';
import { type ImportedPart, importedPartSchema } from '../../src/scoring/importedPart.ts';
import { writeImportTables } from '../../src/scoring/tables/importTables.ts';
import { importIds } from './imports.ts';

const INDEX = 'shares.json';

/** @returns what was read of the declared imports; none of those that were never read */
export async function readImports(folder: string, data: string): Promise<ImportedManifest[]> {
  const ids = await importIds(folder);
  const manifests = await Promise.all(ids.map((id) => readImportedManifest(data, id)));
  return manifests.filter((manifest) => manifest !== null);
}

/** @returns the ids of the metrics that imports have rows of */
export function fedMetrics(imports: readonly ImportedManifest[]): Set<string> {
  return new Set(
    imports.flatMap(({ metrics }) => metrics.filter(({ rows }) => rows > 0).map(({ metric }) => metric)),
  );
}

/**
 * Makes the tables of imports, unless that has been done.
 * @param numbers ids of the metrics, in the order of their numbers
 * @param code digest of the code that measures
 */
export async function importedTables(
  imports: readonly ImportedManifest[],
  numbers: readonly string[],
  { data, cache, spare, code }: { data: string; cache: string; spare: string; code: string },
): Promise<ImportedPart[]> {
  const parts: ImportedPart[] = [];
  let database: Database | undefined;
  try {
    for (const manifest of imports) {
      if (manifest.metrics.length === 0) {
        parts.push({ manifest, folder: '', shares: [] });
        continue;
      }
      const key = hash('sha256', JSON.stringify([code, manifest, numbers])).slice(0, 40);
      const known = await readShares(join(cache, key));
      if (known !== null) {
        parts.push({ manifest, folder: join(cache, key), shares: known });
        continue;
      }
      database ??= await openDatabase(1);
      const make = { database, data, manifest, numbers, key };
      parts.push(await write(cache, make).catch(() => write(spare, make)));
    }
    return parts;
  } finally {
    database?.close();
  }
}

async function readShares(folder: string): Promise<ImportedPart['shares'] | null> {
  try {
    const text = await readFile(join(folder, INDEX), 'utf8');
    return z.array(importedPartSchema.shape.shares.element).parse(JSON.parse(text));
  } catch {
    return null;
  }
}

interface Make {
  database: Database;
  data: string;
  manifest: ImportedManifest;
  numbers: readonly string[];
  key: string;
}

/** Writes a folder, whole or not at all. */
async function write(
  parent: string,
  { database, data, manifest, numbers, key }: Make,
): Promise<ImportedPart> {
  const folder = join(parent, key);
  const staging = `${folder}.writing-${process.pid}`;
  const observations = importedFile(data, manifest.id, OBSERVATIONS_FILE);
  try {
    await mkdir(join(staging, 'people'), { recursive: true });
    const shares = await writeImportTables(database, staging, observations, manifest, numbers);
    await writeFile(join(staging, INDEX), JSON.stringify(shares));
    await rm(folder, { recursive: true, force: true });
    await rename(staging, folder);
    return { manifest, folder, shares };
  } finally {
    await rm(staging, { recursive: true, force: true });
  }
}
