import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { listOf, openDatabase, quoted } from '../../src/facts/duckdb.ts';
import { database } from '../support/database.ts';

describe('a table', () => {
  test('gives back what was added, however many rows', async () => {
    const opened = await database();
    await fc.assert(
      fc.asyncProperty(
        fc.nat(5000),
        fc.array(fc.option(fc.string()), { maxLength: 9 }),
        async (length, texts) => {
          const numbers = Float64Array.from({ length }, (_, row) => (row % 7 === 0 ? Number.NaN : row / 3));
          const indexes = Uint32Array.from({ length }, (_, row) => row);
          const names = Array.from(indexes, (row) => texts[row % (texts.length || 1)] ?? null);
          await opened.run(
            'CREATE OR REPLACE TEMP TABLE given (number DOUBLE, "index" UINTEGER, text VARCHAR)',
          );
          await opened.append('given', [numbers, indexes, names]);
          const rows = await opened.select('SELECT * FROM given ORDER BY "index"');
          expect(rows.length).toBe(length);
          expect(rows.numbers('number')).toEqual(numbers);
          expect(rows.indexes('index')).toEqual(indexes);
          expect(rows.texts('text')).toEqual(names);
        },
      ),
      { numRuns: 20 },
    );
  });

  test('takes and gives only columns of the declared types', async () => {
    const opened = await database();
    await opened.run('CREATE OR REPLACE TEMP TABLE given (number DOUBLE)');
    await expect(opened.append('given', [Uint32Array.of(1)])).rejects.toThrow(RangeError);
    await expect(opened.select('SELECT 1::HUGEINT AS large')).rejects.toThrow('large is of');
    const rows = await opened.select('SELECT 1.5::DOUBLE AS number');
    expect(() => rows.numbers('other')).toThrow('no column other');
    expect(() => rows.indexes('number')).toThrow('number is of another type');
  });
});

test('a text keeps its quotes in SQL', async () => {
  const rows = await (await database()).select(
    `SELECT ${quoted("it's")} AS one, ${listOf(["a'b"])}[1] AS other`,
  );
  expect([rows.texts('one'), rows.texts('other')]).toEqual([["it's"], ["a'b"]]);
});

test('a platform for which there is no library is named, with the remedy', async () => {
  const opening = openDatabase(1, () => Promise.reject(new Error('Cannot find module x\nRequire stack: y')));
  await expect(opening).rejects.toMatchObject({
    place: `DuckDB on ${process.platform}-${process.arch}`,
    found: 'Cannot find module x',
    remedy: expect.stringContaining('npm ci'),
  });
});
