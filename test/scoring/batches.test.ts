import { describe, expect, test } from 'vitest';
import { inBatches } from '../../src/scoring/batches.ts';

describe('a batch', () => {
  const ofRows = (...rows: readonly number[]) => inBatches([...rows.keys()], (part) => rows[part] ?? 0);

  test('takes parts that follow one another up to 500,000 rows', () => {
    expect(ofRows(200_000, 300_000, 1, 499_999, 1)).toEqual([[0, 1], [2, 3], [4]]);
  });

  test('holds a part by itself that has more', () => {
    expect(ofRows(1, 900_000, 1)).toEqual([[0], [1], [2]]);
  });

  test('holds parts without rows, too', () => {
    expect(ofRows(0, 0)).toEqual([[0, 1]]);
  });
});
