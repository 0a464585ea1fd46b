import { describe, expect, test } from 'vitest';
import {
  clusterObstacle,
  effectiveCases,
  effectiveClusters,
  sumClusters,
  varianceOf,
} from '../../src/stats/clusters.ts';

const shareOf = (clusters: readonly (readonly [hits: number, cases: number])[]) => {
  const sums = sumClusters(clusters.map(([hits, cases]) => ({ hits, cases })));
  const total = (index: 0 | 1) => clusters.reduce((sum, cluster) => sum + cluster[index], 0);
  return { hits: total(0), cases: total(1), sums };
};

/** The 97.5 % quantile of Student's t by degrees of freedom (Abramowitz & Stegun 1964, Table 26.10, with more digits). */
const T = { 4: 2.776445, 8: 2.306004, 15: 2.13145, 30: 2.042272 };

describe('sums over clusters', () => {
  test('are of hits, cases and their powers, and leave out a cluster without cases', () => {
    expect(
      sumClusters([
        { hits: 2, cases: 3 },
        { hits: 0, cases: 0 },
        { hits: 1, cases: 2 },
      ]),
    ).toEqual({ clusters: 2, hitsSquared: 5, hitsByCases: 8, casesSquared: 13, casesToFourth: 97 });
  });
});

describe('the variance of a share of clustered cases', () => {
  // Four clusters of four: the hits of each lie 2 from the 2 that half of it would be.
  const alike = shareOf([
    [4, 4],
    [0, 4],
    [4, 4],
    [0, 4],
  ]);

  test('is Cochran’s: Σ (hits − share × cases)² ÷ cases² with a divisor of one less than the clusters', () => {
    expect(varianceOf(alike)).toBeCloseTo(((4 * 2 ** 2) / 16 ** 2) * (4 / 3), 12);
  });

  test('beside another side comes from the clusters of both, for the size of its own', () => {
    const even = shareOf([
      [1, 2],
      [1, 2],
      [3, 6],
      [2, 4],
    ]);
    // Σ (hits − share × cases)² is 16 and 0, Σ cases² 64 and 60.
    expect(varianceOf(alike, even)).toBeCloseTo((((16 + 0) / (64 + 60)) * 64 * (8 / 6)) / 16 ** 2, 12);
    expect(varianceOf(even, alike)).toBeCloseTo((((16 + 0) / (64 + 60)) * 60 * (8 / 6)) / 14 ** 2, 12);
  });
});

describe('the independent cases that clustered ones are worth', () => {
  test('are cases ÷ design effect, and fewer since few clusters show it badly', () => {
    const alike = shareOf([
      [4, 4],
      [0, 4],
      [4, 4],
      [0, 4],
    ]);
    // The variance is 16 ÷ 192, that of a simple sample 0.25 ÷ 15: five times as much.
    expect(effectiveCases(alike)).toBeCloseTo(16 / 5 / (T[4] / T[15]) ** 2, 4);
  });

  test('are never more for clusters that resemble each other more than chance makes them', () => {
    const even = shareOf([
      [2, 4],
      [2, 4],
      [2, 4],
      [2, 4],
    ]);
    expect(effectiveCases(even)).toBeCloseTo(16 / (T[4] / T[15]) ** 2, 4);
  });

  test.each([0, 1])('are one for each cluster of equal ones where the share is %i', (share) => {
    const same = shareOf(Array.from({ length: 4 }, () => [4 * share, 4] as const));
    expect(effectiveCases(same)).toBeCloseTo(4 / (T[4] / T[15]) ** 2, 4);
  });

  test('beside another side rest on the clusters and cases of both', () => {
    const alike = shareOf([
      [4, 4],
      [0, 4],
      [4, 4],
      [0, 4],
    ]);
    // Both sides have the same variance; together eight clusters and thirty degrees of freedom.
    const other = shareOf([
      [0, 4],
      [4, 4],
      [0, 4],
      [4, 4],
    ]);
    const effect = ((16 / 64) * 64 * (8 / 6)) / 16 ** 2 / (0.25 / 15);
    expect(effectiveCases(alike, other)).toBeCloseTo(16 / effect / (T[8] / T[30]) ** 2, 4);
  });

  test('are those of two clusters at least: one shows nothing, and two do', () => {
    expect(effectiveCases(shareOf([[1, 3]]))).toBe(0);
    expect(
      effectiveCases(
        shareOf([
          [1, 3],
          [2, 3],
        ]),
      ),
    ).toBeGreaterThan(0);
  });

  test('are all of them where each stands alone, whatever the other side is', () => {
    const alone = shareOf(Array.from({ length: 30 }, (_, index) => [index % 3 === 0 ? 1 : 0, 1] as const));
    const uneven = shareOf([
      [40, 40],
      [0, 40],
      [1, 2],
    ]);
    expect(effectiveCases(alone, uneven)).toBe(30);
  });

  test('of more than a million clusters are cases ÷ design effect: their number leaves no doubt', () => {
    // Two million pairs, half of which are hits.
    const pairs = 2e6;
    const sums = {
      clusters: pairs,
      hitsSquared: 2 * pairs,
      hitsByCases: 2 * pairs,
      casesSquared: 4 * pairs,
      casesToFourth: 16 * pairs,
    };
    expect(effectiveCases({ hits: pairs, cases: 2 * pairs, sums }) / pairs).toBeCloseTo(1, 6);
  });
});

describe('the clusters of equal size that some are worth', () => {
  test('are their number where they are equal, and little more than one where one holds nearly all', () => {
    const of = (...sizes: readonly number[]) =>
      effectiveClusters(shareOf(sizes.map((size) => [0, size] as const)));
    expect(of(5, 5, 5, 5)).toBe(4);
    // 102² ÷ (100² + 1 + 1)
    expect(of(100, 1, 1)).toBeCloseTo(1.0402, 4);
    expect(of()).toBe(0);
  });
});

describe('clusters say too little', () => {
  const side = (...sizes: readonly number[]) => sizes.map((length) => ({ length }));
  const seven = side(1, 1, 1, 1, 1, 1, 1);
  const eight = side(...seven.map(({ length }) => length), 2);
  const one = side(...seven.map(({ length }) => length), 8);
  const half = side(...seven.map(({ length }) => length), 7);

  test('because one holds more than half of a side that has eight', () => {
    expect(clusterObstacle(one, one)).toBe('one-cluster');
    expect(clusterObstacle(eight, one)).toBe('one-cluster');
    expect(clusterObstacle(undefined, one)).toBe('one-cluster');
  });

  test('because there are few, or those there are say as little as a few', () => {
    expect(clusterObstacle(seven, one)).toBe('few-clusters');
    expect(clusterObstacle(one, seven)).toBe('few-clusters');
    expect(clusterObstacle(eight, half)).toBe('few-clusters');
  });
});
