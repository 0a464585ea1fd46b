import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type ClusterSums, effectiveCases, sumClusters, varianceOf } from '../../src/stats/clusters.ts';
import { compareDistributions, summariseDistribution } from '../../src/stats/kinds/distribution.ts';
import { summarisePercentile } from '../../src/stats/kinds/percentile.ts';
import { compareProportions, summariseProportion } from '../../src/stats/kinds/proportion.ts';
import { normal, seeded } from '../support/simulation.ts';

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

/** The API scores of the schools of 15 districts, `apiclus1` of Lumley’s package survey for R. */
const districts = [
  [701, 748, 735, 699, 685, 827, 711, 677, 759, 697, 742, 691, 700],
  [
    622, 754, 655, 764, 795, 505, 638, 733, 523, 511, 710, 657, 602, 490, 664, 651, 603, 698, 511, 814, 669,
    711, 538, 705, 595, 551, 762, 521, 709, 780, 780, 722, 828, 737,
  ],
  [529, 491, 510, 547],
  [493, 592, 550, 689, 598, 628, 652, 628, 832, 777, 709, 709, 736],
  [814, 806, 715, 785, 720, 905, 617, 630, 629, 696, 476, 757, 825, 595, 552, 847],
  [561, 555],
  [551],
  [443, 467, 482, 496],
  [703, 676, 714, 842, 824, 717, 836, 733, 719, 817, 749, 781],
  [595, 661, 502, 614, 585, 582, 642, 536, 746, 667, 629, 745, 674, 637, 696, 632, 639, 745, 789, 656, 789],
  [714, 724, 687, 723, 662, 699, 807, 679, 691],
  [608, 684, 612, 710, 729, 714, 759, 585, 625, 664, 669],
  [
    517, 478, 582, 592, 587, 553, 516, 535, 566, 481, 472, 559, 610, 599, 551, 554, 561, 505, 492, 504, 487,
    627, 465, 529, 625, 436, 542, 515, 461, 528, 512, 508, 670, 760, 652, 546, 717,
  ],
  [411, 494],
  [696, 631, 564, 602],
];

describe('published values of the same 15 districts', () => {
  const pairs = (hits: readonly number[], cases: readonly number[]) =>
    hits.map((count, index) => ({ hits: count, cases: cases[index] ?? 0 }));
  const schools = districts.map(({ length }) => length);

  test('the share of pupils who were tested has the error of svyratio in the vignette of survey', () => {
    const tested = [6047, 12618, 1461, 5935, 7573, 610, 199, 1184, 6431, 12292, 1877, 4895, 22452, 532, 1373];
    const enrolled = [
      6777, 15038, 1668, 6958, 9025, 683, 274, 1436, 7375, 14968, 2180, 6081, 25814, 680, 1641,
    ];
    const share = shareOf(pairs(tested, enrolled));
    expect(share.hits / share.cases).toBeCloseTo(0.8497087, 7);
    // There the districts are 15 of 757.
    expect(Math.sqrt(varianceOf(share) * (1 - 15 / 757))).toBeCloseTo(0.008386297, 9);
  });

  test('the shares of elementary and high schools have the errors of svymean', () => {
    const elementary = [10, 34, 2, 10, 13, 2, 1, 2, 9, 16, 4, 8, 30, 1, 2];
    const high = [0, 0, 1, 0, 0, 0, 0, 1, 1, 2, 4, 1, 3, 0, 1];
    expect(Math.sqrt(varianceOf(shareOf(pairs(elementary, schools))))).toBeCloseTo(0.0468, 4);
    expect(Math.sqrt(varianceOf(shareOf(pairs(high, schools))))).toBeCloseTo(0.0271, 4);
  });

  test('the median score has an interval around that of svyquantile, which allows less for districts of unequal size', () => {
    const { value, interval } = summariseDistribution(districts.flat(), { clusters: districts });
    expect(value).toBe(652);
    expect(interval?.low).toBeLessThanOrEqual(561);
    expect(interval?.high).toBeGreaterThanOrEqual(714);
    expect((interval?.high ?? 0) - (interval?.low ?? 0)).toBeLessThan(1.7 * (714 - 561));
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
        if (interval === null) return;
        expect(interval.low).toBeLessThanOrEqual((value ?? 0) + 1e-9);
        expect(interval.high).toBeGreaterThanOrEqual((value ?? 0) - 1e-9);
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
        expect(summariseDistribution(list, { clusters: alone })).toMatchObject({
          value: plain.value,
          interval: { low: plain.interval?.low, high: plain.interval?.high },
        });
      }),
    );
  });

  test('has an interval around it that does not depend on any order', () => {
    fc.assert(
      fc.property(values, values, (a, b) => {
        const change = compareDistributions(a.flat(), b.flat(), {
          current: { clusters: a },
          baseline: { clusters: b },
        });
        const other = compareDistributions(a.flat().toReversed(), b.flat(), {
          current: { clusters: a.toReversed() },
          baseline: { clusters: b.map((group) => group.toReversed()) },
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
    expect(summariseDistribution(release.flat(), { clusters: release })).toMatchObject({
      value: 25.5,
      interval: null,
    });
    expect(
      compareDistributions(release.flat(), release.flat(), {
        current: { clusters: release },
        baseline: { clusters: release },
      }),
    ).toBeNull();
  });
});

describe('an interval of clustered values', () => {
  const one = (size: number, others: number, each: number): number[][] => [
    Array.from({ length: size }, (_, index) => 3 * (1 + (index % 50))),
    ...Array.from({ length: others }, (_, group) =>
      Array.from({ length: each }, (_, index) => 1 + ((7 * group + 11 * index) % 50)),
    ),
  ];
  const intervalsOf = (clusters: number[][]) => {
    const values = clusters.flat();
    return [
      summariseDistribution(values, { clusters }),
      summarisePercentile({ kind: 'percentile', values, clusters }),
      summariseProportion(
        proportionOf(
          clusters.map((group) => ({ hits: group.filter((v) => v > 30).length, cases: group.length })),
        ),
      ),
    ].map(({ value, interval }) => {
      expect(value).not.toBeNull();
      return interval !== null;
    });
  };

  test('is not given where one cluster holds nearly all, however many others there are', () => {
    expect(intervalsOf(one(10_000, 11, 5))).toEqual([false, false, false]);
    expect(intervalsOf(one(2_000, 200, 1))).toEqual([false, false, false]);
  });

  test('is given from six clusters of equal size on, and of unequal ones worth as many', () => {
    const [median, , share] = intervalsOf(one(20, 5, 20));
    expect([median, share]).toEqual([true, true]);
    expect(intervalsOf(one(20, 4, 20))).toEqual([false, false, false]);
    expect(intervalsOf(one(20, 60, 10))).toEqual([true, true, true]);
  });

  test('covers in about 95 % of samples, wherever it is given', () => {
    const random = seeded(15);
    const covered: { median: boolean[]; share: boolean[] } = { median: [], share: [] };
    for (let draw = 0; draw < 1500; draw += 1) {
      const spread = random() * 2;
      const clusters = Array.from({ length: 8 + Math.floor(random() * 16) }, () => {
        const centre = 0.7 * normal(random);
        const size = Math.min(400, Math.ceil(Math.exp(1.5 + spread * normal(random))));
        return Array.from({ length: size }, () => centre + 0.7 * normal(random));
      });
      if (clusters.flat().length < 20) continue;
      const median = summariseDistribution(clusters.flat(), { clusters }).interval;
      const share = summariseProportion(
        proportionOf(
          clusters.map((group) => ({ hits: group.filter((v) => v > 0).length, cases: group.length })),
        ),
      ).interval;
      if (median !== null) covered.median.push(median.low <= 0 && median.high >= 0);
      if (share !== null) covered.share.push(share.low <= 0.5 && share.high >= 0.5);
    }
    for (const all of [covered.median, covered.share]) {
      expect(all.length).toBeGreaterThan(500);
      expect(all.filter(Boolean).length / all.length).toBeGreaterThan(0.93);
    }
  });
});
