import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { obstacleTo } from '../../../src/stats/compare.ts';
import {
  comparePercentiles,
  type Percentile,
  ranksAround,
  summarisePercentile,
} from '../../../src/stats/kinds/percentile.ts';
import { normal, seeded } from '../../support/simulation.ts';

const of = (values: readonly number[]): Percentile => ({ kind: 'percentile', values });
const ranks = (n: number) => Array.from({ length: n }, (_, index) => index + 1);
const durations = fc.array(fc.double({ min: 0.001, max: 1e6, noNaN: true }), {
  minLength: 40,
  maxLength: 300,
});

describe('a percentile', () => {
  test.each([
    [0.9, 29],
    [0.95, 59],
    [0.99, 299],
  ])('%f: its one-sided 95 %% limit needs %i values (Wilks 1941)', (share, n) => {
    expect(ranksAround(n, share, 0.05).high).toBe(n);
    expect(ranksAround(n - 1, share, 0.05).high).toBeNull();
  });

  test('is that of 9 in 10, with the ranks 84 and 96 of 100 as its interval', () => {
    const summary = summarisePercentile(of(ranks(100)));
    expect(summary).toMatchObject({ state: 'ok', n: 100, interval: { low: 84, high: 96 } });
    expect(summary.value).toBeCloseTo(90.1, 10);
  });

  test('has no value below twenty, and no interval below thirty-six', () => {
    expect(summarisePercentile(of(ranks(19))).state).toBe('too-few');
    expect(summarisePercentile(of(ranks(35))).interval).toBeNull();
    expect(summarisePercentile(of(ranks(36))).interval).toMatchObject({ high: 36 });
    expect(summarisePercentile(of([])).state).toBe('no-data');
  });

  test('counts values that depend on each other as fewer', () => {
    const values = ranks(200);
    const clusters = Array.from({ length: 20 }, (_, index) => values.slice(10 * index, 10 * index + 10));
    const alone = summarisePercentile(of(values)).interval;
    const together = summarisePercentile({ ...of(values), clusters }).interval;
    const width = (interval: typeof alone) =>
      interval === null ? Number.POSITIVE_INFINITY : interval.high - interval.low;
    expect(width(together)).toBeGreaterThan(width(alone));
  });

  test('lies within its interval, and one compared with itself has not changed', () => {
    fc.assert(
      fc.property(durations, (values) => {
        const { value, interval } = summarisePercentile(of(values));
        expect(interval?.low).toBeLessThanOrEqual(value ?? Number.NaN);
        expect(interval?.high).toBeGreaterThanOrEqual(value ?? Number.NaN);
        const change = comparePercentiles(of(values), of(values));
        expect(change?.estimate).toBe(1);
        expect(change?.low).toBeLessThanOrEqual(1);
        expect(change?.high).toBeGreaterThanOrEqual(1);
      }),
    );
  });

  test('does not depend on the unit', () => {
    fc.assert(
      fc.property(durations, durations, (a, b) => {
        const plain = comparePercentiles(of(a), of(b));
        const scaled = comparePercentiles(of(a.map((each) => each * 8)), of(b.map((each) => each * 8)));
        expect(scaled?.low).toBeCloseTo(plain?.low ?? Number.NaN, 6);
        expect(scaled?.high).toBeCloseTo(plain?.high ?? Number.NaN, 6);
      }),
    );
  });

  test('covers the true one in about 95 of 100 samples', () => {
    let seed = 1;
    const uniform = (): number => {
      seed = (seed * 48_271) % 2_147_483_647;
      return seed / 2_147_483_647;
    };
    const covered = Array.from({ length: 2000 }, () => {
      const { interval } = summarisePercentile(of(Array.from({ length: 120 }, uniform)));
      return interval !== null && interval.low <= 0.9 && 0.9 <= interval.high;
    }).filter(Boolean).length;
    expect(covered / 2000).toBeGreaterThan(0.94);
  });

  test('is not compared where a side has no interval, or where it may be 0', () => {
    expect(comparePercentiles(of(ranks(30)), of(ranks(100)))).toBeNull();
    expect(comparePercentiles(of(ranks(100)), of(ranks(100).map(() => 0)))).toBeNull();
  });
});

describe('the percentile of values in order of time', () => {
  const random = seeded(3);
  const weeks = Array.from({ length: 65 }, () => normal(random));
  const quarters = Array.from({ length: 5 }, (_, quarter) =>
    Array.from({ length: 130 }, (_, index) =>
      Math.exp(0.7 * (weeks[13 * quarter + Math.floor(index / 10)] ?? 0) + 0.7 * normal(random)),
    ),
  );
  const sampleOf = (inOrder: number[][]) => ({
    kind: 'percentile' as const,
    values: inOrder.flat(),
    inOrder,
  });

  test('has a wider interval where those of a week resemble each other', () => {
    const sample = sampleOf(quarters);
    const { inOrder: _, ...alone } = sample;
    const [dependent, independent] = [summarisePercentile(sample), summarisePercentile(alone)];
    expect(dependent.value).toBe(independent.value);
    expect(dependent.interval?.high).toBeGreaterThan(independent.interval?.high ?? Number.NaN);
    expect(dependent.interval?.low).toBeLessThan(independent.interval?.low ?? Number.NaN);
    expect(dependent.interval?.method).toBe('Woodruff 1952, order statistics');
  });

  test('has no verdict where they are worth too few, and says that they depend on each other', () => {
    const steps = Array.from({ length: 5 }, () => Array.from({ length: 40 }, (_, index) => 1 + index));
    expect(obstacleTo(sampleOf(steps.slice(4)), sampleOf(steps.slice(0, 4)))).toBe('dependent');
  });
});
