import binomialCdf from '@stdlib/stats-base-dists-binomial-cdf';
import normalQuantile from '@stdlib/stats-base-dists-normal-quantile';
import { expect, test } from 'vitest';
import { compareDistributions, summariseDistribution } from '../../src/stats/kinds/distribution.ts';
import { compareProportions, summariseProportion } from '../../src/stats/kinds/proportion.ts';
import { compareRates, summariseRate } from '../../src/stats/kinds/rate.ts';

/*
 * An interval of 95 % holds the true value in 95 % of samples. For counts that share is computed, as the
 * sum of the probabilities of every sample whose interval holds it; for durations it is simulated.
 */

interface Limits {
  low: number;
  high: number;
}

test('the Wilson interval covers in 95 % of samples on average, and never far less', () => {
  const total = 40;
  const intervals = range(0, total).map((hits) => summariseProportion({ hits, total }).interval);
  const coverages = range(2, 98).map((percent) => {
    const truth = percent / 100;
    return sum(
      intervals.map((interval, hits) => (holds(interval, truth) ? binomial(hits, total, truth) : 0)),
    );
  });
  expect(sum(coverages) / coverages.length).toBeCloseTo(0.95, 2);
  expect(Math.min(...coverages)).toBeGreaterThan(0.88);
});

test('the Newcombe interval covers in about 95 % of samples', () => {
  const [now, before] = [25, 40];
  for (const [p, q] of [
    [0.1, 0.3],
    [0.5, 0.5],
    [0.05, 0.05],
    [0.8, 0.55],
  ] as const) {
    let coverage = 0;
    for (const hits of range(0, now))
      for (const hitsBefore of range(0, before))
        if (holds(compareProportions({ hits, total: now }, { hits: hitsBefore, total: before }), p - q))
          coverage += binomial(hits, now, p) * binomial(hitsBefore, before, q);
    expect(coverage).toBeGreaterThan(0.935);
    expect(coverage).toBeLessThan(0.985);
  }
});

test('the Garwood interval covers in 95 % of samples or more, whatever the rate', () => {
  const intervals = range(0, 80).map((events) => summariseRate({ events, exposure: 2 }).interval);
  const coverages = range(1, 60).map((tenths) => {
    const truth = tenths / 4;
    return sum(
      intervals.map((interval, events) => (holds(interval, truth) ? poisson(events, 2 * truth) : 0)),
    );
  });
  expect(Math.min(...coverages)).toBeGreaterThanOrEqual(0.95);
  expect(sum(coverages) / coverages.length).toBeLessThan(0.975);
});

test('the change of a rate covers in 95 % of samples or more, baselines without events included', () => {
  for (const [expected, expectedBefore] of [
    [2, 2],
    [6, 1],
    [0.5, 6],
    [12, 8],
  ] as const) {
    const [exposure, exposureBefore] = [1, 4];
    const [truth, truthBefore] = [expected / exposure, expectedBefore / exposureBefore];
    let coverage = 0;
    for (const events of range(0, 40))
      for (const eventsBefore of range(0, 40)) {
        const change = compareRates({ events, exposure }, { events: eventsBefore, exposure: exposureBefore });
        const target = change?.measure === 'ratio' ? truth / truthBefore : truth - truthBefore;
        if (holds(change, target))
          coverage += poisson(events, expected) * poisson(eventsBefore, expectedBefore);
      }
    expect(coverage).toBeGreaterThanOrEqual(0.95);
  }
});

test('the interval of the median covers in 95 % of skewed samples or more', () => {
  const random = seeded(11);
  for (const n of [6, 11, 20, 75])
    expect(share(2000, () => holds(summariseDistribution(skewed(random, n, 8)).interval, 8))).toBeGreaterThan(
      0.945,
    );
  expect(share(2000, () => holds(summariseDistribution(skewed(random, 75, 8)).interval, 8))).toBeLessThan(
    0.98,
  );
});

test.each([
  [8, 8],
  [12, 60],
  [40, 40],
  [90, 300],
])('the ratio of medians covers in about 95 %% of skewed samples, of %i and %i values', (n, nBefore) => {
  const random = seeded(n);
  const coverage = share(1000, () =>
    holds(compareDistributions(skewed(random, n, 3), skewed(random, nBefore, 2)), 1.5),
  );
  expect(coverage).toBeGreaterThan(0.935);
  expect(coverage).toBeLessThan(0.99);
});

test.each([
  [12, 30],
  [40, 90],
])(
  'the ratio of medians covers in 95 %% of samples when two in five values are 0, of %i and %i',
  (n, nBefore) => {
    const random = seeded(n);
    const withZeros = (size: number, unit: number) =>
      skewed(random, size, unit).map((value) => (random() < 0.4 ? 0 : value));
    const changes = range(1, 1500)
      .map(() => compareDistributions(withZeros(n, 2), withZeros(nBefore, 1)))
      .filter((change) => change !== null);
    expect(changes.length).toBeGreaterThan(1000);
    expect(changes.filter((change) => change.low === 0).length).toBeGreaterThan(10);
    expect(changes.filter((change) => holds(change, 2)).length / changes.length).toBeGreaterThan(0.95);
  },
);

function holds(interval: Limits | null, truth: number): boolean {
  return interval !== null && interval.low <= truth && truth <= interval.high;
}

function range(from: number, to: number): number[] {
  return Array.from({ length: to - from + 1 }, (_, index) => from + index);
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

function share(runs: number, happens: () => boolean): number {
  return range(1, runs).filter(happens).length / runs;
}

function binomial(k: number, n: number, p: number): number {
  return binomialCdf(k, n, p) - (k === 0 ? 0 : binomialCdf(k - 1, n, p));
}

function poisson(k: number, mean: number): number {
  return range(1, k).reduce((probability, i) => (probability * mean) / i, Math.exp(-mean));
}

/** A log-normal sample, σ = 1: as skewed as the durations of pull requests. */
function skewed(random: () => number, n: number, median: number): number[] {
  return range(1, n).map(() => median * Math.exp(normalQuantile(random(), 0, 1)));
}

/** Uniform on 0…1, both left out; the same numbers for the same seed (Marsaglia 2003, Xorshift, 32 bits). */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return ((state >>> 0) + 0.5) / 2 ** 32;
  };
}
