import { describe, expect, test } from 'vitest';
import { effectiveCases, sumClusters } from '../../../src/stats/clusters.ts';
import { compare, obstacleTo } from '../../../src/stats/compare.ts';
import {
  compareDeviations,
  compareDistributions,
  type Distribution,
  summariseDistribution,
} from '../../../src/stats/kinds/distribution.ts';
import { normal, type Random, seeded } from '../../support/simulation.ts';

const of = (values: readonly number[], clusters?: readonly (readonly number[])[]): Distribution => ({
  kind: 'distribution',
  values,
  ...(clusters === undefined ? {} : { clusters }),
});
const ranks = (n: number) => Array.from({ length: n }, (_, index) => index + 1);
const groupsOf = (values: readonly number[], size: number) =>
  Array.from({ length: values.length / size }, (_, index) => values.slice(size * index, size * (index + 1)));

describe('a verdict on medians', () => {
  test('needs eight values on each side', () => {
    expect(obstacleTo(of(ranks(8)), of(ranks(8)))).toBeNull();
    expect(obstacleTo(of(ranks(7)), of(ranks(8)))).toBe('few');
    expect(obstacleTo(of(ranks(8)), of(ranks(7)))).toBe('few');
  });

  test('needs eight clusters on each side, whatever they hold', () => {
    const seven = groupsOf(ranks(70), 10);
    const many = of(ranks(90), groupsOf(ranks(90), 1));
    expect(obstacleTo(of(ranks(70), seven), many)).toBe('few-clusters');
    expect(obstacleTo(many, of(ranks(70), seven))).toBe('few-clusters');
    expect(obstacleTo(of(ranks(7), groupsOf(ranks(7), 1)), many)).toBe('few');
    expect(obstacleTo(many, many)).toBeNull();
    // Ten clusters are worth fewer than six values where one of them holds nearly all.
    const uneven = of(ranks(109), [ranks(100), ...groupsOf(ranks(109).slice(100), 1)]);
    expect(obstacleTo(uneven, uneven)).toBe('one-cluster');
    expect(obstacleTo(uneven, of(ranks(70), seven))).toBe('few-clusters');
  });

  test('needs a median above 0 to compare with, unless values have a sign', () => {
    const zeros = of(Array(9).fill(0));
    const nearly = of([0, 0, 0, 0, 0, 1, 2, 3, 4]);
    expect(obstacleTo(of(ranks(9)), zeros)).toBe('zero-baseline');
    expect(obstacleTo(of(ranks(9)), nearly)).toBe('zero-baseline');
    expect(obstacleTo(of(ranks(9)), nearly, { signed: true })).not.toBe('zero-baseline');
    expect(obstacleTo(of(ranks(9)), of(ranks(9).map((rank) => rank - 20)), { signed: true })).not.toBe(
      'zero-baseline',
    );
  });

  test('needs an interval with a width: a median that is 0 beyond doubt has none', () => {
    const zeros = of(Array(9).fill(0));
    expect(obstacleTo(zeros, of(ranks(9)))).toBe('zero-now');
    expect(obstacleTo(zeros, of(ranks(9)), { signed: true })).not.toBe('zero-now');
    // Of nine, the limits are of ranks 2 and 8.
    expect(obstacleTo(of([0, 0, 0, 0, 0, 1, 2, 3, 4]), of(ranks(9)))).toBeNull();
    expect(obstacleTo(of([0, 0, 0, 0, 0, 0, 0, 0, 4]), of(ranks(9)))).toBe('zero-now');
    expect(compareDistributions(zeros.values, ranks(9))).toBeNull();
  });
});

describe('medians that differ where values have a gap', () => {
  /** Two groups of values, such as those of one day and those of the next, of which a share is late; or one. */
  const drawn = (random: Random, n: number, late: number, gap: number): number[] =>
    Array.from({ length: n }, () => 3 * Math.exp(0.25 * normal(random)) + (random() < late ? gap : 0));

  const sorted = (values: readonly number[]) => [...values].sort((a, b) => a - b);
  const at = (values: readonly number[], rank: number) => sorted(values)[rank - 1] ?? Number.NaN;
  /** Price & Bonett 2002: the order statistics that the error of a median rests on. */
  const pairOf = (values: readonly number[]) => {
    const n = values.length;
    const rank = Math.ceil((n + 1) / 2 - Math.sqrt(n) - 0.5);
    return [at(values, rank), at(values, n + 1 - rank)] as const;
  };

  /** Fisher 1929: whether the largest distance between neighbours near the medians is one that chance makes in a tenth of cases. */
  function isGapped(now: readonly number[], before: readonly number[], scale: (value: number) => number) {
    const ends = [...pairOf(now), ...pairOf(before)];
    const [low, high] = [Math.min(...ends), Math.max(...ends)];
    const near = sorted([...now, ...before].filter((value) => value >= low && value <= high)).map(scale);
    const distances = near.slice(1).map((value, index) => value - (near[index] ?? Number.NaN));
    const share = Math.max(...distances) / (scale(high) - scale(low));
    return distances.length * (1 - share) ** (distances.length - 1) < 0.1;
  }

  /** Mood 1950: whether the shares above the common median are equal at 7 %. */
  function haveSameHalves(now: readonly number[], before: readonly number[]) {
    const all = sorted([...now, ...before]);
    const centre = (at(all, Math.ceil((all.length + 1) / 2)) + at(all, Math.floor((all.length + 1) / 2))) / 2;
    const score = (value: number) => (value > centre ? 1 : value < centre ? 0 : 0.5);
    const mean = (values: readonly number[]) =>
      values.reduce((sum, value) => sum + score(value), 0) / values.length;
    const whole = mean(all);
    const variance = all.reduce((sum, value) => sum + (score(value) - whole) ** 2, 0) / (all.length - 1);
    const error = Math.sqrt(variance * (1 / now.length + 1 / before.length));
    return Math.abs(mean(now) - mean(before)) < 1.811911 * error;
  }

  test.each([
    ['ratio', false, 24],
    ['ratio', false, 0],
    ['ratio', false, 1.5],
    ['difference', true, 24],
    ['difference', true, 0],
  ] as const)(
    'a %s (with a sign: %s, gap %d) does not count as a change where both may have the same halves',
    (_, signed, gap) => {
      const random = seeded(11 + gap);
      const scale = signed ? (value: number) => value : Math.log;
      const counts = { change: 0, none: 0, gapped: 0, same: 0 };
      for (let run = 0; run < 150; run += 1) {
        const now = drawn(random, 12 + (run % 17), 0.3 + 0.4 * random(), gap);
        const before = drawn(random, 40 + (run % 23), 0.3 + 0.4 * random(), gap);
        // Whole units tie, also on the common median.
        const [a, b] = [now, before].map((values) => (run % 3 === 0 ? values.map(Math.round) : values));
        if (a === undefined || b === undefined) expect.fail('two sides');
        const change = signed ? compareDeviations(a, b) : compareDistributions(a, b);
        const none = signed ? 0 : 1;
        const excludes = change !== null && (change.low > none || change.high < none);
        const gapped = isGapped(a, b, scale);
        const same = haveSameHalves(a, b);
        counts[excludes ? 'change' : 'none'] += 1;
        if (gapped) counts.gapped += 1;
        if (same) counts.same += 1;
        expect(obstacleTo(of(a), of(b), { signed }), `run ${run}`).toBe(
          excludes && gapped && same ? 'same-halves' : null,
        );
      }
      expect(Math.min(counts.change, counts.none, counts.gapped, counts.same)).toBeGreaterThan(0);
    },
  );

  test('is found where values are 0, which are infinitely far from others', () => {
    const now = [...Array(9).fill(0), ...ranks(10).map((rank) => rank * 100)];
    const before = [...Array(22).fill(0), ...ranks(23).map((rank) => rank * 100)];
    expect(isGapped(now, before, (value) => Math.log(Math.max(value, 1e-300)))).toBe(true);
    expect(obstacleTo(of(now), of(before))).toBeNull();
  });
});

describe('the median of clusters', () => {
  test('lies between the ranks of as many independent values, at the same share of all values (Woodruff 1952)', () => {
    const values = ranks(1000);
    const clusters = groupsOf(values, 10);
    const cases = clusters.map((group) => ({
      hits: group.filter((value) => value <= 500).length,
      cases: 10,
    }));
    const worth = Math.floor(effectiveCases({ hits: 500, cases: 1000, sums: sumClusters(cases) }));
    const { low } = summariseDistribution(ranks(worth)).interval ?? { low: Number.NaN };
    const place = Math.floor(((low - 0.5) / worth) * 1000 + 0.5);
    expect(summariseDistribution(values, { clusters }).interval).toEqual({
      low: place,
      high: 1001 - place,
      method: 'order statistics, Woodruff 1952 for clusters',
    });
  });

  test('counts values on it as up to it', () => {
    // Five of nine values a cluster lie on the median, and none above it: all are up to it, and alike.
    const values = [...Array(40).fill(1), ...Array(50).fill(2)];
    const clusters = Array.from({ length: 10 }, () => [1, 1, 1, 1, 2, 2, 2, 2, 2]);
    const cases = clusters.map(() => ({ hits: 9, cases: 9 }));
    const worth = Math.floor(effectiveCases({ hits: 90, cases: 90, sums: sumClusters(cases) }));
    const { low } = summariseDistribution(ranks(worth)).interval ?? { low: Number.NaN };
    const place = Math.max(1, Math.floor(((low - 0.5) / worth) * 90 + 0.5));
    expect(summariseDistribution(values, { clusters }).interval).toMatchObject({
      low: place > 40 ? 2 : 1,
      high: 2,
    });
    // Counted as above it, they would be worth as many as stand alone.
    const apart = clusters.map(() => ({ hits: 4, cases: 9 }));
    expect(effectiveCases({ hits: 40, cases: 90, sums: sumClusters(apart) })).toBeGreaterThan(3 * worth);
  });

  test('and its change name what they rest on', () => {
    const alone = of(ranks(30), groupsOf(ranks(30), 1));
    expect(compare(alone, alone)?.method).toBe('Price & Bonett 2002, Woodruff 1952 for clusters');
    expect(compare(alone, of(ranks(30)))?.method).toBe('Price & Bonett 2002, Woodruff 1952 for clusters');
    expect(compare(of(ranks(30)), alone)?.method).toBe('Price & Bonett 2002, Woodruff 1952 for clusters');
    expect(compare(of(ranks(30)), of(ranks(30)))?.method).toBe('Price & Bonett 2002');
    expect(summariseDistribution(ranks(30)).interval?.method).toBe('order statistics');
  });
});

describe('the change of medians that tie', () => {
  const tied = [1, 2, 3, 3, 3, 4, 5, 6];

  test('says so where one side does', () => {
    expect(compareDistributions(tied, ranks(8))?.method).toBe(
      'Price & Bonett 2002, Zou & Donner 2008 for ties',
    );
    expect(compareDistributions(ranks(8), tied)?.method).toBe(
      'Price & Bonett 2002, Zou & Donner 2008 for ties',
    );
    expect(compareDistributions(ranks(8), ranks(8))?.method).toBe('Price & Bonett 2002');
  });

  test('reaches as far as the limits of the median where those are farther off', () => {
    // Of eight, Price & Bonett take ranks 2 and 7, the median’s own limits 1 and 8: 3 − 1 and 6 − 3, against 1.624.
    const change = compareDeviations(tied, tied);
    expect(change?.high).toBeCloseTo(Math.hypot(6 - 3, 3 - 1), 10);
    expect(change?.low).toBeCloseTo(-Math.hypot(3 - 1, 6 - 3), 10);
  });

  test('reaches on the raw scale where a limit is 0 (delta method)', () => {
    // The limits 0 and 5 lie 2 and 3 from the median 2: 1 and 1.5 of it.
    const seconds = [0, 1, 2, 2, 2, 3, 3, 5];
    const change = compareDistributions(seconds, seconds);
    expect(change?.low).toBeCloseTo(Math.exp(-Math.hypot(1, 1.5)), 10);
    expect(change?.high).toBeCloseTo(Math.exp(Math.hypot(1.5, 1)), 10);
    expect(change?.method).toBe(
      'Price & Bonett 2002, delta method for values of 0, Zou & Donner 2008 for ties',
    );
  });
});
