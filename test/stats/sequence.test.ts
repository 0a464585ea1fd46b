import { describe, expect, test } from 'vitest';
import { compare, obstacleTo } from '../../src/stats/compare.ts';
import { summariseDistribution } from '../../src/stats/kinds/distribution.ts';
import { above, hits, inflationOf } from '../../src/stats/sequence.ts';
import { normal, seeded } from '../support/simulation.ts';

const draws = (count: number, seed = 1) => {
  const random = seeded(seed);
  return Array.from({ length: count }, () => normal(random));
};

/** Each is like the one before: an AR(1) process. */
const alike = (count: number, rho: number, seed = 1) => {
  let state = 0;
  return draws(count, seed).map((noise) => {
    state = rho * state + Math.sqrt(1 - rho ** 2) * noise;
    return state;
  });
};

const halves = above(0.5);

const quarters = (values: readonly number[], count = 5) =>
  Array.from({ length: count }, (_, index) =>
    values.slice((index * values.length) / count, ((index + 1) * values.length) / count),
  );

describe('values in order of time', () => {
  test('that do not resemble each other count as independent', () => {
    expect(inflationOf(quarters(draws(500)), halves)(100)).toBe(1);
    expect(inflationOf([], halves)(100)).toBe(1);
    expect(inflationOf([[], [3]], halves)(1)).toBe(1);
    expect(inflationOf([Array(50).fill(3)], halves)(50)).toBe(1);
    expect(inflationOf([Array.from({ length: 25 }, (_, index) => index)], halves)(25)).toBe(1);
  });

  test('count the same whatever else they were counted with before', () => {
    const all = quarters(alike(2000, 0.6));
    for (let count = 1; count <= all.length; count += 1) {
      const runs = all.slice(0, count);
      expect(inflationOf(runs, halves)(100)).toBe(
        inflationOf(
          runs.map((run) => [...run]),
          halves,
        )(100),
      );
    }
  });

  test('of which each is like the one before are worth as few as a normal AR(1) process', () => {
    // The halves of normal values that correlate by 0.5 ** k correlate by (2 ÷ π) arcsin 0.5 ** k: 1 + 2 Σ (1 − k ÷ 50) of that is 2.27.
    expect(Math.abs(inflationOf(quarters(alike(20_000, 0.5), 400), halves)(50) - 2.27)).toBeLessThan(0.1);
  });

  test('of which those of a week are alike are worth as many as the design effect says', () => {
    // Kish 1965, Survey Sampling, 5.4: 1 + (m − 1) ρ, with m = 15 and halves that correlate by (2 ÷ π) arcsin 0.2 = 0.128.
    const [weeks, own] = [draws(650, 2), draws(9750, 3)];
    const values = own.map(
      (noise, index) => Math.sqrt(0.2) * (weeks[Math.floor(index / 15)] ?? 0) + Math.sqrt(0.8) * noise,
    );
    expect(inflationOf(quarters(values, 50), halves)(195)).toBeCloseTo(1 + 14 * 0.128, 0);
  });

  test('are judged by their ranks: their unit, outliers and a median that moves from quarter to quarter do not matter', () => {
    const plain = quarters(alike(500, 0.5));
    const moved = plain.map((quarter, index) => quarter.map((value) => (1 + index) * Math.exp(9 * value)));
    expect(inflationOf(moved, halves)(100)).toBe(inflationOf(plain, halves)(100));
    const stepped = quarters(draws(500)).map((quarter, index) => quarter.map((value) => 10 * index + value));
    expect(inflationOf(stepped, halves)(100)).toBe(1);
  });
});

describe('a share in order of time', () => {
  const latent = alike(20_000, 0.5);

  test('of hits that resemble the ones before is worth as few as that of values above their median', () => {
    const cases = quarters(latent, 400).map((run) => run.map((value) => (value > 0 ? 1 : 0)));
    expect(Math.abs(inflationOf(cases, hits)(50) - 2.27)).toBeLessThan(0.1);
  });

  test('of the slow tenth is worth more than that of the slow half, whose likeness is seen more often', () => {
    const runs = quarters(latent, 400);
    const [tenth, half] = [inflationOf(runs, above(0.9))(50), inflationOf(runs, halves)(50)];
    expect(tenth).toBeGreaterThan(1.5);
    expect(tenth).toBeLessThan(half);
  });

  test.each([
    [0.5, 0.5, 1 / 3],
    // Φ₂(1.2816, 1.2816; 0.5) is 0.8324 (Owen 1962, Handbook of Statistical Tables).
    [0.9, 0.5, (0.8324 - 0.81) / 0.09],
    [0.9, 0, 0],
  ])('above the quantile of %f, values that correlate by %f do so by %f', (share, rho, expected) => {
    expect(above(share).ofCases(rho)).toBeCloseTo(expected, 2);
  });
});

describe('a median of values in order of time', () => {
  const inOrder = quarters(alike(250, 0.5, 4).map(Math.exp));
  const sampleOf = (runs: number[][]) =>
    ({ kind: 'distribution', values: runs.flat(), inOrder: runs }) as const;
  const plain = { kind: 'distribution', values: inOrder.flat() } as const;

  test('has a wider interval where they resemble each other', () => {
    const { value, interval } = summariseDistribution(inOrder.flat(), { inOrder });
    const independent = summariseDistribution(inOrder.flat());
    expect(value).toBe(independent.value);
    expect(interval?.low).toBeLessThan(independent.interval?.low ?? 0);
    expect(interval?.high).toBeGreaterThan(independent.interval?.high ?? 0);
    expect(interval?.method).toBe('order statistics, Woodruff 1952 for values in sequence');
  });

  test('changes within a wider interval, too', () => {
    const [now, before] = [sampleOf(inOrder.slice(-1)), sampleOf(inOrder.slice(0, -1))];
    const width = (change: ReturnType<typeof compare>) => (change?.high ?? 0) / (change?.low ?? 0);
    const independent = compare(
      { kind: 'distribution', values: now.values },
      { kind: 'distribution', values: before.values },
    );
    expect(width(compare(now, before))).toBeGreaterThan(1.2 * width(independent));
    expect(obstacleTo(plain, plain)).toBeNull();
  });

  test('says nothing where they resemble each other so much that they are worth fewer than six', () => {
    const drift = Array.from({ length: 60 }, (_, index) => 10 + index + ((index * 7) % 3));
    const runs = quarters(drift, 5);
    expect(obstacleTo(sampleOf(runs.slice(-1)), sampleOf(runs.slice(0, -1)))).toBe('dependent');
    expect(compare(sampleOf(runs.slice(-1)), sampleOf(runs.slice(0, -1)))).toBeNull();
  });
});
