import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { effectiveCases, sumClusters } from '../../../src/stats/clusters.ts';
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

  test('has the widest ranks that are missed no more often than the tail, whatever the number of values', () => {
    for (const share of [0.5, 0.9, 0.99])
      for (const n of [...Array.from({ length: 120 }, (_, index) => index + 1), 1000, 5000]) {
        const upTo = cumulative(n, share);
        const { low, high } = ranksAround(n, share, 0.025);
        // That a rank is above the percentile has the chance that fewer values than it lie below.
        const below = (rank: number) => upTo[rank - 1] ?? Number.NaN;
        if (low === null) expect(below(1), `${share} of ${n}`).toBeGreaterThan(0.025);
        else {
          expect(below(low), `${share} of ${n}`).toBeLessThanOrEqual(0.025);
          expect(below(low + 1), `${share} of ${n}`).toBeGreaterThan(0.025);
        }
        if (high === null) expect(1 - below(n), `${share} of ${n}`).toBeGreaterThan(0.025);
        else {
          expect(1 - below(high), `${share} of ${n}`).toBeLessThanOrEqual(0.025);
          expect(1 - below(high - 1), `${share} of ${n}`).toBeGreaterThan(0.025);
        }
      }
  });

  test('is that of 9 in 10, with the ranks 84 and 96 of 100 as its interval', () => {
    const summary = summarisePercentile(of(ranks(100)));
    expect(summary).toMatchObject({ state: 'ok', n: 100, interval: { low: 84, high: 96 } });
    expect(summary.value).toBeCloseTo(90.1, 10);
  });

  test('has the values of those ranks as its interval, whatever the number of values', () => {
    for (let n = 36; n < 400; n += 1) {
      const { low, high } = ranksAround(n, 0.9, 0.025);
      expect(summarisePercentile(of(ranks(n))).interval).toMatchObject({ low, high });
    }
  });

  test('has no value below twenty, and no interval below thirty-six', () => {
    expect(summarisePercentile(of(ranks(19))).state).toBe('too-few');
    expect(summarisePercentile(of(ranks(20)))).toMatchObject({ state: 'ok', n: 20, interval: null });
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
    expect(comparePercentiles(of(ranks(100)), of(ranks(30)))).toBeNull();
    expect(comparePercentiles(of(ranks(100)), of(ranks(100).map(() => 0)))).toBeNull();
  });
});

describe('the percentile of values that depend on each other', () => {
  const groupsOf = (values: readonly number[], size: number) =>
    Array.from({ length: values.length / size }, (_, index) =>
      values.slice(size * index, size * (index + 1)),
    );

  test('is that of single values when each stands alone', () => {
    const values = ranks(100);
    const alone = { ...of(values), clusters: values.map((value) => [value]) };
    expect(summarisePercentile(alone)).toEqual(summarisePercentile(of(values)));
    expect(summarisePercentile(alone).interval?.method).toBe('order statistics');
  });

  test('lies between the ranks of as many independent ones, at the same share of all values (Woodruff 1952)', () => {
    // Values of a cluster are all slow or all quick.
    const values = ranks(1000);
    const clusters = groupsOf(values, 10);
    const cases = clusters.map((group) => ({
      hits: group.filter((value) => value <= 900).length,
      cases: 10,
    }));
    const worth = Math.floor(effectiveCases({ hits: 900, cases: 1000, sums: sumClusters(cases) }));
    expect(worth).toBeGreaterThan(90);
    expect(worth).toBeLessThan(100);
    const { low, high } = ranksAround(worth, 0.9, 0.025);
    expect(summarisePercentile({ ...of(values), clusters }).interval).toEqual({
      low: Math.floor(((low ?? 0) / worth) * 1000),
      high: Math.ceil(((high ?? 0) / worth) * 1000),
      method: 'Woodruff 1952, order statistics',
    });
  });

  test('counts values that are the percentile as up to it', () => {
    // Of 101 values rank 91 is the percentile: 100, as are the ten above it.
    const values = ranks(101).map((rank) => Math.min(rank, 91));
    const clusters = Array.from({ length: 25 }, (_, first) =>
      values.filter((_, index) => index % 25 === first),
    );
    // None is above it: then values of a cluster are taken to be all alike.
    const cases = clusters.map((group) => ({ hits: group.length, cases: group.length }));
    const worth = Math.floor(effectiveCases({ hits: 101, cases: 101, sums: sumClusters(cases) }));
    expect(worth).toBeLessThan(36);
    expect(summarisePercentile({ ...of(values), clusters })).toMatchObject({ value: 91, interval: null });
    // Counted as above it, they would be worth more.
    const above = clusters.map((group) => ({
      hits: group.filter((value) => value < 91).length,
      cases: group.length,
    }));
    expect(effectiveCases({ hits: 90, cases: 101, sums: sumClusters(above) })).toBeGreaterThan(36);
  });

  test('has no interval when all come from one cluster', () => {
    const summary = summarisePercentile({ ...of(ranks(100)), clusters: [ranks(100)] });
    expect(summary.value).toBeCloseTo(90.1, 10);
    expect(summary.interval).toBeNull();
  });

  test('has no value without values, and then no clusters', () => {
    expect(summarisePercentile({ ...of([]), clusters: [] }).state).toBe('no-data');
  });

  test('needs more clusters for a verdict', () => {
    const values = ranks(100);
    const few = { ...of(values), clusters: groupsOf(values, 50) };
    expect(obstacleTo(few, of(values))).toBe('few-clusters');
    expect(obstacleTo(of(values), few)).toBe('few-clusters');
    const alone = { ...of(values), clusters: groupsOf(values, 1) };
    expect(obstacleTo(alone, alone)).toBeNull();
  });
});

describe('a verdict on a percentile', () => {
  test('needs a value and an interval on both sides', () => {
    expect(obstacleTo(of(ranks(100)), of(ranks(100)))).toBeNull();
    for (const n of [0, 19, 20, 35]) {
      expect(obstacleTo(of(ranks(n)), of(ranks(100))), String(n)).toBe('few');
      expect(obstacleTo(of(ranks(100)), of(ranks(n))), String(n)).toBe('few');
    }
    expect(obstacleTo(of(ranks(36)), of(ranks(36)))).toBeNull();
  });

  test('names too few values before clusters, and clusters only from the floor on', () => {
    const clustered = (n: number) => ({ ...of(ranks(n)), clusters: [ranks(n)] });
    expect(obstacleTo(clustered(19), of(ranks(100)))).toBe('few');
    expect(obstacleTo(clustered(20), of(ranks(100)))).toBe('few-clusters');
  });

  test('needs percentiles above 0, since nothing is a multiple of 0', () => {
    const zeros = of(Array(100).fill(0));
    const negative = of(ranks(100).map((rank) => rank - 200));
    expect(obstacleTo(of(ranks(100)), zeros)).toBe('zero-baseline');
    expect(obstacleTo(of(ranks(100)), negative)).toBe('zero-baseline');
    expect(obstacleTo(zeros, of(ranks(100)))).toBe('zero-now');
    expect(obstacleTo(negative, of(ranks(100)))).toBe('zero-now');
    expect(obstacleTo(zeros, zeros)).toBe('zero-baseline');
  });
});

describe('the change of a percentile', () => {
  test('is the ratio of both with the interval of Zou & Donner on logarithms', () => {
    // The 90th percentiles are 90.1 and 180.2, with ranks 84 and 96 as their limits: ln (90.1 ÷ 84) and ln (96 ÷ 90.1).
    const change = comparePercentiles(of(ranks(100).map((rank) => 2 * rank)), of(ranks(100)));
    const [below, above] = [Math.log(90.1 / 84), Math.log(96 / 90.1)];
    expect(change).toMatchObject({ measure: 'ratio', method: 'Zou & Donner 2008, ratio of percentiles' });
    expect(change?.estimate).toBeCloseTo(2, 12);
    expect(change?.relative).toBeCloseTo(1, 12);
    expect(change?.low).toBeCloseTo(2 * Math.exp(-Math.hypot(below, above)), 10);
    expect(change?.high).toBeCloseTo(2 * Math.exp(Math.hypot(below, above)), 10);
  });

  test('is not known where a lower limit may be 0, on either side', () => {
    // Rank 84 is 0, the percentile is not.
    const nearly = of(ranks(100).map((rank) => Math.max(0, rank - 84)));
    expect(summarisePercentile(nearly).interval?.low).toBe(0);
    expect(comparePercentiles(nearly, of(ranks(100)))).toBeNull();
    expect(comparePercentiles(of(ranks(100)), nearly)).toBeNull();
  });

  test.each([Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY])('refuses %d', (wrong) => {
    const error = new RangeError(`a percentile is of finite numbers, not ${wrong}`);
    expect(() => summarisePercentile(of([...ranks(50), wrong]))).toThrow(error);
    expect(() => comparePercentiles(of(ranks(50)), of([wrong, ...ranks(50)]))).toThrow(error);
  });
});

/** The binomial chances of up to 0, 1, … hits, summed from their logarithms. */
function cumulative(n: number, share: number): number[] {
  let term = n * Math.log(1 - share);
  let sum = 0;
  return Array.from({ length: n + 1 }, (_, hits) => {
    sum += Math.exp(term);
    term += Math.log((n - hits) / (hits + 1)) + Math.log(share / (1 - share));
    return sum;
  });
}

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
