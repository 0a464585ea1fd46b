import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { studentQuantile } from '../../src/stats/confidence.ts';
import { autocorrelation } from '../../src/stats/dependence.ts';
import {
  compareByWeeks,
  compareWholeNumbers,
  obstacleInWeeks,
  type WeekRuns,
} from '../../src/stats/weeks.ts';
import { normal, seeded } from '../support/simulation.ts';

describe('the change of a level', () => {
  const weeks = (values: readonly (number | null)[]): WeekRuns => [
    values.map((value) => (value === null ? null : { numerator: value, denominator: 1 })),
  ];
  const level = fc.double({ min: 0, max: 100, noNaN: true });
  const now = fc.array(level, { minLength: 8, maxLength: 14 });
  const before = fc.array(level, { minLength: 13, maxLength: 52 });

  test('with independent weeks is Student’s comparison of two means', () => {
    // Two alternating series have no positive autocorrelation: s² = Σ ÷ (n − 2), t with n − 2 degrees of freedom.
    const [a, b] = [
      [4, 6, 4, 6, 4, 6, 4, 6],
      Array.from({ length: 24 }, (_, week) => (week % 2 === 0 ? 1 : 3)),
    ];
    const change = compareByWeeks(weeks(a), weeks(b));
    const reach = 2.0423 * Math.sqrt((32 / 30) * (1 / 8 + 1 / 24));
    expect(change).toMatchObject({
      measure: 'difference',
      estimate: 3,
      relative: 1.5,
      method: 'Zwiers & von Storch 1995',
    });
    expect(change?.low).toBeCloseTo(3 - reach, 3);
    expect(change?.high).toBeCloseTo(3 + reach, 3);
  });

  test('is less certain, the more each week is like the one before', () => {
    const values = [1, 5, 2, 6, 1, 4, 6, 3, 2, 5, 6, 1, 3, 4, 2, 5];
    const inOrder = values.toSorted((a, b) => a - b);
    const [mixed, slow] = [values, inOrder].map((order) =>
      compareByWeeks(weeks(order), weeks([...order, ...values])),
    );
    expect(width(slow ?? null)).toBeGreaterThan(width(mixed ?? null));
  });

  test('scales with the unit, and turns its sign when the sides are swapped', () => {
    fc.assert(
      fc.property(now, before, fc.double({ min: 0.01, max: 1000, noNaN: true }), (a, b, unit) => {
        const change = compareByWeeks(weeks(a), weeks(b));
        const scaled = compareByWeeks(weeks(a.map((x) => x * unit)), weeks(b.map((x) => x * unit)));
        const swapped = compareByWeeks(weeks(b), weeks(a));
        if (change === null || scaled === null) return;
        expect(scaled.estimate).toBeCloseTo(change.estimate * unit, 6);
        expect(scaled.low / unit).toBeCloseTo(change.low, 6);
        expect(swapped?.low).toBeCloseTo(-change.high, 6);
        expect(change.low).toBeLessThanOrEqual(change.estimate);
      }),
    );
  });

  test('of next to nothing cannot be computed', () => {
    const before = Array.from({ length: 13 }, (_, week) => (week === 11 ? 2e-161 : 0));
    expect(compareByWeeks(weeks(Array.from({ length: 8 }, () => 0)), weeks(before))).toBeNull();
  });

  test('of a ratio is that of its weeks together, not of the mean of their ratios', () => {
    const parts = (rows: readonly (readonly [number, number])[]): WeekRuns => [
      rows.map(([numerator, denominator]) => ({ numerator, denominator })),
    ];
    const current = parts(Array.from({ length: 8 }, (_, week) => (week % 2 === 0 ? [1, 1] : [0, 9])));
    const baseline = parts(Array.from({ length: 16 }, (_, week) => (week % 2 === 0 ? [2, 4] : [3, 6])));
    expect(compareByWeeks(current, baseline)?.estimate).toBeCloseTo(0.1 - 0.5, 12);
  });

  test('does not depend on the unit of the parts', () => {
    const parts = (unit: number, shift: number): WeekRuns => [
      Array.from({ length: 13 }, (_, week) => ({
        numerator: unit * (shift + ((week * 5) % 7)),
        denominator: unit * (3 + (week % 4)),
      })),
    ];
    const change = compareByWeeks(parts(1, 2), parts(1, 1));
    const thousands = compareByWeeks(parts(1000, 2), parts(1000, 1));
    expect(change).not.toBeNull();
    expect(thousands?.low).toBeCloseTo(change?.low ?? Number.NaN, 9);
    expect(thousands?.high).toBeCloseTo(change?.high ?? Number.NaN, 9);
  });

  test('from 0 has no relative size', () => {
    const rising = weeks([4, 6, 4, 6, 4, 6, 4, 6]);
    expect(compareByWeeks(rising, weeks(Array(13).fill(0)))).toMatchObject({ estimate: 5, relative: null });
  });

  test('cannot be told where no two weeks are neighbours', () => {
    const apart = weeks([3, null, 5, null, 4, null, 6, null, 3, null, 5, null, 4, null, 6]);
    expect(compareByWeeks(apart, apart)).toBeNull();
  });

  test('cannot be told where weeks differ by rounding alone', () => {
    const rounded = (length: number) =>
      weeks(Array.from({ length }, (_, week) => (week % 2 === 0 ? 0.3 : 0.1 + 0.2)));
    expect(compareByWeeks(rounded(8), rounded(26))).toBeNull();
    expect(compareByWeeks(rounded(13), rounded(13))).toBeNull();
    // Sums of numbers next to 2³⁰ are exact to 2⁻¹⁹ only.
    const around = (step: number) =>
      weeks(Array.from({ length: 8 }, (_, week) => 2 ** 30 + (week % 2 === 0 ? step : -step)));
    expect(compareByWeeks(around(2 ** -19), around(2 ** -19))).toBeNull();
    expect(compareByWeeks(around(2 ** -15), around(2 ** -15))).not.toBeNull();
  });

  test('a week without a part is a gap, and eight weeks a side are needed', () => {
    const full = [3, 5, 4, 6, 3, 5, 4, 6];
    expect(compareByWeeks(weeks([...full, null]), weeks(full))).toEqual(
      compareByWeeks(weeks(full), weeks(full)),
    );
    expect(compareByWeeks(weeks([...full.slice(1), null]), weeks(full))).toBeNull();
  });

  test('counts a week that adds to the numerator alone, but not towards the eight that it needs', () => {
    const full = [3, 5, 4, 6, 3, 5, 4, 6];
    const alone = [{ numerator: 8, denominator: 0 }];
    const [week = []] = weeks(full);
    expect(compareByWeeks([[...week, ...alone]], weeks(full))?.estimate).toBeCloseTo(8 / 8, 12);
    expect(compareByWeeks([[...week.slice(1), ...alone]], weeks(full))).toBeNull();
  });

  test('leaves out a quarter without weeks', () => {
    const full = [3, 5, 4, 6, 3, 5, 4, 6];
    const change = compareByWeeks(weeks(full), weeks(full));
    expect(change).not.toBeNull();
    expect(compareByWeeks(weeks(full), [...weeks(full), [null, null]])).toEqual(change);
  });

  test('cannot be told where no week differs', () => {
    expect(compareByWeeks(weeks(Array(13).fill(3)), weeks(Array(52).fill(2)))).toBeNull();
    expect(compareByWeeks(weeks(Array(13).fill(0)), weeks(Array(52).fill(0)))).toBeNull();
  });

  test('cannot be told where the weeks are worth fewer than four independent ones', () => {
    const drift = Array.from({ length: 26 }, (_, week) => week);
    expect(compareByWeeks(weeks(drift.slice(13)), weeks(drift.slice(0, 13)))).toBeNull();
  });
});

function width(change: { low: number; high: number } | null): number {
  return change === null ? Number.NaN : change.high - change.low;
}

describe('a level that moves', () => {
  const quarter = (from: number, step: number) =>
    Array.from({ length: 13 }, (_, week) => ({ numerator: from + step * week, denominator: 1 }));

  test('is judged by its quarters: a stock that rose for a year and then fell to a third has fallen', () => {
    const baseline = [0, 1, 2, 3].map((index) => quarter(90 + 5 * index, 0.4));
    const change = compareByWeeks([quarter(30, 0.1)], baseline);
    // Student’s t with three degrees of freedom: 3.182 × s × √(1 + 1 ÷ 4), s of 92.4, 97.4, 102.4 and 107.4 being 6.455. By
    // the covariances of 65 weeks of an AR(1) process with ρ = 0.99 the variance is 1.850 times what s shows.
    expect(change?.estimate).toBeCloseTo(30.6 - 99.9, 9);
    expect((change?.high ?? 0) - (change?.estimate ?? 0)).toBeCloseTo(
      3.18245 * 6.45497 * Math.sqrt(1.25 * 1.8502),
      2,
    );
  });

  test('whose weeks wander like a random walk has a wider interval than its quarters alone would give', () => {
    const random = seeded(6);
    let state = 100;
    const walk = Array.from({ length: 65 }, () => {
      state += 2 * normal(random);
      return { numerator: state, denominator: 1 };
    });
    const quarters = Array.from({ length: 5 }, (_, index) => walk.slice(13 * index, 13 * index + 13));
    const means = quarters.map((weeks) => weeks.reduce((sum, { numerator }) => sum + numerator, 0) / 13);
    const before = means.slice(0, -1);
    const centre = before.reduce((sum, mean) => sum + mean, 0) / 4;
    const spread = Math.sqrt(before.reduce((sum, mean) => sum + (mean - centre) ** 2, 0) / 3);
    const change = compareByWeeks(quarters.slice(-1), quarters.slice(0, -1));
    expect(width(change)).toBeGreaterThan(1.2 * 2 * 3.1824 * spread * Math.sqrt(1.25));
  });

  test('is not judged by one quarter whose weeks follow each other', () => {
    expect(compareByWeeks([quarter(30, 3)], [quarter(90, 3)])).toBeNull();
    expect(obstacleInWeeks([quarter(30, 3)], [quarter(90, 3)])).toBe('dependent');
  });

  test('has no verdict while its weeks are all alike, or fewer than eight', () => {
    expect(obstacleInWeeks([quarter(5, 0)], [quarter(5, 0)])).toBe('alike');
    expect(obstacleInWeeks([quarter(5, 0)], [quarter(90, 3)])).toBe('dependent');
    expect(obstacleInWeeks([quarter(5, 1).slice(6)], [quarter(5, 1)])).toBe('few-weeks');
  });
});

describe('the interval of a level', () => {
  const UP_AND_DOWN = [1, -1, 1, -1, 1, -1, 1, -1, 1, -1, 1, -1];
  /** Its lag-1 autocorrelation, put right for the mean, is 0.80; the squares sum to 32. */
  const WAVE = [0, 2, 2, 0, -2, -2, 0, 2, 2, 0, -2, -2, 0];
  const quarters = (levels: readonly number[], swing: readonly number[]): WeekRuns =>
    levels.map((level) => swing.map((step) => ({ numerator: level + step, denominator: 1 })));
  const reachOf = (change: ReturnType<typeof compareByWeeks>) =>
    (change?.high ?? Number.NaN) - (change?.estimate ?? Number.NaN);

  test('allows for quarters that lie farther apart than independent weeks explain', () => {
    const change = compareByWeeks(quarters([19, 21], UP_AND_DOWN), quarters([12, 12.5, 11.5], UP_AND_DOWN));
    // The variance of weeks is 60 ÷ (60 − 5), that of a quarter 1 ÷ 11; the three before have 1 ÷ 4.
    const own = (1 / 11) * (1 / 2 + 1 / 3);
    const drift = (1 / 4 - 1 / 11) * (1 / 2 + 1 / 3);
    const freedom = (own + drift) ** 2 / (own ** 2 / 55 + drift ** 2 / 2);
    expect(change).toMatchObject({
      estimate: 8,
      method: 'Zwiers & von Storch 1995, DerSimonian & Laird 1986',
    });
    expect(reachOf(change)).toBeCloseTo(studentQuantile(freedom) * Math.sqrt(own + drift), 9);
  });

  test('comes from the quarters where no week of any differs from another', () => {
    // Student’s t with three degrees of freedom; the variance of 8, 12, 10 and 10 is 8 ÷ 3.
    const change = compareByWeeks(
      quarters([30], Array(13).fill(0)),
      quarters([8, 12, 10, 10], Array(13).fill(0)),
    );
    expect(change).toMatchObject({
      estimate: 20,
      method: 'Zwiers & von Storch 1995, DerSimonian & Laird 1986',
    });
    expect(reachOf(change)).toBeCloseTo(3.18245 * Math.sqrt((8 / 3) * (1 + 1 / 4)), 4);
  });

  test('is that of two means of an AR(1) process where two quarters before show its weeks alone', () => {
    const [now, before] = [
      quarters([50], WAVE),
      [...quarters([30], WAVE), ...quarters([40], Array(9).fill(0))],
    ];
    const runs = [WAVE, WAVE, Array<number>(9).fill(0)];
    const rho = autocorrelation(runs, 3) ?? Number.NaN;
    expect(rho).toBeGreaterThan(0.6);
    /** How much the variance of a mean of so many weeks exceeds that of independent ones, from all covariances. */
    const inflation = (n: number) => {
      const weeks = Array.from({ length: n }, (_, week) => week);
      return (
        weeks.flatMap((a) => weeks.map((b) => rho ** Math.abs(a - b))).reduce((sum, one) => sum + one, 0) / n
      );
    };
    const lengths = runs.map(({ length }) => length);
    const total = (pick: (n: number) => number) => lengths.reduce((sum, n) => sum + pick(n), 0);
    const variance = (2 * 32) / (total((n) => n) - total(inflation));
    const ofMean = (n: number) => (variance * inflation(n)) / n;
    const error = Math.sqrt(ofMean(13) + (ofMean(13) + ofMean(9)) / 2 / 2);
    const change = compareByWeeks(now, before);
    expect(change?.method).toBe('Zwiers & von Storch 1995');
    expect(reachOf(change)).toBeCloseTo(studentQuantile(total((n) => n / inflation(n)) - 3) * error, 9);
  });

  test('comes from three quarters before where weeks are as alike as those of a wave', () => {
    const change = compareByWeeks(quarters([59, 61], WAVE), quarters([97, 100, 103], WAVE));
    expect(change).toMatchObject({ estimate: -40, method: 'Student’s t of quarters' });
    // Student’s t with two degrees of freedom; the variance of the three is 9.
    expect(reachOf(change)).toBeCloseTo(4.30265 * Math.sqrt(9 * (1 / 2 + 1 / 3)), 3);
  });

  test('is at least as wide as weeks with an autocorrelation of 0.4 make it, where quarters are equal by chance', () => {
    const change = compareByWeeks(quarters([59, 61], WAVE), quarters([100, 100, 100], WAVE));
    // The variance of a mean of 13 such weeks, by the closed form of the sum of correlations.
    const inflation = 1.4 / 0.6 - (2 * 0.4 * (1 - 0.4 ** 13)) / (13 * 0.6 ** 2);
    const variance = (((5 * 32) / (65 - 5)) * inflation) / 13;
    expect(reachOf(change)).toBeCloseTo(4.30265 * Math.sqrt(variance * (1 / 2 + 1 / 3)), 4);
  });
});

describe('a level whose items are known', () => {
  const noise = (index: number) => ((index * 7919) % 101) / 101;
  const quarter = (level: number, from: number) =>
    Array.from({ length: 13 }, (_, index) => ({ numerator: level + noise(from + index), denominator: 1 }));
  const before = [10, 10, 10, 10].map((level, index) => quarter(level, 13 * index));
  const now = [quarter(14, 52)];

  test('has changed where many short items came', () => {
    const items = Array.from({ length: 200 }, () => 0.005);
    expect(compareByWeeks(now, before, { items })).toEqual(compareByWeeks(now, before));
    expect(compareByWeeks(now, before)?.low).toBeGreaterThan(0);
  });

  test('may be as it was where four that stay all quarter came, which chance brings', () => {
    // 1.96 × √4
    const change = compareByWeeks(now, before, { items: [1, 1, 1, 1] });
    expect(change).toMatchObject({ method: 'Campbell 1909 for items' });
    expect((change?.high ?? 0) - (change?.estimate ?? 0)).toBeCloseTo(3.92, 2);
  });
});

describe('a figure of every month', () => {
  const months = (values: readonly number[]): WeekRuns[number] =>
    values.flatMap((value) => [null, null, null, { numerator: value, denominator: 1 }]);
  const year = [
    [10, 14, 12],
    [13, 11, 12],
    [12, 15, 9],
    [12, 10, 14],
  ].map(months);

  test('is compared with twelve months before by how far these vary', () => {
    // Student’s t with eleven degrees of freedom: 2.201 × s × √(1 ÷ 3 + 1 ÷ 12), s² being 36 ÷ 11 of all twelve.
    const change = compareByWeeks([months([20, 18, 19])], year);
    expect(change).toMatchObject({ estimate: 7, method: 'Student’s t of single values' });
    expect((change?.high ?? 0) - 7).toBeCloseTo(2.201 * Math.sqrt((36 / 11) * (1 / 3 + 1 / 12)), 3);
    expect(obstacleInWeeks([months([20, 18, 19])], year)).toBeNull();
  });

  test('with half as much to divide by counts for a quarter as many months', () => {
    const half = [null, { numerator: 10, denominator: 0.5 }, null, { numerator: 8.5, denominator: 0.5 }];
    const change = compareByWeeks([half], year);
    expect(change?.estimate).toBeCloseTo(18.5 - 12, 9);
    const reach = 2.201 * Math.sqrt((36 / 11) * (4 / 2 + 1 / 12));
    expect((change?.high ?? 0) - (change?.estimate ?? 0)).toBeCloseTo(reach, 2);
  });

  test('is compared by quarters where these lie farther apart than months do', () => {
    const rising = [
      [10, 11, 12],
      [20, 21, 22],
      [30, 31, 32],
      [40, 41, 42],
    ].map(months);
    const change = compareByWeeks([months([50, 51, 52])], rising);
    expect(change).toMatchObject({ estimate: 25, method: 'Student’s t of quarters' });
    expect(change?.low).toBeLessThan(0);
  });

  test('is compared by points and by quarters of unequal size, too', () => {
    const shares = [
      [1, 3, 2],
      [2, 2, 5],
      [4, 1, 1],
      [2, 3, 4],
    ].map((numerators, index) => numerators.map((numerator) => ({ numerator, denominator: 4 + index })));
    const parts = shares.flat();
    const own = 30 / (3 * (4 + 5 + 6 + 7));
    const squares = parts.reduce(
      (sum, { numerator, denominator }) => sum + (numerator - own * denominator) ** 2,
      0,
    );
    // The usual denominator is 5.5 before, and 11 now: larger ones do not count as more points.
    const change = compareByWeeks([[5, 6, 4].map((numerator) => ({ numerator, denominator: 11 }))], shares);
    const reach = 2.20099 * Math.sqrt((squares / 5.5 ** 2 / 11) * (1 / 3 + 1 / 12));
    expect(change?.method).toBe('Student’s t of single values');
    expect((change?.high ?? 0) - (change?.estimate ?? 0)).toBeCloseTo(reach, 4);
  });

  test('that drifts is taken for a random walk, which strays farther from the quarters before than these from each other', () => {
    const swings = [
      [10, 11, 13],
      [14, 13, 12],
      [10, 9, 8],
      [9, 11, 12],
    ];
    const now = [months([16, 17, 17])];
    const reach = (runs: WeekRuns) => {
      const change = compareByWeeks(now, runs);
      return (change?.high ?? 0) - (change?.estimate ?? 0);
    };
    const drifting = reach(swings.map(months));
    // The same months in another order, in which none is like the one before, with the same quarters.
    const jumping = reach(swings.map(([a = 0, b = 0, c = 0]) => months([b, Math.max(a, c), Math.min(a, c)])));
    // Student’s t with three degrees of freedom and the variance of 34 ÷ 3, 39 ÷ 3, 27 ÷ 3 and 32 ÷ 3.
    expect(jumping).toBeCloseTo(3.18245 * Math.sqrt((74 / 9 / 3) * (1 + 1 / 4)), 4);
    expect(drifting / jumping).toBeCloseTo(Math.sqrt(straying(3, 4)), 2);
  });

  test('of two quarters together is compared by quarters as two of them', () => {
    const jumping = [
      [11, 13, 10],
      [13, 14, 12],
      [9, 10, 8],
      [11, 12, 9],
    ].map(months);
    const change = compareByWeeks([months([16, 17, 17]), months([18, 16, 17])], jumping);
    expect(change?.method).toBe('Student’s t of quarters');
    expect((change?.high ?? 0) - (change?.estimate ?? 0)).toBeCloseTo(
      3.18245 * Math.sqrt((74 / 9 / 3) * (1 / 2 + 1 / 4)),
      4,
    );
  });

  test('has enough with twelve before in three quarters, and too few where nothing can be divided by now', () => {
    const [first = [], second = [], third = []] = year;
    const before = [first, second, [...third, ...months([11, 13, 12])]];
    expect(obstacleInWeeks([months([20, 18, 19])], before)).toBeNull();
    const nothing = [[null, { numerator: 3, denominator: 0 }]];
    expect(obstacleInWeeks(nothing, year)).toBe('few-weeks');
    expect(compareByWeeks(nothing, year)).toBeNull();
  });

  test('has too few with eleven before, and none where all are alike', () => {
    const [first = [], ...rest] = year;
    expect(obstacleInWeeks([months([20, 18, 19])], [first.slice(4), ...rest])).toBe('few-weeks');
    expect(compareByWeeks([months([20, 18, 19])], [first.slice(4), ...rest])).toBeNull();
    expect(
      obstacleInWeeks(
        [months([7, 7, 7])],
        [1, 2, 3, 4].map(() => months([7, 7, 7])),
      ),
    ).toBe('alike');
  });

  test('comes too seldom with one value a quarter', () => {
    const quarter = (value: number) => [...Array(9).fill(null), { numerator: value, denominator: 1 }];
    expect(obstacleInWeeks([quarter(3)], [quarter(4), quarter(5), quarter(4), quarter(4)])).toBe('seldom');
    expect(obstacleInWeeks([[...Array(7).fill(null), { numerator: 3, denominator: 1 }]], [quarter(4)])).toBe(
      'seldom',
    );
    expect(obstacleInWeeks([quarter(3)], [[...quarter(4), { numerator: 2, denominator: 0 }]])).toBe('seldom');
    for (const [now, before] of [
      [[quarter(3)], [quarter(4), months([4, 5, 4])]],
      [[quarter(3)], [months([4, 5, 4])]],
      [[months([4, 5, 4])], [quarter(3)]],
    ] as const)
      expect(obstacleInWeeks(now, before)).toBe('few-weeks');
    const firstWeek = [{ numerator: 3, denominator: 1 }];
    expect(obstacleInWeeks([firstWeek], [firstWeek, firstWeek, firstWeek])).toBe('few-weeks');
  });
});

/**
 * By how much the square of the distance of a period of a random walk from the mean of those before exceeds what they show
 * for independent ones, from the covariances of all points: two share as many steps as the earlier one has.
 */
function straying(points: number, before: number): number {
  const pointsOf = (period: number) => Array.from({ length: points }, (_, point) => period * points + point);
  const mean = (numbers: readonly number[]) => numbers.reduce((sum, one) => sum + one, 0) / numbers.length;
  const covariance = (a: number, b: number) =>
    mean(pointsOf(a).flatMap((here) => pointsOf(b).map((there) => Math.min(here, there))));
  const periods = Array.from({ length: before }, (_, period) => period);
  const ofMean = mean(periods.flatMap((a) => periods.map((b) => covariance(a, b))));
  const shown = ((mean(periods.map((a) => covariance(a, a))) - ofMean) * before) / (before - 1);
  const apart = covariance(before, before) + ofMean - 2 * mean(periods.map((a) => covariance(a, before)));
  return apart / shown / (1 + 1 / before);
}

describe('a whole number of each quarter', () => {
  test('has changed when it takes a step that equal quarters before never took', () => {
    expect(compareWholeNumbers(2, [3, 3, 3, 3])).toMatchObject({
      measure: 'difference',
      estimate: -1,
      relative: -1 / 3,
      method: 'Student’s t of quarters',
    });
    expect(compareWholeNumbers(2, [0, 0, 0, 0])).toMatchObject({ estimate: 2, relative: null });
    expect(compareWholeNumbers(2, [3, 3, 3, 3])?.high).toBeLessThan(0);
    expect(compareWholeNumbers(2, [2, 2, 2, 2])?.low).toBeCloseTo(-1.96 * Math.sqrt(1.25 / 12), 3);
    // A tenth of 8 is 0.8.
    expect(compareWholeNumbers(7, [8, 8, 8, 8])?.high).toBeCloseTo(-1 + 1.96 * 0.8 * Math.sqrt(1.25), 3);
  });

  test('has not changed by a step as large as those before', () => {
    // 3.182 × 0.5 × √1.25
    const change = compareWholeNumbers(2, [3, 3, 3, 4]);
    expect((change?.high ?? 0) - (change?.estimate ?? 0)).toBeCloseTo(3.1824 * 0.5 * Math.sqrt(1.25), 3);
    expect(change?.high).toBeGreaterThan(0);
  });

  test('is compared with four quarters or not at all', () => {
    expect(compareWholeNumbers(2, [3, 3, 3])).toBeNull();
  });
});
