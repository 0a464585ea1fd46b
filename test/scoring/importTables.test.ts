import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { ImportedManifest } from '../../src/facts/imported.ts';
import { writeImportTables } from '../../src/scoring/tables/importTables.ts';
import { tableFile } from '../../src/scoring/tables/repositoryTables.ts';
import { database } from '../support/database.ts';

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tables-'));
  await mkdir(join(folder, 'people'));
});
afterEach(() => rm(folder, { recursive: true }));

const manifest = (teams: readonly string[]): ImportedManifest => ({
  schemaVersion: 1,
  id: 'desk',
  title: 'Tickets',
  tool: 'Desk',
  delivered: 'weekly',
  declaration: '',
  files: [],
  setAside: [],
  metrics: [
    {
      metric: 'tickets',
      rows: 1,
      aggregated: false,
      currency: null,
      cohort: null,
      from: null,
      through: '2026-10-01T00:00:00Z',
      teams: [...teams],
    },
  ],
  facts: [],
  digests: {},
});

/** Writes rows as an import would: metric, team, at, value, item, cluster, note, people. */
async function tablesOf(rows: string, teams: readonly string[], numbers: readonly string[]) {
  const opened = await database();
  const observations = join(folder, 'observations.parquet');
  await opened.run(
    `COPY (SELECT metric, team, "at"::DOUBLE AS "at", 'NaN'::DOUBLE AS until, value::DOUBLE AS value, 'NaN'::DOUBLE AS "of", item, NULL::VARCHAR AS url,
      note::VARCHAR AS note, cluster::VARCHAR AS cluster, people::DOUBLE AS people
      FROM (VALUES ${rows}) t(metric, team, "at", value, item, cluster, note, people)) TO '${observations}'`,
  );
  const shares = await writeImportTables(opened, folder, observations, manifest(teams), numbers);
  const select = (table: Parameters<typeof tableFile>[1], columns: string) =>
    opened.select(`SELECT ${columns} FROM '${tableFile(folder, table)}'`);
  return { shares, select };
}

test('each team has a share, the organisation alone is null, and rows of other metrics are left out', async () => {
  const { shares } = await tablesOf(
    `('tickets', 'shop', 2, 1, 'a', NULL, NULL, 'NaN'), ('tickets', 'organisation', 1, 1, 'b', NULL, NULL, 'NaN'),
     ('tickets', 'shop', 1, 1, 'c', NULL, NULL, 'NaN'), ('gone', 'shop', 1, 1, 'd', NULL, NULL, 'NaN')`,
    ['shop', 'organisation'],
    ['cycle-time', 'tickets'],
  );
  expect(shares).toEqual([
    { team: null, rows: { tickets: 1 } },
    { team: 'shop', rows: { tickets: 2 } },
  ]);
});

test('observations are in order of time within their share, and point at their items', async () => {
  const { select } = await tablesOf(
    `('tickets', 'shop', 2, 5, 'late', NULL, NULL, 'NaN'), ('tickets', 'shop', 1, 3, 'early', NULL, NULL, 'NaN')`,
    ['shop'],
    ['cycle-time', 'tickets'],
  );
  const rows = await select('observations', 'share, metric, item, "at", value');
  expect([...rows.indexes('metric')]).toEqual([1, 1]);
  expect([...rows.numbers('at')]).toEqual([1, 2]);
  expect([...rows.numbers('value')]).toEqual([3, 5]);
  const items = await select('items', 'item, id, title');
  const titles = new Map(Array.from(items.indexes('item'), (item, row) => [item, items.texts('title')[row]]));
  expect(Array.from(rows.indexes('item'), (item) => titles.get(item))).toEqual(['early', 'late']);
});

test('what depends on each other shares a text, and notes are texts of their own', async () => {
  const { select } = await tablesOf(
    `('tickets', 'shop', 1, 1, 'a', 'monday', NULL, 'NaN'), ('tickets', 'shop', 2, 1, 'b', 'monday', 'slow', 'NaN'),
     ('tickets', 'shop', 3, 1, 'c', NULL, NULL, 'NaN')`,
    ['shop'],
    ['tickets'],
  );
  const rows = await select('observations', 'cluster, note');
  const texts = (await select('texts', 'text')).texts('text');
  expect(Array.from(rows.indexes('cluster'), (number) => texts[number - 1] ?? null)).toEqual([
    'monday',
    'monday',
    null,
  ]);
  expect(Array.from(rows.indexes('note'), (number) => texts[number - 1] ?? null)).toEqual([
    null,
    'slow',
    null,
  ]);
});

test('a sum over people has as many of them behind it, the same ones in each month, and nobody has a name', async () => {
  const { select } = await tablesOf(
    `('tickets', 'shop', 1, 2, 'July', NULL, NULL, 4), ('tickets', 'shop', 2, 3, 'August', NULL, NULL, 5),
     ('tickets', 'search', 1, 1, 'July', NULL, NULL, 4)`,
    ['search', 'shop'],
    ['tickets'],
  );
  const authors = await select('authors', 'share, author');
  const shares = authors.indexes('share');
  const peopleOf = (share: number) =>
    new Set([...authors.indexes('author')].filter((_, row) => shares[row] === share)).size;
  expect([peopleOf(0), peopleOf(1)]).toEqual([4, 5]);
  expect(
    (await select('names', 'name')).texts('name').every((name) => /^desk (shop|search) \d$/.test(name ?? '')),
  ).toBe(true);
});
