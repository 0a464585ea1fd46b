import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from 'vitest';
import { type Database, openDatabase } from '../../src/facts/duckdb.ts';

let opened: Promise<Database> | undefined;
const folders: string[] = [];

/** @returns the database of this test file */
export function database(): Promise<Database> {
  opened ??= openDatabase(1);
  return opened;
}

/** @returns a folder that is removed after the tests of this file */
export async function temporaryFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'plumbline-test-'));
  folders.push(folder);
  return folder;
}

afterAll(async () => {
  (await opened)?.close();
  opened = undefined;
  for (const folder of folders.splice(0)) await rm(folder, { recursive: true, force: true });
});
