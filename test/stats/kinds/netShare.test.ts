import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { compareNetShares, summariseNetShare } from '../../../src/stats/kinds/netShare.ts';

const answers = fc
  .tuple(fc.integer({ min: 0, max: 400 }), fc.integer({ min: 0, max: 400 }), fc.integer({ min: 0, max: 400 }))
  .map(([pro, con, neither]) => ({ for: pro, against: con, total: pro + con + neither }))
  .filter(({ total }) => total >= 6);

describe('net share', () => {
  test('is the share for less the share against', () => {
    expect(summariseNetShare({ for: 25, against: 10, total: 50 })).toMatchObject({
      state: 'ok',
      n: 50,
      value: 0.3,
    });
  });

  test('has the interval of a difference within one sample (Agresti, Categorical Data Analysis: approval, 0.021 to 0.059)', () => {
    const { interval } = summariseNetShare({ for: 150, against: 86, total: 1600 });
    expect(interval?.low).toBeCloseTo(0.021, 3);
    expect(interval?.high).toBeCloseTo(0.059, 3);
  });

  test('of fewer than six answers has no value, and of none no data', () => {
    expect(summariseNetShare({ for: 3, against: 1, total: 5 }).state).toBe('too-few');
    expect(summariseNetShare({ for: 0, against: 0, total: 0 }).state).toBe('no-data');
  });

  test('is within its interval, and the interval within −1 and 1', () => {
    fc.assert(
      fc.property(answers, (sample) => {
        const { value, interval } = summariseNetShare(sample);
        expect(interval?.low).toBeLessThanOrEqual(value ?? Number.NaN);
        expect(interval?.high).toBeGreaterThanOrEqual(value ?? Number.NaN);
        expect(interval?.low).toBeGreaterThanOrEqual(-1);
        expect(interval?.high).toBeLessThanOrEqual(1);
      }),
    );
  });

  test('turns its sign when for and against are exchanged', () => {
    fc.assert(
      fc.property(answers, (sample) => {
        const turned = { for: sample.against, against: sample.for, total: sample.total };
        expect(summariseNetShare(turned).interval?.low).toBeCloseTo(
          -(summariseNetShare(sample).interval?.high ?? 0),
          12,
        );
      }),
    );
  });

  test('of a sample compared with itself has not changed', () => {
    fc.assert(
      fc.property(answers, (sample) => {
        const change = compareNetShares(sample, sample);
        expect(change?.estimate).toBe(0);
        expect(change?.low).toBeLessThanOrEqual(0);
        expect(change?.high).toBeGreaterThanOrEqual(0);
      }),
    );
  });

  test('refuses more answers than there are', () => {
    expect(() => summariseNetShare({ for: 5, against: 5, total: 8 })).toThrow(RangeError);
  });
});
