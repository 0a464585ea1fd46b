import { describe, expect, test } from 'vitest';
import { obstacleTo } from '../../../src/stats/compare.ts';
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
    expect(intervalOfNone({ numerator: 0, denominator: -4, n: 3 }, null)).toBeNull();
  });
});

describe('a verdict on a ratio', () => {
  const of = (n: number, events?: number) =>
    ({
      kind: 'ratio',
      numerator: 5,
      denominator: 9,
      n,
      ...(events === undefined ? {} : { events }),
    }) as const;

  test('needs eight that add to the numerator, on the side that has more, where not all do', () => {
    expect(obstacleTo(of(100, 7), of(100, 7))).toBe('few-events');
    expect(obstacleTo(of(100, 8), of(100, 0))).toBeNull();
    expect(obstacleTo(of(100, 0), of(100, 8))).toBeNull();
    expect(obstacleTo(of(3, 3), of(3, 2))).toBe('few-events');
  });

  test('counts weeks instead where all add to it, or where that is not known', () => {
    expect(obstacleTo(of(3, 3), of(3, 3))).toBeNull();
    expect(obstacleTo(of(3), of(3))).toBeNull();
    expect(obstacleTo(of(3), of(100, 1))).toBe('few-events');
  });
});
