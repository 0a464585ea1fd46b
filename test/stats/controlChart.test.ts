import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Limits, processLimits, signals, tooRare } from '../../src/stats/controlChart.ts';
import { autocorrelation } from '../../src/stats/dependence.ts';

/** The sum is 367; the moving ranges 2, 6, 3, 2, 4, 6, 5, 2, 1, 2 and 4 sum to 37. */
const twelve = [30, 28, 34, 31, 29, 33, 27, 32, 30, 31, 29, 33];
const limits: Limits = { centre: 10, lower: 4, upper: 16, n: 12, shifted: 5 };

describe('process limits', () => {
  test('are the mean ± 2.66 mean moving ranges', () => {
    const { centre, lower, upper, n } = present(processLimits(twelve));
    expect(n).toBe(12);
    expect(centre).toBeCloseTo(367 / 12, 12);
    expect(lower).toBeCloseTo(367 / 12 - (2.66 * 37) / 11, 12);
    expect(upper).toBeCloseTo(367 / 12 + (2.66 * 37) / 11, 12);
  });

  test('need twelve points, and a gap is none', () => {
    expect(processLimits(twelve.slice(1))).toBeNull();
    expect(processLimits([...twelve.slice(1), null])).toBeNull();
    expect(processLimits([])).toBeNull();
  });

  test('do not exist for a constant series, or for one that differs by rounding alone', () => {
    expect(processLimits(Array(26).fill(5))).toBeNull();
    expect(processLimits(Array(26).fill(0))).toBeNull();
    expect(
      processLimits(Array.from({ length: 26 }, (_, week) => (week % 2 === 0 ? 0.3 : 0.1 + 0.2))),
    ).toBeNull();
  });

  test('exist for the least change that is none of rounding', () => {
    expect(processLimits([...Array(11).fill(5), 5.001])).not.toBeNull();
  });

  test('take rounding in proportion to the size of the values', () => {
    const rounded = (unit: number) =>
      Array.from({ length: 26 }, (_, week) => (week % 2 === 0 ? 0.3 * unit : (0.1 + 0.2) * unit));
    for (const unit of [2 ** -20, 2 ** 20]) expect(processLimits(rounded(unit))).toBeNull();
    expect(processLimits([...Array(11).fill(2 ** -50), 2 ** -49])).not.toBeNull();
  });

  test('that are the lowest and highest possible values are drawn', () => {
    const { lower, upper } = present(processLimits(twelve));
    const bounds = { lowest: lower ?? Number.NaN, highest: upper ?? Number.NaN };
    expect(processLimits(twelve, bounds)).toMatchObject({ lower, upper });
  });

  test('below 0 are not drawn', () => {
    const rare = [0, 1, 0, 3, 0, 2, 0, 1, 0, 2, 0, 1];
    expect(processLimits(rare)).toMatchObject({ lower: null });
    expect(signals([0, 0, 0], present(processLimits(rare)))).toEqual([]);
  });

  test('do not change with gaps: the moving range spans them', () => {
    fc.assert(
      fc.property(
        fc.array(fc.option(fc.nat(50), { freq: 3 }), { minLength: 12, maxLength: 40 }),
        (points) => {
          expect(processLimits(points)).toEqual(processLimits(points.filter((point) => point !== null)));
        },
      ),
    );
  });

  test('enclose the centre', () => {
    fc.assert(
      fc.property(fc.array(fc.double({ min: 0, max: 1e9, noNaN: true }), { minLength: 12 }), (points) => {
        const found = processLimits(points);
        if (found === null) return;
        expect(found.upper).toBeGreaterThan(found.centre);
        if (found.lower !== null) expect(found.lower).toBeLessThan(found.centre);
      }),
    );
  });
});

test('what comes less than once a point on average is too rare for limits', () => {
  expect(tooRare([0, 0, 3, 0])).toBe(true);
  expect(tooRare([1, 0, 3, 0])).toBe(false);
  expect(tooRare([])).toBe(false);
});

describe('a point outside', () => {
  test('a limit signals, on either side', () => {
    expect(signals([10, 17, 10, 3], limits)).toEqual([
      { rule: 'outside', side: 'above', from: 1, to: 1 },
      { rule: 'outside', side: 'below', from: 3, to: 3 },
    ]);
  });

  test('is beyond the limit, not on it', () => {
    expect(signals([16, 4], limits)).toEqual([]);
  });

  test('there is none beyond a limit that is not drawn', () => {
    expect(signals([-1, 17], { ...limits, lower: null, upper: null })).toEqual([]);
  });

  test('is found in the week after a published baseline', () => {
    const baseline = [30, 28, 34, 31, 29, 33, 27, 32, 30, 31, 29];
    const found = { centre: 30.364, lower: 21.586, upper: 39.142, n: 11, shifted: 9 };
    expect(signals([...baseline, 48], found)).toEqual([{ rule: 'outside', side: 'above', from: 11, to: 11 }]);
  });
});

describe('a shift', () => {
  const shiftsOf = (points: readonly (number | null)[], of = limits) =>
    signals(points, of).filter(({ rule }) => rule === 'shift');

  test('begins with a point outside, from which on the average lies far out; it lasts to the last point', () => {
    expect(shiftsOf([10, 9, 16.1, 15, 14.5, 15])).toEqual([{ rule: 'shift', side: 'above', from: 2, to: 5 }]);
    expect(shiftsOf([10, 9, 16.1, 15, 14.5, 14])).toEqual([]);
    expect(shiftsOf([10, 9, 17, 14, 14])).toEqual([]);
    expect(shiftsOf([11, 3, 4, 5, 4.5])).toEqual([{ rule: 'shift', side: 'below', from: 1, to: 4 }]);
    expect(shiftsOf([10, 15.9, 15.9, 15.9])).toEqual([]);
  });

  test('lasts three points at least', () => {
    expect(shiftsOf([10, 10, 18, 18])).toEqual([]);
    expect(shiftsOf([10, 10, 18, 18, 18])).toMatchObject([{ from: 2, to: 4 }]);
  });

  test('is not a jump that passes', () => {
    expect(shiftsOf([18, 18, 18, 14, 11, 10, 10, 10])).toEqual([]);
  });

  test('goes on beyond a gap, which neither counts nor begins or ends it', () => {
    expect(shiftsOf([null, 17, null, 17, null])).toEqual([]);
    expect(shiftsOf([null, 17, null, 17, 17, null])).toMatchObject([{ from: 1, to: 4 }]);
  });

  test('holds points outside: they signal, too, by where they begin', () => {
    expect(signals([10, 17, 15, 18], limits)).toEqual([
      { rule: 'outside', side: 'above', from: 1, to: 1 },
      { rule: 'shift', side: 'above', from: 1, to: 3 },
      { rule: 'outside', side: 'above', from: 3, to: 3 },
    ]);
  });

  test('lies farther off than a single further point does in 997 of 1000 cases, by Student’s t', () => {
    // Hahn 1969: with eleven degrees of freedom t is 3.850 at 0.99865.
    const { shifted } = present(processLimits(twelve));
    const centre = 367 / 12;
    const variance = twelve.reduce((sum, point) => sum + (point - centre) ** 2, 0) / 11;
    expect(shifted / Math.sqrt(variance * (13 / 12))).toBeCloseTo(3.85, 2);
  });

  test('is the same in another unit, and the other way round when the points are', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 20 }), { maxLength: 20 }), (points) => {
        const found = shiftsOf(points);
        const inHalves = { centre: 20, lower: 8, upper: 32, n: 12, shifted: 10 };
        expect(
          shiftsOf(
            points.map((point) => 2 * point),
            inHalves,
          ),
        ).toEqual(found);
        const mirrored = shiftsOf(points.map((point) => 20 - point));
        expect(mirrored.map(({ from, to }) => [from, to])).toEqual(found.map(({ from, to }) => [from, to]));
        for (const [index, { side }] of mirrored.entries()) expect(side).not.toBe(found[index]?.side);
      }),
    );
  });
});

test('a gap never signals', () => {
  expect(signals(Array(20).fill(null), limits)).toEqual([]);
});

function present<T>(value: T | null): T {
  if (value === null) throw new Error('expected limits');
  return value;
}

test('an upper limit above the highest possible value is not drawn, and nothing is above it', () => {
  const shares = [0.9, 1, 0.8, 1, 0.7, 1, 0.9, 1, 0.8, 1, 0.9, 1];
  const limits = processLimits(shares, { highest: 1 });
  expect(limits?.upper).toBeNull();
  expect(limits?.lower).toBeGreaterThan(0);
  expect(processLimits(shares)?.upper).toBeGreaterThan(1);
  expect(limits === null ? null : signals([1, 1, 0.95], limits)).toEqual([]);
});

describe('points that depend on each other', () => {
  const movingRangeOf = (points: readonly number[]) =>
    points.slice(1).reduce((sum, point, index) => sum + Math.abs(point - (points[index] ?? point)), 0) /
    (points.length - 1);
  const drifting = [5, 6, 7, 7, 8, 9, 9, 8, 7, 6, 5, 4, 4, 5, 6, 7];

  const reach = (of: Limits) => (of.upper ?? Number.NaN) - of.centre;
  const rhoOf = (points: readonly number[]) => {
    const mean = points.reduce((sum, point) => sum + point, 0) / points.length;
    return autocorrelation([points.map((point) => point - mean)], 1) ?? Number.NaN;
  };

  test('have limits that are wider by 1 ÷ √(1 − ρ) than their moving range alone would give', () => {
    expect(rhoOf(drifting)).toBeGreaterThan(0.5);
    expect(reach(present(processLimits(drifting)))).toBeCloseTo(
      (2.66 * movingRangeOf(drifting)) / Math.sqrt(1 - rhoOf(drifting)),
      9,
    );
  });

  test('are known by how much each is like the one before, or by what they are', () => {
    // Two standard errors of none are 2 ÷ √16.
    const mixed = [5, 9, 8, 4, 7, 8, 9, 5, 4, 4, 6, 8, 7, 7, 6, 4];
    expect(rhoOf(mixed)).toBeGreaterThan(0.1);
    expect(rhoOf(mixed)).toBeLessThan(0.5);
    expect(reach(present(processLimits(mixed)))).toBeCloseTo(2.66 * movingRangeOf(mixed), 9);
    expect(reach(present(processLimits(mixed, { dependent: true })))).toBeCloseTo(
      (2.66 * movingRangeOf(mixed)) / Math.sqrt(1 - rhoOf(mixed)),
      9,
    );
    expect(processLimits(drifting, { dependent: true })).toEqual(processLimits(drifting));
  });

  const free = { dependent: true, lowest: Number.NEGATIVE_INFINITY };

  test('have limits whose width does not hang on where 0 lies', () => {
    const width = (shift: number) => {
      const { lower, upper } = present(
        processLimits(
          drifting.map((point) => point + shift),
          free,
        ),
      );
      return (upper ?? Number.NaN) - (lower ?? Number.NaN);
    };
    expect(width(100)).toBeCloseTo(width(0), 9);
    expect(width(-300)).toBeCloseTo(width(0), 9);
  });

  test('are the same points with periods before and after them in which there was none', () => {
    expect(processLimits([null, null, ...drifting, null], free)).toEqual(processLimits(drifting, free));
  });
});
