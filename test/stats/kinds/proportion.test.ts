import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { effectiveCases, sumClusters } from '../../../src/stats/clusters.ts';
import { obstacleTo } from '../../../src/stats/compare.ts';
import { Z } from '../../../src/stats/confidence.ts';
import { compareProportions, summariseProportion } from '../../../src/stats/kinds/proportion.ts';
import { seeded } from '../../support/simulation.ts';
import { proportion } from '../samples.ts';

describe('the summary of a proportion', () => {
  test.each([
    // Newcombe 1998, "Two-sided confidence intervals for the single proportion", Table I, method 3.
    [81, 263, 0.2553, 0.3662],
    [15, 148, 0.0624, 0.1605],
    [0, 20, 0, 0.1611],
    [1, 29, 0.0061, 0.1718],
    // Failed deployments, rounded to a tenth of a percent.
    [2, 13, 0.043, 0.422],
    [3, 40, 0.026, 0.199],
  ])('of %i among %i has the Wilson interval', (hits, total, low, high) => {
    const { value, interval, n, state } = summariseProportion({ hits, total });
    expect({ value, n, state }).toEqual({ value: hits / total, n: total, state: 'ok' });
    const digits = total === 13 || total === 40 ? 3 : 4;
    expect(interval?.low).toBeCloseTo(low, digits);
    expect(interval?.high).toBeCloseTo(high, digits);
  });

  test('of no cases gives no data, of fewer than six too few', () => {
    expect(summariseProportion({ hits: 0, total: 0 })).toMatchObject({ state: 'no-data', n: 0, value: null });
    expect(summariseProportion({ hits: 2, total: 5 })).toMatchObject({
      state: 'too-few',
      n: 5,
      value: null,
      interval: null,
    });
    expect(summariseProportion({ hits: 2, total: 6 }).state).toBe('ok');
  });

  test.each([
    [3, 2],
    [-1, 2],
    [0.5, 2],
    [1, Number.NaN],
    [1, Number.POSITIVE_INFINITY],
  ])('refuses %f hits among %f', (hits, total) => {
    expect(() => summariseProportion({ hits, total })).toThrow(
      new RangeError(
        `a proportion counts hits among a total, both whole numbers: ${hits} of ${total} is none`,
      ),
    );
  });

  test('lies within its interval, and that within 0…1', () => {
    fc.assert(
      fc.property(proportion(6), (sample) => {
        const { value, interval } = summariseProportion(sample);
        expect(interval?.low).toBeGreaterThanOrEqual(0);
        expect(interval?.high).toBeLessThanOrEqual(1);
        expect(interval?.low).toBeLessThanOrEqual(value ?? Number.NaN);
        expect(interval?.high).toBeGreaterThanOrEqual(value ?? Number.NaN);
      }),
    );
  });

  test('has limits that rise with the hits', () => {
    fc.assert(
      fc.property(
        proportion(6).filter(({ hits, total }) => hits < total),
        ({ hits, total }) => {
          const fewer = summariseProportion({ hits, total }).interval;
          const more = summariseProportion({ hits: hits + 1, total }).interval;
          expect(more?.low).toBeGreaterThan(fewer?.low ?? Number.NaN);
          expect(more?.high).toBeGreaterThan(fewer?.high ?? Number.NaN);
        },
      ),
    );
  });
});

describe('the change of a proportion', () => {
  test.each([
    // Newcombe 1998, "Interval estimation for the difference between independent proportions", Table II, method 10.
    [56, 70, 48, 80, 0.0524, 0.3339],
    [9, 10, 3, 10, 0.1705, 0.809],
    [6, 7, 2, 7, 0.0582, 0.8062],
    [5, 56, 0, 29, -0.0381, 0.1926],
    [0, 10, 0, 20, -0.1611, 0.2775],
    [0, 10, 0, 10, -0.2775, 0.2775],
    [10, 10, 0, 20, 0.6791, 1],
    [10, 10, 0, 10, 0.6075, 1],
  ])('from %i/%i to %i/%i has the interval of Newcombe, method 10', (a, m, b, n, low, high) => {
    const change = compareProportions({ hits: a, total: m }, { hits: b, total: n });
    expect(change?.measure).toBe('difference');
    expect(change?.estimate).toBe(a / m - b / n);
    expect(change?.low).toBeCloseTo(low, 4);
    expect(change?.high).toBeCloseTo(high, 4);
  });

  test('is relative to the baseline, unless that is 0', () => {
    const third = { hits: 10, total: 30 };
    expect(compareProportions({ hits: 15, total: 30 }, third)?.relative).toBeCloseTo(0.5, 12);
    expect(compareProportions(third, { hits: 0, total: 30 })?.relative).toBeNull();
  });

  test('has no size when a side has fewer than six cases', () => {
    expect(compareProportions({ hits: 1, total: 5 }, { hits: 1, total: 6 })).toBeNull();
    expect(compareProportions({ hits: 1, total: 6 }, { hits: 0, total: 0 })).toBeNull();
  });

  test('refuses more hits than cases on either side', () => {
    const good = { hits: 1, total: 9 };
    const bad = { hits: 10, total: 9 };
    expect(() => compareProportions(good, bad)).toThrow(RangeError);
    expect(() => compareProportions(bad, good)).toThrow(RangeError);
  });

  test('lies within its interval, and that within −1…1', () => {
    fc.assert(
      fc.property(proportion(6), proportion(6), (current, baseline) => {
        const change = compareProportions(current, baseline);
        expect(change?.low).toBeGreaterThanOrEqual(-1);
        expect(change?.high).toBeLessThanOrEqual(1);
        expect(change?.low).toBeLessThanOrEqual(change?.estimate ?? Number.NaN);
        expect(change?.high).toBeGreaterThanOrEqual(change?.estimate ?? Number.NaN);
      }),
    );
  });

  test('changes its sign when the sides are swapped', () => {
    fc.assert(
      fc.property(proportion(6), proportion(6), (a, b) => {
        const there = compareProportions(a, b);
        const back = compareProportions(b, a);
        expect((there?.estimate ?? Number.NaN) + (back?.estimate ?? Number.NaN)).toBeCloseTo(0, 12);
        expect((there?.low ?? Number.NaN) + (back?.high ?? Number.NaN)).toBeCloseTo(0, 12);
      }),
    );
  });
});

describe('cases in order of time', () => {
  const random = seeded(2);
  const weeks = Array.from({ length: 65 }, () => (random() < 0.5 ? 0.05 : 0.4));
  const quartersOf = (shareOf: (week: number) => number) =>
    Array.from({ length: 5 }, (_, quarter) =>
      Array.from({ length: 130 }, (_, index) =>
        random() < shareOf(13 * quarter + Math.floor(index / 10)) ? 1 : 0,
      ),
    );
  const shareOf = (inOrder: readonly number[][]) => {
    const cases = inOrder.flat();
    return { hits: cases.filter((each) => each === 1).length, total: cases.length, inOrder };
  };
  const widthOf = (interval: { low: number; high: number } | null) =>
    interval === null ? 0 : interval.high - interval.low;

  test('give a wider interval where those of a week resemble each other', () => {
    const uneven = shareOf(quartersOf((week) => weeks[week] ?? 0));
    const { inOrder: _, ...alone } = uneven;
    const [dependent, independent] = [summariseProportion(uneven), summariseProportion(alone)];
    expect(dependent.value).toBe(independent.value);
    expect(widthOf(dependent.interval)).toBeGreaterThan(1.3 * widthOf(independent.interval));
    expect(dependent.interval?.method).toBe('Wilson 1927, Rao & Scott 1992 for cases in sequence');
  });

  test('say no less than their number where they do not', () => {
    const even = shareOf(quartersOf(() => 0.2));
    const { inOrder: _, ...alone } = even;
    expect(summariseProportion(even)).toEqual(summariseProportion(alone));
  });

  test('that all come in two blocks of a quarter have no verdict: they are worth fewer than six', () => {
    const blocks = Array.from({ length: 5 }, () => [...Array(20).fill(1), ...Array(20).fill(0)]);
    const current = { kind: 'proportion' as const, ...shareOf(blocks.slice(4)) };
    const baseline = { kind: 'proportion' as const, ...shareOf(blocks.slice(0, 4)) };
    expect(obstacleTo(current, baseline)).toBe('dependent');
  });

  test('have no verdict where those of one side are worth fewer than six', () => {
    const quarters = quartersOf((week) => weeks[week] ?? 0);
    const many = { kind: 'proportion' as const, ...shareOf(quarters.slice(0, 4)) };
    const few = {
      kind: 'proportion' as const,
      ...shareOf(quarters.slice(4).map((cases) => cases.slice(0, 8))),
    };
    expect(obstacleTo(few, many)).toBe('dependent');
    expect(obstacleTo(many, few)).toBe('dependent');
    expect(obstacleTo(many, many)).toBeNull();
  });
});

describe('cases in clusters', () => {
  /** Clusters of four cases each, with so many hits. */
  const clustered = (hits: readonly number[]) => ({
    hits: hits.reduce((sum, count) => sum + count, 0),
    total: 4 * hits.length,
    clusters: sumClusters(hits.map((count) => ({ hits: count, cases: 4 }))),
  });
  const mixed = (length: number) =>
    clustered(Array.from({ length }, (_, index) => [4, 1, 0, 3, 2][index % 5] ?? 0));

  test('have the limits from which the share lies 1.96 standard errors of as many independent cases away', () => {
    const share = mixed(20);
    const { value, interval } = summariseProportion(share);
    const cases = effectiveCases({ hits: share.hits, cases: share.total, sums: share.clusters });
    expect(cases).toBeLessThan(share.total);
    for (const limit of [interval?.low ?? Number.NaN, interval?.high ?? Number.NaN])
      expect(((value ?? Number.NaN) - limit) ** 2).toBeCloseTo((Z ** 2 * limit * (1 - limit)) / cases, 12);
    expect(interval?.method).toBe('Wilson 1927, Rao & Scott 1992 for clusters');
    expect(compareProportions(share, share)?.method).toBe(
      'Newcombe 1998, method 10, Rao & Scott 1992 for clusters',
    );
  });

  test('have a verdict from eight clusters on each side, however many cases they hold', () => {
    const of = (length: number) => ({ kind: 'proportion' as const, ...mixed(length) });
    expect(obstacleTo(of(8), of(8))).toBeNull();
    expect(obstacleTo(of(7), of(80))).toBe('few-clusters');
    expect(obstacleTo(of(80), of(7))).toBe('few-clusters');
  });

  test('cannot be compared where one side is a single cluster, and can where it is two', () => {
    const of = (...clusters: readonly number[]) => ({
      hits: 4 * clusters.length,
      total: clusters.reduce((sum, cases) => sum + cases, 0),
      clusters: sumClusters(clusters.map((cases) => ({ hits: 4, cases }))),
    });
    expect(compareProportions(of(9), of(6, 8))).toBeNull();
    expect(compareProportions(of(6, 8), of(9))).toBeNull();
    expect(compareProportions(of(6, 8), of(6, 8))).not.toBeNull();
  });
});
