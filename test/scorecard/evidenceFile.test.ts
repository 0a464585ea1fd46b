import { readFile, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Problem } from '../../src/facts/problem.ts';
import type { Item } from '../../src/metrics/populations/observation.ts';
import { measurement } from '../../src/metrics/populations/observation.ts';
import { evidenceReader } from '../../src/scorecard/evidenceFile.ts';
import type { Evidence, EvidenceItem } from '../../src/scorecard/schema.ts';
import { evidenceColumns } from '../../src/scoring/influence.ts';
import { scopeTables } from '../../src/scoring/tables/scopeTables.ts';
import { database } from '../support/database.ts';
import { ownFolder } from '../support/runFolder.ts';
import { noPullRequests, writeParts } from '../support/tables.ts';

const ids = ['a#1', 'a#2', 'a#3', 'a#4'];
const item = (id: string): Item => ({ id, kind: 'issue', title: `Title of ${id}\u202e`, url: null });
const observations = ids.map((id, at) => ({ at, until: null, value: 1, item: item(id), note: null }));
const parts = await writeParts([
  {
    team: 'shop',
    shared: false,
    measured: {
      repository: 'a',
      measurements: [measurement('rate', observations)],
      pullRequests: noPullRequests,
      traits: [],
      changes: [],
    },
  },
]);
const tables = await scopeTables(await database(), 'scope', parts);
const numbers = new Map(
  Array.from(await tables.describe(tables.ranks.keys()), ([number, { id }]) => [id, number]),
);
const folder = await ownFolder();
const { read } = await evidenceReader();
const head = { scope: 'shop', quarter: '2026-Q2' };

interface Row {
  id: string;
  at: number;
  value: number | null;
  note: string | null;
}

async function written(metrics: Readonly<Record<string, readonly Row[]>>): Promise<Evidence> {
  const file = join(folder, 'shop.evidence.parquet');
  const behind = Object.entries(metrics).map(([id, rows]) => ({
    id,
    behind: {
      item: Uint32Array.from(rows, (row) => numbers.get(row.id) ?? Number.NaN),
      at: Float64Array.from(rows, ({ at }) => at),
      value: Float64Array.from(rows, ({ value }) => value ?? Number.NaN),
      note: rows.map(({ note }) => note),
    },
  }));
  await tables.writeEvidence(file, head, evidenceColumns(behind, tables.ranks, tables.texts));
  return read(file);
}

const shown = ({ id, at, value, note }: Row): EvidenceItem => ({
  id,
  kind: 'issue',
  title: `Title of ${id}[U+202E]`,
  url: null,
  at: new Date(at).toISOString(),
  value,
  note,
});

describe('the evidence of a page', () => {
  const first: Row[] = [
    { id: 'a#1', at: 5, value: 1, note: null },
    { id: 'a#2', at: 7, value: null, note: null },
  ];
  const second: Row[] = [
    { id: 'a#3', at: 9, value: 0, note: 'late' },
    { id: 'a#1', at: 11, value: 3, note: null },
  ];

  test('has by metric its items, in the order in which the page names them first', async () => {
    expect(await written({ first, second })).toEqual({
      ...head,
      behind: { first: first.map(shown), second: second.toReversed().map(shown) },
    });
  });

  test('of nothing is a file without rows', async () => {
    expect(await written({ first: [] })).toEqual({ ...head, behind: {} });
  });

  test('says of an item what its last observation says, whatever the observations are', async () => {
    const rows = fc.array(
      fc.record<Row>({
        id: fc.constantFrom(...ids),
        at: fc.nat(),
        value: fc.option(fc.integer()),
        note: fc.option(fc.constantFrom('late', 'early')),
      }),
    );
    await fc.assert(
      fc.asyncProperty(rows, rows, async (one, other) => {
        const order = [...new Set([...one, ...other].map(({ id }) => id))];
        const expected = (given: readonly Row[]) =>
          [...new Map(given.map((row) => [row.id, row])).values()]
            .sort((a, b) => order.indexOf(a.id) - order.indexOf(b.id))
            .map(shown);
        const { behind } = await written({ one, other });
        expect(behind['one'] ?? []).toEqual(expected(one));
        expect(behind['other'] ?? []).toEqual(expected(other));
      }),
      { numRuns: 30 },
    );
  });
});

describe('a file is refused, and named,', () => {
  const refused = async (file: string, found: RegExp): Promise<void> => {
    const error: unknown = await read(file).catch((caught: unknown) => caught);
    expect(error).toBeInstanceOf(Problem);
    expect(error).toMatchObject({
      place: file,
      found: expect.stringMatching(found),
      remedy: 'Run `npm run score`.',
    });
  };

  test('that is a link to another', async () => {
    const file = join(folder, 'link.evidence.parquet');
    await symlink('/etc/passwd', file);
    await expect(read(file)).rejects.toMatchObject({ place: file, found: 'a symbolic link' });
  });

  test('that was cut off', async () => {
    await written({ first: [{ id: 'a#1', at: 5, value: 1, note: null }] });
    const file = join(folder, 'cut.evidence.parquet');
    await writeFile(file, (await readFile(join(folder, 'shop.evidence.parquet'))).subarray(0, -9));
    await refused(file, /npm run score/);
  });

  test('that is missing', async () => {
    await refused(join(folder, 'none.evidence.parquet'), /ENOENT/);
  });

  test('that another version wrote', async () => {
    const file = join(folder, 'older.evidence.parquet');
    await (await database()).run(
      `COPY (SELECT 1 AS a) TO '${file}' (FORMAT parquet, KV_METADATA { schemaVersion: '2', scope: 's', quarter: 'q' })`,
    );
    await refused(file, /expected "3"/);
  });

  test('whose addresses a browser would run', async () => {
    const file = join(folder, 'address.evidence.parquet');
    await (await database()).run(
      `COPY (SELECT 'm' AS metric, 'a' AS id, 'issue' AS kind, 't' AS title, 'javascript:alert(1)' AS url,
        TIMESTAMP '2026-01-01' AS "at", 1.0::DOUBLE AS value, NULL::VARCHAR AS note)
      TO '${file}' (FORMAT parquet, KV_METADATA { schemaVersion: '3', scope: 's', quarter: 'q' })`,
    );
    await refused(file, /url/);
  });
});
