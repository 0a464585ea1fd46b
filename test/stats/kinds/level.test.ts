import { describe, expect, test } from 'vitest';
import { summariseLevel } from '../../../src/stats/kinds/level.ts';

describe('a level', () => {
  test('is its value, without an interval and without a floor', () => {
    expect(summariseLevel({ value: 17, n: 1 })).toEqual({
      state: 'ok',
      n: 1,
      value: 17,
      interval: null,
      p75: null,
      p90: null,
    });
  });

  test('of 0 that was observed is 0', () => {
    expect(summariseLevel({ value: 0, n: 13 })).toMatchObject({ state: 'ok', value: 0 });
  });

  test('without observations gives no data', () => {
    expect(summariseLevel({ value: 0, n: 0 })).toMatchObject({ state: 'no-data', value: null });
  });

  test('is a number', () => {
    expect(() => summariseLevel({ value: Number.NaN, n: 3 })).toThrow(
      new RangeError('a level is a finite number, not NaN'),
    );
  });
});
