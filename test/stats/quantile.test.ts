import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { mergeSorted, orderStatistic, quantile, sortNumbers } from '../../src/stats/quantile.ts';
import { durations } from './samples.ts';

describe('a quantile', () => {
  test('is of type 7: it interpolates between the two nearest values', () => {
    const values = [1, 2, 3, 4, 100];
    expect(quantile(values, 0.5)).toBe(3);
    expect(quantile(values, 0.75)).toBe(4);
    expect(quantile(values, 0.9)).toBeCloseTo(61.6, 10);
  });

  test('of an even number of values at one half is the mean of the middle two', () => {
    expect(quantile([1, 2, 10, 11], 0.5)).toBe(6);
  });

  test('at 0 and 1 is the smallest and the largest value', () => {
    expect(quantile([3, 5, 8], 0)).toBe(3);
    expect(quantile([3, 5, 8], 1)).toBe(8);
  });

  test('does not exist without values or outside 0…1', () => {
    expect(() => quantile([], 0.5)).toThrow(RangeError);
    for (const p of [-0.01, 1.01, Number.NaN])
      expect(() => quantile([1], p)).toThrow(new RangeError(`a quantile is taken at 0…1, not at ${p}`));
  });

  test('grows with p', () => {
    const p = fc.double({ min: 0, max: 1, noNaN: true });
    fc.assert(
      fc.property(durations(1), p, p, (values, a, b) => {
        const sorted = sortNumbers(values);
        const [low, high] = [quantile(sorted, Math.min(a, b)), quantile(sorted, Math.max(a, b))];
        expect(low).toBeLessThanOrEqual(high * (1 + 1e-12));
      }),
    );
  });
});

describe('sorting', () => {
  test('is by number, not by text', () => {
    expect([...sortNumbers([10, 9, 100, 1])]).toEqual([1, 9, 10, 100]);
  });

  test('leaves its argument as it was', () => {
    const values = Object.freeze([3, 1, 2]);
    sortNumbers(values);
    expect(values).toEqual([3, 1, 2]);
    const column = Float64Array.of(3, 1, 2);
    expect([...sortNumbers(column)]).toEqual([1, 2, 3]);
    expect([...column]).toEqual([3, 1, 2]);
  });

  test('returns a column that is in order as it is, equal values included, and no other', () => {
    const ordered = Float64Array.of(1, 2, 2, 5);
    expect(sortNumbers(ordered)).toBe(ordered);
    for (const values of [
      [2, 1, 3],
      [1, 3, 2],
      [1, Number.NaN, 2],
    ])
      expect([...sortNumbers(Float64Array.from(values))]).toEqual([...Float64Array.from(values).sort()]);
  });
});

test('a rank is counted from 1, and one beyond the values does not exist', () => {
  expect(orderStatistic([4, 5, 6], 1)).toBe(4);
  for (const rank of [0, 4])
    expect(() => orderStatistic([4, 5, 6], rank)).toThrow(
      new RangeError(`rank ${rank} does not exist among 3 values`),
    );
});

test('sorted lists merge into one sorted list of all their values, what is not a number last', () => {
  // Of a zero the sign says nothing: adding nothing takes it away.
  const value = fc
    .oneof({ weight: 4, arbitrary: fc.double() }, fc.constant(Number.NaN))
    .map((number) => number + 0);
  const lists = fc.array(fc.array(value, { maxLength: 20 }), { maxLength: 6 });
  fc.assert(
    fc.property(lists, (parts) => {
      const merged = mergeSorted(parts.map((part) => Float64Array.from(part).sort()));
      expect(merged).toEqual(Float64Array.from(parts.flat()).sort());
    }),
  );
});
