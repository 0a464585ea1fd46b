import { type Database, openDatabase } from '../../src/facts/duckdb.ts';

let opened: Promise<Database> | undefined;

/** @returns the database of all test files of this process, which ends with it */
export function database(): Promise<Database> {
  opened ??= openDatabase(1);
  return opened;
}
