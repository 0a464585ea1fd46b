import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { dispersionIn, dispersionOf } from '../../src/stats/dispersion.ts';
import type { WeekPart, WeekRuns } from '../../src/stats/weeks.ts';

const week = (numerator: number, denominator = 1): WeekPart => ({ numerator, denominator });
const run = (...counts: readonly number[]) => counts.map((count) => week(count));
const told = (...runs: WeekRuns): number => dispersionIn(runs)?.dispersion ?? Number.NaN;

describe('the dispersion is Pearson’s χ² over its degrees of freedom', () => {
  test('of one run, the variance over the mean: the counts of R’s example of glm', () => {
    // Dobson 1990: var(counts) / mean(counts) is 22 ÷ 16⅔.
    expect(told(run(18, 17, 15, 20, 10, 20, 25, 13, 12))).toBeCloseTo(1.32, 12);
  });

  test('of several runs, each about its own mean: R’s InsectSprays', () => {
    // glm(count ~ spray, family = quasipoisson) takes it to be 1.507713: per spray 11 × variance ÷ mean, over 66.
    const sprays = [
      run(10, 7, 20, 14, 14, 12, 10, 23, 17, 20, 14, 13),
      run(11, 17, 21, 11, 16, 14, 17, 17, 19, 21, 7, 13),
      run(0, 1, 7, 2, 3, 1, 2, 1, 3, 0, 1, 4),
      run(3, 5, 12, 6, 4, 3, 5, 5, 5, 5, 2, 4),
      run(3, 5, 3, 5, 3, 6, 1, 1, 3, 2, 6, 4),
      run(11, 9, 15, 22, 15, 16, 13, 10, 26, 26, 24, 13),
    ];
    expect(told(...sprays)).toBeCloseTo(1.507713, 6);
  });

  test('where weeks of more exposure may have more events', () => {
    // At four events a unit, each expected count is off by twice its own square root, or not at all.
    const weeks = [1, 4, 9, 16].flatMap((exposure) =>
      [2, 0, -2].map((off) => week(4 * exposure + off * Math.sqrt(4 * exposure), exposure)),
    );
    expect(told(weeks)).toBeCloseTo((8 * 4) / 11, 12);
  });
});

describe('bursts', () => {
  test('of two count for half as much: where every event comes twice, the dispersion doubles', () => {
    fc.assert(
      fc.property(quarters, (counts) => {
        const once = told(...counts.map((each) => run(...each)));
        const twice = told(...counts.map((each) => run(...each.map((count) => 2 * count))));
        fc.pre(once > 1);
        expect(twice).toBeCloseTo(2 * once, 9);
      }),
    );
  });

  const lasting = [...Array(7)].flatMap((_, month) => Array<number>(4).fill((month % 2) * 6));

  test('that outlast a week weigh more than the same weeks in another order', () => {
    const turns = lasting.map((_, index) => (index % 2 === 1 && index < 24 ? 6 : 0));
    expect(told(run(...turns))).toBeCloseTo(32 / 9, 12);
    expect(told(run(...lasting))).toBeGreaterThan((1.5 * 32) / 9);
  });

  test('that outlast a week are distinguished from a trend from 26 weeks up', () => {
    const independent = told(run(...lasting.slice(0, 25)));
    expect(independent).toBeCloseTo((25 / 24) * (6 - (6 * 12) / 25), 12);
    expect(told(run(...lasting.slice(0, 26)))).toBeGreaterThan(1.5 * independent);
  });

  test('are not seen in a likeness of neighbours that chance explains', () => {
    // The lag-1 autocorrelation, put right, is 0.24: below 2 ÷ √26, which is 0.39.
    const weeks = [0, 3, 4, 1, 6, 5, 3, 0, 2, 0, 4, 6, 3, 1, 2, 5, 2, 6, 7, 4, 3, 1, 0, 0, 5, 1];
    const sum = weeks.reduce((total, count) => total + count, 0);
    const squares = weeks.reduce((total, count) => total + count ** 2, 0);
    expect(told(run(...weeks))).toBeCloseTo((squares / (sum / 26) - sum) / 25, 12);
  });

  test('are not seen in a rate that rose from one run to the next', () => {
    expect(told(run(2, 2, 2, 2, 2), run(5, 5, 5, 5, 5), run(20, 20, 20, 20, 20))).toBe(1);
  });
});

test('weeks that vary less than chance count as independent: the dispersion is never below 1', () => {
  expect(told(run(5, 5, 5, 5, 5, 5, 5, 5, 5, 5))).toBe(1);
  fc.assert(
    fc.property(quarters, (counts) => {
      const dispersion = dispersionOf(counts.map((each) => run(...each)));
      if (dispersion !== null) expect(dispersion).toBeGreaterThanOrEqual(1);
    }),
  );
});

describe('an interval allows for how badly weeks show a dispersion', () => {
  test('by Student’s t, for what exceeds that of independent events', () => {
    // Eight degrees of freedom, a kurtosis below 3: (2.306 ÷ 1.96)².
    const counts = [18, 17, 15, 20, 10, 20, 25, 13, 12];
    expect(dispersionOf([run(...counts)])).toBeCloseTo(1 + 0.32 * (2.306 / 1.96) ** 2, 4);
  });

  test('the more, the fewer weeks it comes from', () => {
    const spread = run(0, 4, 0, 4, 0, 4, 0, 4, 0, 4, 0, 4);
    const once = run(0, 0, 0, 0, 0, 24, 0, 0, 0, 0, 0, 0);
    const raised = (weeks: WeekRuns[number]) => ((dispersionOf([weeks]) ?? 0) - 1) / (told(weeks) - 1);
    expect(raised(once)).toBeGreaterThan(1.2 * raised(spread));
  });

  test('and not at all where events are independent', () => {
    expect(dispersionOf([run(5, 5, 5, 5, 5, 5, 5, 5, 5, 5)])).toBe(1);
  });
});

describe('the dispersion is not told', () => {
  test('with fewer than eight degrees of freedom: that many weeks more than runs', () => {
    expect(dispersionOf([run(1, 5, 0, 2, 9, 1, 0, 3)])).toBeNull();
    expect(dispersionOf([run(1, 5, 0, 2, 9, 1, 0, 3, 4)])).not.toBeNull();
    expect(dispersionOf([run(1, 5, 0, 2), run(9, 1, 0, 3, 4)])).toBeNull();
    expect(dispersionOf([run(1, 5, 0, 2, 7), run(9, 1, 0, 3, 4)])).not.toBeNull();
    expect(dispersionOf([])).toBeNull();
  });

  test('by a run without events, or by weeks that were not observed', () => {
    const some = run(1, 5, 0, 2, 9, 1, 0, 3, 4);
    expect(told(some, run(0, 0, 0, 0))).toBe(told(some));
    expect(dispersionOf([run(0, 0, 0, 0, 0, 0, 0, 0, 0, 0)])).toBeNull();
    expect(told([null, ...some])).toBe(told(some));
  });
});

test('neither the order of the runs nor the unit of exposure matters', () => {
  fc.assert(
    fc.property(quarters, fc.double({ min: 0.01, max: 100, noNaN: true }), (counts, unit) => {
      const plain = dispersionOf(counts.map((each) => run(...each)));
      const scaled = dispersionOf(counts.toReversed().map((each) => each.map((count) => week(count, unit))));
      if (plain === null) expect(scaled).toBeNull();
      else expect(scaled).toBeCloseTo(plain, 6);
    }),
  );
});

const quarters = fc.array(fc.array(fc.nat(30), { minLength: 1, maxLength: 40 }), {
  minLength: 1,
  maxLength: 3,
});

test('a week without exposure shows no dispersion', () => {
  const counts = run(18, 17, 15, 20, 10, 20, 25, 13, 12);
  expect(dispersionOf([[...counts, week(3, 0)]])).toBe(dispersionOf([counts]));
});
