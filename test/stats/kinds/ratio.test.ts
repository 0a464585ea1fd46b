import { describe, expect, test } from 'vitest';
import { intervalOfNone, summariseRatio } from '../../../src/stats/kinds/ratio.ts';

describe('a ratio', () => {
  test('is numerator ÷ denominator', () => {
    expect(summariseRatio({ numerator: 3, denominator: 4, n: 9 })).toMatchObject({
      state: 'ok',
      n: 9,
      value: 0.75,
    });
  });

  test('over 0 gives no data, never infinity', () => {
    expect(summariseRatio({ numerator: 3, denominator: 0, n: 9 })).toMatchObject({
      state: 'no-data',
      n: 9,
      value: null,
    });
  });

  test('without observations gives no data', () => {
    expect(summariseRatio({ numerator: 0, denominator: 4, n: 0 })).toMatchObject({
      state: 'no-data',
      value: null,
    });
  });

  test('is made of numbers', () => {
    for (const [numerator, denominator] of [
      [Number.NaN, 0],
      [1, Number.POSITIVE_INFINITY],
    ] as const)
      expect(() => summariseRatio({ numerator, denominator, n: 9 })).toThrow(
        new RangeError(`the parts of a ratio are finite numbers, not ${numerator} and ${denominator}`),
      );
  });
});

describe('a ratio that found none', () => {
  // 3.689 is Garwood’s upper limit of no event.
  test('may still be up to Garwood’s limit over the denominator', () => {
    const none = { numerator: 0, denominator: 66, n: 66 };
    expect(intervalOfNone(none, null)?.high).toBeCloseTo(3.689 / 66, 4);
    expect(intervalOfNone(none, 2)?.high).toBeCloseTo((2 * 3.689) / 66, 4);
  });

  test('has no such limit where there is one, or nothing to divide by', () => {
    expect(intervalOfNone({ numerator: 1, denominator: 66, n: 67 }, null)).toBeNull();
    expect(intervalOfNone({ numerator: 0, denominator: 0, n: 3 }, null)).toBeNull();
  });
});
