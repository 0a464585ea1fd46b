import { describe, expect, test } from 'vitest';
import { studentQuantile, Z } from '../../src/stats/confidence.ts';
import { above, hits, inflationOf } from '../../src/stats/sequence.ts';
import { normal, seeded } from '../support/simulation.ts';

/** What is counted, with the correlations that the published formulas give it. */
const COUNTED = {
  // Pearson 1907 and Sheppard 1899.
  'the slow half': {
    counted: above(0.5),
    ofNormals: (r: number) => 2 * Math.sin((Math.PI * r) / 6),
    ofCases: (rho: number) => (2 / Math.PI) * Math.asin(rho),
  },
  hits: { counted: hits, ofNormals: (r: number) => r, ofCases: (rho: number) => rho },
};

type Rule = Pick<(typeof COUNTED)['hits'], 'ofNormals' | 'ofCases'>;

/** Ranks counted from 1, the mean one for values that tie, less their mean. */
function ranksOf(values: readonly number[]): number[] {
  return values.map((value) => {
    const below = values.filter((other) => other < value).length;
    const same = values.filter((other) => other === value).length;
    return below + (same + 1) / 2 - (values.length + 1) / 2;
  });
}

/** The mean product of ranks up to so many places apart in their run ÷ their mean square. */
function correlation(runs: readonly (readonly number[])[], lags: number): number {
  const ranks = runs.map(ranksOf);
  const squares = ranks.flat().map((rank) => rank ** 2);
  const products = ranks.flatMap((run) =>
    run.flatMap((here, index) => run.slice(index + 1, index + 1 + lags).map((next) => here * next)),
  );
  const mean = (numbers: readonly number[]) => numbers.reduce((sum, one) => sum + one, 0) / numbers.length;
  return mean(products) / mean(squares);
}

const summed = (lags: number, n: number, at: (lag: number) => number) =>
  Array.from({ length: lags }, (_, index) => 2 * (1 - (index + 1) / n) * at(index + 1)).reduce(
    (sum, term) => sum + term,
    1,
  );

/** Runs whose weeks, of so many values each, share something, and whose values resemble the one before. */
function runsOf(seed: number, { weeks = 13, size = 10, runs = 5, ofWeek = 0, ofNeighbour = 0, round = 0 }) {
  const random = seeded(seed);
  return Array.from({ length: runs }, () => {
    let state = normal(random);
    return Array.from({ length: weeks }, () => normal(random)).flatMap((week) =>
      Array.from({ length: size }, () => {
        state = ofNeighbour * state + Math.sqrt(1 - ofNeighbour ** 2) * normal(random);
        const value = Math.sqrt(ofWeek) * week + Math.sqrt(1 - ofWeek) * state;
        return round === 0 ? value : Math.round(value / round) * round;
      }),
    );
  });
}

/** Runs of 26 values, each like the one before the last: two processes that take turns. */
function twoByTwo(seed: number): number[][] {
  const [odd, even] = [0, 1].map((more) => runsOf(seed + more, { ofNeighbour: 0.85, size: 1, runs: 10 }));
  return (odd ?? []).map((run, index) =>
    run.flatMap((value, at) => [value, even?.[index]?.[at] ?? Number.NaN]),
  );
}

const CASES = {
  'that share their weeks': runsOf(1, { ofWeek: 0.4 }),
  'that share their weeks, one run of them': runsOf(2, { ofWeek: 0.4, runs: 1 }),
  'that share their weeks and tie': runsOf(3, { ofWeek: 0.5, round: 1 }),
  'that share their weeks, in runs of unequal length': runsOf(4, { ofWeek: 0.4 }).map((run, index) =>
    run.slice(0, 130 - 31 * index),
  ),
  'that share their weeks, of two values each': runsOf(5, { ofWeek: 0.6, size: 2, runs: 8 }),
  'that resemble the one before the last, two in a week': twoByTwo(8),
  'that resemble the one before': runsOf(6, { ofNeighbour: 0.6, size: 1, runs: 8 }),
  'that resemble the one before and share their weeks': runsOf(7, { ofNeighbour: 0.5, ofWeek: 0.2 }),
};

/** What `inflationOf` says, from the published formulas alone: by neighbours, by weeks, or the larger of both. */
function expected(runs: readonly number[][], { ofNormals, ofCases }: Rule, n: number): number {
  const values = runs.flat().length;
  // Kendall 1954: an estimated mean for each run makes them smaller.
  const ofMean = runs.length / values;
  const neighbours = Math.min(0.99, (correlation(runs, 1) + ofMean) / (1 - 3 * ofMean));
  const lags = Math.round(values / runs.length / 13);
  const week = lags < 2 ? 0 : Math.min(1, (correlation(runs, lags) + ofMean) / (1 - 2 * lags * ofMean));
  const doubt = (studentQuantile(12 * runs.length) / Z) ** 2;
  return Math.max(
    neighbours > 2 / Math.sqrt(values) ? summed(n - 1, n, (lag) => ofCases(ofNormals(neighbours) ** lag)) : 1,
    week > 2 / Math.sqrt(values * lags)
      ? summed(Math.min(lags, n - 1), n, () => ofCases(ofNormals(week))) * doubt
      : 1,
  );
}

describe.each(Object.entries(COUNTED))('%s of values', (_, { counted, ...rule }) => {
  test.each(Object.entries(CASES))('%s varies as the published formulas say', (_name, runs) => {
    for (const n of [1, 3, 40, 500])
      expect(inflationOf(runs, counted)(n), `of ${n}`).toBeCloseTo(expected(runs, rule, n), 4);
  });

  test('that resemble each other more and more varies so from two standard errors on', () => {
    const found = Array.from({ length: 40 }, (_, step) => {
      const runs = runsOf(20 + step, { ofWeek: step / 100, ofNeighbour: step / 100, size: 4, runs: 3 });
      const inflation = inflationOf(runs, counted)(50);
      expect(inflation, `step ${step}`).toBeCloseTo(expected(runs, rule, 50), 4);
      return inflation > 1;
    });
    expect(found).toContain(true);
    expect(found).toContain(false);
  });
});

describe('resemblance', () => {
  test('shows in 26 values: a trend in fewer is none', () => {
    const trend = (count: number) => [Array.from({ length: count }, (_, index) => index)];
    expect(inflationOf(trend(25), hits)(25)).toBe(1);
    expect(inflationOf(trend(26), hits)(26)).toBeGreaterThan(2);
  });

  test('leaves out runs without values', () => {
    const runs = CASES['that share their weeks'];
    expect(inflationOf([[], ...runs, []], hits)(100)).toBe(inflationOf(runs, hits)(100));
  });

  test('is nothing where no value differs from another', () => {
    expect(inflationOf([Array(60).fill(3)], hits)(60)).toBe(1);
  });
});

describe('whether two normal values lie above a quantile', () => {
  test.each([
    [0.1, 0.3],
    [0.25, -0.4],
    [0.9, 0.6],
    [0.99, 0.95],
  ])('of a share of %f, correlates as Plackett’s integral says where they correlate by %f', (share, rho) => {
    const z = { 0.1: -1.2815516, 0.25: -0.6744898, 0.9: 1.2815516, 0.99: 2.3263479 }[share] ?? Number.NaN;
    // The midpoint rule, with many steps.
    const steps = 20_000;
    const integral = Array.from({ length: steps }, (_, index) => {
      const t = ((index + 0.5) / steps) * rho;
      return (Math.exp(-(z ** 2) / (1 + t)) / Math.sqrt(1 - t ** 2)) * (rho / steps);
    }).reduce((sum, part) => sum + part, 0);
    expect(above(share).ofCases(rho)).toBeCloseTo(integral / (2 * Math.PI * share * (1 - share)), 6);
  });

  test('is the same for both when the values are, and independent when they are', () => {
    for (const share of [0.1, 0.5, 0.9]) {
      expect(above(share).ofCases(1)).toBeCloseTo(1, 3);
      expect(above(share).ofCases(0)).toBe(0);
    }
  });

  test('is seen by ranks as Pearson’s formula says', () => {
    for (const { ofNormals } of [above(0.5), above(0.9)]) {
      expect(ofNormals(1)).toBeCloseTo(1, 12);
      expect(ofNormals(0.5)).toBeCloseTo(0.517638, 6);
      expect(ofNormals(0)).toBe(0);
    }
  });
});
