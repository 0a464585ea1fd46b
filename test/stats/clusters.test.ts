import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type ClusterSums, effectiveCases, sumClusters } from '../../src/stats/clusters.ts';
import { compareDistributions, summariseDistribution } from '../../src/stats/kinds/distribution.ts';
import { compareProportions, summariseProportion } from '../../src/stats/kinds/proportion.ts';

interface Group {
  hits: number;
  cases: number;
}

const group = fc.nat(40).chain((cases) => fc.record({ hits: fc.nat(cases), cases: fc.constant(cases) }));
const groups = fc.array(group, { minLength: 8, maxLength: 30 });

const total = (of: readonly Group[], pick: (group: Group) => number) =>
  of.reduce((sum, each) => sum + pick(each), 0);
const shareOf = (of: readonly Group[]) => ({
  hits: total(of, ({ hits }) => hits),
  cases: total(of, ({ cases }) => cases),
  sums: sumClusters(of),
});
const proportionOf = (of: readonly Group[]) => ({
  hits: total(of, ({ hits }) => hits),
  total: total(of, ({ cases }) => cases),
  clusters: sumClusters(of),
});

describe('cases that depend on each other', () => {
  test('are worth as many as there are clusters, when those of a cluster are all alike', () => {
    // Kish 1965, Survey Sampling, 5.4: the design effect is 1 + (m − 1) ρ, here with ρ = 1 and m = 50.
    const alike = Array.from({ length: 400 }, (_, index) => ({ hits: index % 2 === 0 ? 50 : 0, cases: 50 }));
    expect(effectiveCases(shareOf(alike))).toBeGreaterThan(390);
    expect(effectiveCases(shareOf(alike))).toBeLessThan(400);
  });

  test('are worth all of them, when every cluster has the share of the whole', () => {
    const even = Array.from({ length: 400 }, () => ({ hits: 5, cases: 10 }));
    expect(effectiveCases(shareOf(even)) / 4000).toBeCloseTo(1, 1);
  });

  test('are worth nothing in a single cluster, and exactly their number when each stands alone', () => {
    expect(effectiveCases(shareOf([{ hits: 3, cases: 10_000 }]))).toBe(0);
    const alone = Array.from({ length: 30 }, (_, index) => ({ hits: index % 3 === 0 ? 1 : 0, cases: 1 }));
    expect(effectiveCases(shareOf(alone))).toBe(30);
    const { clusters: _, ...plain } = proportionOf(alone);
    expect(summariseProportion(proportionOf(alone)).interval).toMatchObject({
      low: summariseProportion(plain).interval?.low,
      high: summariseProportion(plain).interval?.high,
    });
  });

  test('say no more than so many independent ones, whatever they are and in whatever order', () => {
    fc.assert(
      fc.property(groups, (some) => {
        const share = shareOf(some);
        if (share.cases === 0) return;
        const worth = effectiveCases(share);
        expect(worth).toBeGreaterThanOrEqual(0);
        expect(worth).toBeLessThanOrEqual(share.cases * (1 + 1e-9));
        expect(effectiveCases(shareOf(some.toReversed()))).toBe(worth);
      }),
    );
  });
});

describe('a share of clustered cases', () => {
  test('lies within its interval, and a change within its own, which turns round with the sides', () => {
    fc.assert(
      fc.property(groups, groups, (a, b) => {
        const change = compareProportions(proportionOf(a), proportionOf(b));
        const swapped = compareProportions(proportionOf(b), proportionOf(a));
        if (change === null || swapped === null) return;
        expect(change.low).toBeLessThanOrEqual(change.estimate);
        expect(change.high).toBeGreaterThanOrEqual(change.estimate);
        expect(swapped.low).toBeCloseTo(-change.high, 9);
        const { value, interval } = summariseProportion(proportionOf(a));
        expect(interval?.low).toBeLessThanOrEqual((value ?? 0) + 1e-9);
        expect(interval?.high).toBeGreaterThanOrEqual((value ?? 0) - 1e-9);
      }),
    );
  });

  test('that one commit decides is not a change: a thousand lines of one count for fewer than a thousand', () => {
    const sums = (list: Group[]): ClusterSums => sumClusters(list);
    const others = Array.from({ length: 20 }, () => ({ hits: 0, cases: 100 }));
    const now = { hits: 1000, total: 3000, clusters: sums([{ hits: 1000, cases: 1000 }, ...others]) };
    const before = {
      hits: 300,
      total: 12_000,
      clusters: sums(
        Array.from({ length: 100 }, (_, index) => ({ hits: index % 10 === 0 ? 30 : 0, cases: 120 })),
      ),
    };
    expect(compareProportions(now, before)?.low).toBeLessThan(0);
    expect(compareProportions({ hits: 1000, total: 3000 }, { hits: 300, total: 12_000 })?.low).toBeCloseTo(
      0.291,
      3,
    );
  });
});

describe('a median of clustered values', () => {
  const values = fc.array(fc.array(fc.integer({ min: 1, max: 500 }), { minLength: 1, maxLength: 6 }), {
    minLength: 8,
    maxLength: 30,
  });

  test('is the same as of independent ones when each stands alone', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 500 }), { minLength: 8, maxLength: 60 }), (list) => {
        const alone = list.map((value) => [value]);
        const plain = summariseDistribution(list);
        expect(summariseDistribution(list, alone)).toMatchObject({
          value: plain.value,
          interval: { low: plain.interval?.low, high: plain.interval?.high },
        });
      }),
    );
  });

  test('has an interval around it that does not depend on any order', () => {
    fc.assert(
      fc.property(values, values, (a, b) => {
        const change = compareDistributions(a.flat(), b.flat(), { current: a, baseline: b });
        const other = compareDistributions(a.flat().toReversed(), b.flat(), {
          current: a.toReversed(),
          baseline: b.map((group) => group.toReversed()),
        });
        expect(other).toEqual(change);
        if (change === null) return;
        expect(change.low).toBeLessThanOrEqual(change.estimate);
        expect(change.high).toBeGreaterThanOrEqual(change.estimate);
      }),
    );
  });

  test('from a single release of ten thousand changes has no interval, and nothing is concluded from it', () => {
    const release = [Array.from({ length: 10_000 }, (_, index) => 1 + (index % 50))];
    expect(summariseDistribution(release.flat(), release)).toMatchObject({ value: 25.5, interval: null });
    expect(
      compareDistributions(release.flat(), release.flat(), { current: release, baseline: release }),
    ).toBeNull();
  });
});
