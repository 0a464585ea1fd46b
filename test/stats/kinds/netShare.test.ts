import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { obstacleTo } from '../../../src/stats/compare.ts';
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

  test.each([
    [5, 5, 8],
    [-1, 2, 8],
    [2, -1, 8],
    [2.5, 1, 8],
    [2, 1.5, 8],
    [2, 1, 8.5],
    [0, 0, -1],
    [1, 1, Number.POSITIVE_INFINITY],
  ])('refuses %d for and %d against of %d', (pro, con, total) => {
    const wrong = { for: pro, against: con, total };
    const good = { for: 5, against: 3, total: 8 };
    const error = new RangeError(
      `answers are whole numbers: ${pro} for and ${con} against of ${total} is none`,
    );
    expect(() => summariseNetShare(wrong)).toThrow(error);
    expect(() => compareNetShares(wrong, good)).toThrow(error);
    expect(() => compareNetShares(good, wrong)).toThrow(error);
    expect(summariseNetShare(good)).toMatchObject({ n: 8, value: 0.25 });
  });

  test('has half an answer added to each cell of the table of pairs (Agresti & Min 2005)', () => {
    // Of ten: 3.5 for, 1.5 against. 0.2 ± 1.959964 √(5 − 2² ÷ 10) ÷ 10.
    const error = (1.959964 * Math.sqrt(4.6)) / 10;
    const { interval } = summariseNetShare({ for: 3, against: 1, total: 8 });
    expect(interval?.low).toBeCloseTo(0.2 - error, 6);
    expect(interval?.high).toBeCloseTo(0.2 + error, 6);
    expect(interval?.method).toBe('Agresti & Min 2005');
  });

  test('ends at 1 where all are for and at −1 where all are against', () => {
    // Of twelve: 10.5 and 0.5. 10 ÷ 12 − 1.959964 √(11 − 10² ÷ 12) ÷ 12.
    const inner = 10 / 12 - (1.959964 * Math.sqrt(11 - 100 / 12)) / 12;
    const allFor = summariseNetShare({ for: 10, against: 0, total: 10 }).interval;
    expect(allFor?.high).toBe(1);
    expect(allFor?.low).toBeCloseTo(inner, 6);
    const allAgainst = summariseNetShare({ for: 0, against: 10, total: 10 }).interval;
    expect(allAgainst?.low).toBe(-1);
    expect(allAgainst?.high).toBeCloseTo(-inner, 6);
  });
});

describe('the change of a net share', () => {
  const now = { for: 3, against: 1, total: 8 };
  const before = { for: 2, against: 6, total: 10 };

  test('is the difference with the interval of Zou & Donner, from those of both sides', () => {
    const [high, low] = [summariseNetShare(now).interval, summariseNetShare(before).interval];
    if (high === null || low === null) expect.fail('both have an interval');
    const change = compareNetShares(now, before);
    expect(change).toMatchObject({ measure: 'difference', method: 'Zou & Donner 2008' });
    expect(change?.estimate).toBeCloseTo(0.25 - -0.4, 12);
    expect(change?.low).toBeCloseTo(0.65 - Math.hypot(0.25 - high.low, low.high - -0.4), 12);
    expect(change?.high).toBeCloseTo(0.65 + Math.hypot(high.high - 0.25, -0.4 - low.low), 12);
  });

  test('is relative to how far the baseline is from 0, whatever its sign', () => {
    expect(compareNetShares(now, before)?.relative).toBeCloseTo(0.65 / 0.4, 12);
    expect(compareNetShares(before, now)?.relative).toBeCloseTo(-0.65 / 0.25, 12);
    expect(compareNetShares(now, { for: 4, against: 4, total: 9 })?.relative).toBeNull();
  });

  test('reaches from all against to all for, and no farther', () => {
    const most = { for: 6, against: 0, total: 6 };
    const least = { for: 0, against: 6, total: 6 };
    expect(compareNetShares(most, least)).toMatchObject({ estimate: 2, high: 2 });
    expect(compareNetShares(least, most)).toMatchObject({ estimate: -2, low: -2 });
  });

  test('needs six answers on each side, and a verdict eight', () => {
    const of = (total: number) => ({ for: 3, against: 1, total });
    expect(compareNetShares(of(6), of(6))?.estimate).toBe(0);
    expect(summariseNetShare(of(6))).toMatchObject({ state: 'ok', n: 6 });
    expect(compareNetShares(of(5), of(6))).toBeNull();
    expect(compareNetShares(of(6), of(5))).toBeNull();
    const sample = (total: number) => ({ kind: 'net-share', ...of(total) }) as const;
    expect(obstacleTo(sample(8), sample(8))).toBeNull();
    expect(obstacleTo(sample(7), sample(8))).toBe('few');
    expect(obstacleTo(sample(8), sample(7))).toBe('few');
  });
});
