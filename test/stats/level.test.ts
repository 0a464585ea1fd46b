import { describe, expect, test } from 'vitest';
import { summariseLevel, summariseRatio } from '../../src/stats/level.ts';

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

  test('that nothing was observed of is no data', () => {
    expect(summariseLevel({ value: 0, n: 0 })).toMatchObject({ state: 'no-data', value: null });
  });

  test('is a number', () => {
    expect(() => summariseLevel({ value: Number.NaN, n: 3 })).toThrow(RangeError);
  });
});

describe('a ratio', () => {
  test('is numerator ÷ denominator', () => {
    expect(summariseRatio({ numerator: 3, denominator: 4, n: 9 })).toMatchObject({
      state: 'ok',
      n: 9,
      value: 0.75,
    });
  });

  test('over 0 is no data, never infinite', () => {
    expect(summariseRatio({ numerator: 3, denominator: 0, n: 9 })).toMatchObject({
      state: 'no-data',
      n: 9,
      value: null,
    });
  });

  test('that nothing was observed of is no data', () => {
    expect(summariseRatio({ numerator: 0, denominator: 4, n: 0 })).toMatchObject({
      state: 'no-data',
      value: null,
    });
  });

  test('is made of numbers', () => {
    expect(() => summariseRatio({ numerator: Number.NaN, denominator: 0, n: 9 })).toThrow(RangeError);
    expect(() => summariseRatio({ numerator: 1, denominator: Number.POSITIVE_INFINITY, n: 9 })).toThrow(
      RangeError,
    );
  });
});
