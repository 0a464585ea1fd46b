import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  compareDeviations,
  compareDistributions,
  summariseDistribution,
} from '../../../src/stats/kinds/distribution.ts';
import { duration, durations } from '../samples.ts';

/** The ranks themselves as values, so that a value names its rank; out of order. */
const ranks = (n: number) => Array.from({ length: n }, (_, index) => ((index * 7) % n) + 1);

describe('the summary of a distribution', () => {
  test.each([
    [6, 1, 6],
    [10, 2, 9],
    [20, 6, 15],
    [30, 10, 21],
  ])('of %i values takes the values of rank %i and %i as the interval of its median', (n, low, high) => {
    // 7 has no factor in common with these sizes, so that every rank occurs once.
    expect(summariseDistribution(ranks(n)).interval).toMatchObject({ low, high });
  });

  test('takes the narrowest symmetric ranks that reach 95 %, whatever the number of values', () => {
    for (const n of [...Array.from({ length: 695 }, (_, index) => index + 6), 12_345]) {
      const values = Array.from({ length: n }, (_, index) => index + 1);
      const { low, high } = summariseDistribution(values).interval ?? { low: Number.NaN, high: Number.NaN };
      expect(low + high).toBe(n + 1);
      expect(coverage(low, n)).toBeGreaterThanOrEqual(0.95);
      expect(coverage(low + 1, n)).toBeLessThan(0.95);
    }
  });

  test('has no value below six, no p75 below ten, no p90 below twenty', () => {
    expect(summariseDistribution(ranks(5))).toEqual({
      state: 'too-few',
      n: 5,
      value: null,
      interval: null,
      p75: null,
      p90: null,
    });
    expect(summariseDistribution(ranks(6))).toMatchObject({ state: 'ok', value: 3.5, p75: null, p90: null });
    expect(summariseDistribution(ranks(9))).toMatchObject({ p75: null });
    expect(summariseDistribution(ranks(10))).toMatchObject({ p75: 7.75, p90: null });
    expect(summariseDistribution(ranks(19))).toMatchObject({ p75: 14.5, p90: null });
    expect(summariseDistribution(ranks(20)).p90).toBeCloseTo(18.1, 10);
  });

  test('of other values is another one, though their clusters are the same', () => {
    const clusters = [ranks(10), ranks(10)];
    const [low, high] = [ranks(20), ranks(20).map((rank) => rank + 100)];
    expect(summariseDistribution(low, { clusters }).value).toBe(10.5);
    expect(summariseDistribution(high, { clusters }).value).toBe(110.5);
    expect(summariseDistribution(low, { clusters }).value).toBe(10.5);
  });

  test('of nothing gives no data', () => {
    expect(summariseDistribution([])).toMatchObject({ state: 'no-data', n: 0, value: null });
  });

  test('of zeros is zero: a duration of 0 is a duration', () => {
    expect(summariseDistribution([0, 0, 0, 0, 0, 0])).toMatchObject({
      state: 'ok',
      value: 0,
      interval: { low: 0, high: 0 },
    });
  });

  test('refuses what is not a number', () => {
    for (const wrong of [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY])
      expect(() => summariseDistribution([1, 2, wrong, 4, 5, 6])).toThrow(
        new RangeError(`a distribution holds finite numbers, not ${wrong}`),
      );
  });

  test('does not depend on the order of the values', () => {
    fc.assert(
      fc.property(
        durations(0).chain((values) =>
          fc.tuple(fc.constant(values), fc.shuffledSubarray(values, { minLength: values.length })),
        ),
        ([values, shuffled]) => {
          expect(summariseDistribution(shuffled)).toEqual(summariseDistribution(values));
        },
      ),
    );
  });

  test('holds its median within the interval', () => {
    fc.assert(
      fc.property(durations(6), (values) => {
        const { value, interval } = summariseDistribution(values);
        expect(interval?.low).toBeLessThanOrEqual(value ?? Number.NaN);
        expect(interval?.high).toBeGreaterThanOrEqual(value ?? Number.NaN);
      }),
    );
  });

  test('scales with the unit', () => {
    // Doubling is exact in binary, so that equality needs no tolerance.
    fc.assert(
      fc.property(durations(6), fc.integer({ min: -8, max: 8 }), (values, power) => {
        const unit = 2 ** power;
        const inUnit = (value: number | null | undefined) => (value == null ? value : value * unit);
        const plain = summariseDistribution(values);
        const scaled = summariseDistribution(values.map((value) => value * unit));
        expect(scaled.value).toBe(inUnit(plain.value));
        expect(scaled.p75).toBe(inUnit(plain.p75));
        expect(scaled.p90).toBe(inUnit(plain.p90));
        expect(scaled.interval?.low).toBe(inUnit(plain.interval?.low));
        expect(scaled.interval?.high).toBe(inUnit(plain.interval?.high));
      }),
    );
  });
});

describe('the change of a distribution', () => {
  test('is the ratio of medians with the interval of Price & Bonett', () => {
    // The worked example of R's statpsych, ci.ratio.median2, by D. G. Bonett.
    const group1 = [36, 44, 47, 42, 49, 39, 46, 31, 33, 48];
    const group2 = [32, 39, 26, 35, 43, 27, 40, 37, 34, 29, 49, 42, 40];
    const change = compareDistributions(group1, group2);
    expect(change).toMatchObject({ measure: 'ratio', method: 'Price & Bonett 2002' });
    expect(change?.estimate).toBeCloseTo(1.162162, 6);
    expect(change?.low).toBeCloseTo(0.927667, 6);
    expect(change?.high).toBeCloseTo(1.455933, 6);
    expect(change?.relative).toBeCloseTo(0.162162, 6);
  });

  test('rounds half a rank to the wider interval', () => {
    // (16 + 1)/2 − √16 = 4.5: ranks 4 and 13, of normal quantile 2.3031.
    const change = compareDistributions(ranks16, Array(16).fill(8.5));
    expect(change?.estimate).toBe(1);
    expect(change?.high).toBeCloseTo(1.65122, 5);
  });

  test('at the floor of six values uses the smallest and the largest', () => {
    // Ranks 1 and 6 have the normal quantile 2.15387: exp(1.95996 × ln(6 ÷ 1) ÷ (2 × 2.15387)).
    expect(compareDistributions([4, 2, 6, 1, 5, 3], Array(6).fill(3.5))?.high).toBeCloseTo(2.2597, 4);
  });

  test('takes the standard error from the raw scale where the lower order statistic is 0', () => {
    // Ranks 2 and 7 of 8 have the normal quantile 1.80989: SE = (6 − 0) ÷ (2 × 1.80989 × 3) = 0.55252.
    const change = compareDistributions([9, 0, 1, 4, 6, 2, 0, 5], Array(8).fill(3));
    expect(change?.estimate).toBe(1);
    expect(change?.low).toBeCloseTo(0.338606, 6);
    expect(change?.high).toBeCloseTo(2.953283, 6);
    expect(change?.method).toContain('delta');
  });

  test('allows for medians that jump from one whole unit to the next', () => {
    // Ranks 2 and 9 of ten are 2 and 3 on both sides: what was measured may well be 2.5 on both.
    const twos = [2, 2, 2, 2, 2, 2, 3, 3, 3, 3];
    const threes = [2, 2, 2, 2, 3, 3, 3, 3, 3, 3];
    const change = compareDistributions(threes, twos);
    expect(change?.estimate).toBe(1.5);
    expect(change?.low).toBeLessThan(1);
    expect(change?.method).toBe('Price & Bonett 2002, Zou & Donner 2008 for ties');
    expect(compareDeviations(threes, twos)?.low).toBeLessThan(0);
  });

  test('of one unit that the limits of both medians share is none: the noise of arithmetic decides nothing', () => {
    // The limits of seventy values are of ranks 27 and 44: 2 on one side, 2 and 3 on the other.
    const low = [...Array(50).fill(2), ...Array(20).fill(3)];
    const high = [...Array(30).fill(2), ...Array(40).fill(3)];
    expect(compareDistributions(high, low)).toMatchObject({ estimate: 1.5, low: 1 });
    expect(compareDeviations(high, low)).toMatchObject({ estimate: 1, low: 0 });
  });

  test('with a 0 among the limits of a tied median still has a size', () => {
    // Of eight, Price & Bonett take ranks 2 and 7, the median's own limits 1 and 8.
    const seconds = [0, 1, 2, 2, 2, 3, 3, 4];
    expect(compareDistributions(seconds, seconds)).toMatchObject({ estimate: 1 });
    expect(compareDistributions(seconds, seconds)?.high).toBeGreaterThan(1);
  });

  test('to a median of 0 ends at the upper limit of the one median over the lower limit of the other', () => {
    // Ranks 2 and 9 of ten: 3 over 20.
    const current = [0, 1, 0, 2, 0, 3, 0, 4, 0, 0];
    const baseline = [10, 20, 30, 40, 50, 60, 70, 80, 90, 100];
    expect(compareDistributions(current, baseline)).toEqual({
      measure: 'ratio',
      estimate: 0,
      low: 0,
      high: 3 / 20,
      method: 'limits of the two medians',
      relative: -1,
    });
  });

  test.each([
    ['the baseline has a median of 0', [1, 2, 3, 4, 5, 6], [0, 0, 0, 0, 5, 6]],
    ['both medians may be 0', [0, 0, 0, 0, 5, 6], [0, 1, 2, 3, 4, 5]],
    ['the current side is below the floor', [1, 2, 3, 4, 5], [1, 2, 3, 4, 5, 6]],
    ['the baseline is below the floor', [1, 2, 3, 4, 5, 6], [1, 2, 3, 4, 5]],
    ['the ratio exceeds every number', Array(6).fill(1e300), Array(6).fill(1e-300)],
    ['a median is negative', [-6, -5, -4, -3, -2, -1], [1, 2, 3, 4, 5, 6]],
    ['the median of the baseline is negative', [1, 2, 3, 4, 5, 6], [-6, -5, -4, -3, -2, -1]],
  ])('has no size when %s', (_, current, baseline) => {
    expect(compareDistributions(current, baseline)).toBeNull();
  });

  test('refuses what is not a number', () => {
    expect(() => compareDistributions([1, 2, 3, 4, 5, Number.NaN], [1, 2, 3, 4, 5, 6])).toThrow(RangeError);
  });

  test('lies within its interval, which is never below 0', () => {
    fc.assert(
      fc.property(durations(6), durations(6), (current, baseline) => {
        const change = compareDistributions(current, baseline);
        if (change === null) return;
        expect(change.low).toBeGreaterThanOrEqual(0);
        expect(change.low).toBeLessThanOrEqual(change.estimate);
        expect(change.high).toBeGreaterThanOrEqual(change.estimate);
      }),
    );
  });

  test('inverts when the sides are swapped', () => {
    const positive = fc.array(
      fc.oneof(
        fc.integer({ min: 1, max: 99 }),
        duration.map((value) => value + 1e-3),
      ),
      {
        minLength: 6,
        maxLength: 40,
      },
    );
    fc.assert(
      fc.property(positive, positive, (a, b) => {
        const there = compareDistributions(a, b);
        const back = compareDistributions(b, a);
        if (there === null || back === null) return;
        expect(there.estimate * back.estimate).toBeCloseTo(1, 9);
        expect(there.low * back.high).toBeCloseTo(1, 9);
        expect(there.high * back.low).toBeCloseTo(1, 9);
      }),
    );
  });

  test('does not depend on the unit', () => {
    fc.assert(
      fc.property(durations(6), durations(6), (current, baseline) => {
        const inMinutes = (values: readonly number[]) => values.map((value) => value / 64);
        expect(compareDistributions(inMinutes(current), inMinutes(baseline))?.estimate).toBe(
          compareDistributions(current, baseline)?.estimate,
        );
      }),
    );
  });
});

describe('the change of deviations', () => {
  test.each([
    // The worked examples of R's statpsych, ci.median2, by D. G. Bonett.
    [
      [32, 39, 26, 35, 43, 27, 40, 37, 34, 29],
      [36, 44, 47, 42, 49, 39, 46, 31, 33, 48],
      { estimate: -8.5, low: -16.95977, high: -0.04022524 },
    ],
    [
      [70, 394, 43, 95, 62, 128, 2, 203, 81, 436, 85, 35, 156, 1, 3, 27, 63, 181, 184, 18],
      [102, 120, 78, 78, 417, 124, 86, 171, 176, 129, 230, 194, 100, 157, 306, 411, 164, 103, 193, 312],
      { estimate: -85, low: -157.7441, high: -12.25589 },
    ],
  ])('is the difference of medians with the interval of Price & Bonett', (current, baseline, published) => {
    const change = compareDeviations(current, baseline);
    expect(change).toMatchObject({
      measure: 'difference',
      estimate: published.estimate,
      method: 'Price & Bonett 2002, difference of medians',
    });
    expect(change?.low).toBeCloseTo(published.low, 4);
    expect(change?.high).toBeCloseTo(published.high, 4);
  });

  test('has no relative size: its 0 is a date and no absence', () => {
    expect(compareDeviations([-4, -3, -2, -1, 0, 1], [1, 2, 3, 4, 5, 6])).toMatchObject({
      estimate: -5,
      relative: null,
    });
  });

  test('needs six values on each side', () => {
    expect(compareDeviations([1, 2, 3, 4, 5], [1, 2, 3, 4, 5, 6])).toBeNull();
    expect(compareDeviations([1, 2, 3, 4, 5, 6], [1, 2, 3, 4, 5])).toBeNull();
  });

  const deviations = fc.array(fc.integer({ min: -60, max: 200 }), { minLength: 6, maxLength: 40 });

  test('does not depend on where 0 lies, and turns its sign when the sides are swapped', () => {
    fc.assert(
      fc.property(deviations, deviations, fc.integer({ min: -300, max: 300 }), (a, b, shift) => {
        const change = compareDeviations(a, b);
        const moved = (values: readonly number[]) => values.map((value) => value + shift);
        expect(compareDeviations(moved(a), moved(b))).toEqual(change);
        const back = compareDeviations(b, a);
        expect(back?.estimate).toBe(0 - (change?.estimate ?? Number.NaN));
        expect(back?.low).toBeCloseTo(-(change?.high ?? Number.NaN), 9);
        expect(change?.low).toBeLessThanOrEqual(change?.estimate ?? Number.NaN);
      }),
    );
  });
});

const ranks16 = Array.from({ length: 16 }, (_, index) => 16 - index);

/** The chance that the median lies between the values of a rank and its mirror, from the binomial sum in logarithms. */
function coverage(rank: number, n: number): number {
  let term = -n * Math.LN2;
  let below = 0;
  for (let k = 0; k < rank; k += 1) {
    below += Math.exp(term);
    term += Math.log((n - k) / (k + 1));
  }
  return 1 - 2 * below;
}
