import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { sumClusters } from '../../../src/stats/clusters.ts';
import { obstacleTo } from '../../../src/stats/compare.ts';
import { compareRates, summariseRate } from '../../../src/stats/kinds/rate.ts';
import type { Change, Interval } from '../../../src/stats/summary.ts';
import { numbersIn, rate } from '../samples.ts';

type Limits = Interval | Change | null;

describe('the summary of a rate', () => {
  test.each([
    // Exact limits as published: R survival's cipoisson for 4; GraphPad's worked example for 25; tables of Garwood 1936.
    [0, 0, 3.689],
    [1, 0.0253, 5.572],
    [4, 1.09, 10.242],
    [10, 4.795, 18.39],
    [25, 16.18, 36.9],
    [100, 81.36, 121.63],
  ])('of %i events has the Garwood interval', (events, low, high) => {
    const { value, interval, n } = summariseRate({ events, exposure: 1 });
    expect({ value, n }).toEqual({ value: events, n: events });
    expect(Math.abs((interval?.low ?? Number.NaN) - low)).toBeLessThan(0.005);
    expect(Math.abs((interval?.high ?? Number.NaN) - high)).toBeLessThan(0.005);
  });

  test('is per unit of exposure', () => {
    const { value, interval } = summariseRate({ events: 26, exposure: 13 });
    const plain = summariseRate({ events: 26, exposure: 1 }).interval;
    expect(value).toBe(2);
    expect(interval?.low).toBeCloseTo((plain?.low ?? Number.NaN) / 13, 12);
    expect(interval?.high).toBeCloseTo((plain?.high ?? Number.NaN) / 13, 12);
  });

  test('without events is 0, not absent', () => {
    expect(summariseRate({ events: 0, exposure: 13 })).toMatchObject({
      state: 'ok',
      n: 0,
      value: 0,
      interval: { low: 0 },
    });
  });

  test('without exposure gives no data', () => {
    expect(summariseRate({ events: 0, exposure: 0 })).toMatchObject({
      state: 'no-data',
      value: null,
      interval: null,
    });
  });

  test.each([
    [-1, 2],
    [0.5, 2],
    [1, -2],
    [1, Number.NaN],
    [1, Number.POSITIVE_INFINITY],
  ])('refuses %f events over %f', (events, exposure) => {
    expect(() => summariseRate({ events, exposure })).toThrow(
      new RangeError(
        `a rate is a whole number of events over an exposure of 0 or more: ${events} over ${exposure} is none`,
      ),
    );
  });

  test('lies within its interval, with limits that rise with the events', () => {
    fc.assert(
      fc.property(rate, ({ events, exposure }) => {
        const { value, interval } = summariseRate({ events, exposure });
        const more = summariseRate({ events: events + 1, exposure }).interval;
        expect(interval?.low).toBeLessThanOrEqual(value ?? Number.NaN);
        expect(interval?.high).toBeGreaterThan(value ?? Number.NaN);
        expect(more?.low).toBeGreaterThan(interval?.low ?? Number.NaN);
        expect(more?.high).toBeGreaterThan(interval?.high ?? Number.NaN);
      }),
    );
  });

  test('has an interval that narrows, relative to the rate, as the events double', () => {
    const relativeWidth = (events: number) => {
      const { interval } = summariseRate({ events, exposure: 7 });
      return ((interval?.high ?? Number.NaN) - (interval?.low ?? Number.NaN)) / events;
    };
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 50_000 }), (events) => {
        expect(relativeWidth(2 * events)).toBeLessThan(relativeWidth(events));
      }),
    );
  });

  test('has the limits at which so many events, or so few, have a chance of 2.5 %', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 5000 }), (events) => {
        const { interval } = summariseRate({ events, exposure: 1 });
        expect(1 - poissonCdf(events - 1, interval?.low ?? Number.NaN)).toBeCloseTo(0.025, 7);
        const soFew = poissonCdf(events, interval?.high ?? Number.NaN);
        expect(soFew).toBeLessThan(0.025 + 1e-7);
        expect(soFew).toBeGreaterThan(events < 938 ? 0.025 - 1e-7 : 0.0246);
      }),
    );
  });
});

describe('the change of a rate', () => {
  test.each([
    // R's poisson.test and rateratio.test, the latter with the example of its vignette.
    [10, 20_000, 2, 17_887, 4.47175, 0.9529548, 41.9743814],
    [2, 17_877, 9, 16_660, 0.2070942, 0.0217741, 1.0005491],
  ])(
    'from %i in %i to %i in %i is the ratio with the exact conditional interval',
    (a, ta, b, tb, estimate, low, high) => {
      const change = compareRates({ events: a, exposure: ta }, { events: b, exposure: tb });
      expect(change?.measure).toBe('ratio');
      expect(change?.estimate).toBeCloseTo(estimate, 6);
      expect(change?.low).toBeCloseTo(low, 6);
      expect(change?.high).toBeCloseTo(high, 5);
      expect(change?.relative).toBeCloseTo(estimate - 1, 6);
    },
  );

  test('to no events is a ratio of 0 with a finite upper limit', () => {
    // With none of 8 in equal exposures the share is below 0.3694: 0.3694 ÷ 0.6306.
    const change = compareRates({ events: 0, exposure: 13 }, { events: 8, exposure: 13 });
    expect(change).toMatchObject({ measure: 'ratio', estimate: 0, low: 0, relative: -1 });
    expect(change?.high).toBeCloseTo(0.5858, 4);
  });

  test('from no events is a difference, since no ratio is finite', () => {
    // Garwood: 9 has 4.11537…17.08480, 0 has 0…3.68888, here over four times the exposure.
    const change = compareRates({ events: 9, exposure: 1 }, { events: 0, exposure: 4 });
    expect(change).toMatchObject({
      measure: 'difference',
      estimate: 9,
      relative: null,
      method: 'Zou & Donner 2008, from Garwood 1936, events taken for independent',
    });
    expect(change?.low).toBeCloseTo(9 - Math.sqrt((9 - 4.11537) ** 2 + (3.68888 / 4) ** 2), 4);
    expect(change?.high).toBeCloseTo(17.0848, 4);
  });

  test('from no events to none makes no difference', () => {
    const change = compareRates({ events: 0, exposure: 2 }, { events: 0, exposure: 4 });
    expect(change).toMatchObject({ measure: 'difference', estimate: 0 });
    expect(change?.low).toBeCloseTo(-3.68888 / 4, 5);
    expect(change?.high).toBeCloseTo(3.68888 / 2, 5);
  });

  test('has no size when a side has no exposure', () => {
    expect(compareRates({ events: 1, exposure: 0 }, { events: 1, exposure: 1 })).toBeNull();
    expect(compareRates({ events: 1, exposure: 1 }, { events: 1, exposure: 0 })).toBeNull();
  });

  test('refuses an impossible rate on either side', () => {
    const good = { events: 1, exposure: 1 };
    const bad = { events: -1, exposure: 1 };
    expect(() => compareRates(good, bad)).toThrow(RangeError);
    expect(() => compareRates(bad, good)).toThrow(RangeError);
  });

  test('lies within its interval', () => {
    fc.assert(
      fc.property(rate, rate, (current, baseline) => {
        const change = compareRates(current, baseline);
        expect(change?.low).toBeLessThanOrEqual(change?.estimate ?? Number.NaN);
        expect(change?.high).toBeGreaterThanOrEqual(change?.estimate ?? Number.NaN);
      }),
    );
  });

  test('inverts when the sides are swapped', () => {
    const some = rate.map(({ events, exposure }) => ({ events: events + 1, exposure }));
    fc.assert(
      fc.property(some, some, (a, b) => {
        const there = compareRates(a, b);
        const back = compareRates(b, a);
        expect((there?.estimate ?? Number.NaN) * (back?.estimate ?? Number.NaN)).toBeCloseTo(1, 9);
        expect((there?.low ?? Number.NaN) * (back?.high ?? Number.NaN)).toBeCloseTo(1, 9);
      }),
    );
  });
});

describe('events in bursts', () => {
  test('have the limits of as many independent ones as they are worth, about the same rate', () => {
    // Garwood: 4 events have 1.08987…10.24159. Here 10 come in bursts that make them worth 4.
    const { value, n, interval } = summariseRate({ events: 10, exposure: 13 }, 2.5);
    expect({ value, n }).toEqual({ value: 10 / 13, n: 10 });
    expect(interval?.low).toBeCloseTo((1.08987 * 2.5) / 13, 5);
    expect(interval?.high).toBeCloseTo((10.24159 * 2.5) / 13, 5);
  });

  test('change by the ratio of all events, with the limits of those that they are worth', () => {
    const [current, baseline] = [
      { events: 30, exposure: 13 },
      { events: 60, exposure: 52 },
    ];
    const worth = compareRates({ events: 10, exposure: 13 }, { events: 20, exposure: 52 });
    const { method: _, ...limits } = worth ?? {};
    expect(compareRates(current, baseline, 3)).toMatchObject(limits);
  });

  test('of which the baseline’s are worth less than one leave only a difference', () => {
    const [current, baseline] = [
      { events: 40, exposure: 13 },
      { events: 2, exposure: 52 },
    ];
    expect(compareRates(current, baseline, 2)?.measure).toBe('ratio');
    const change = compareRates(current, baseline, 2.5);
    expect(change).toMatchObject({ measure: 'difference', relative: 79 });
    // Garwood: 16 have 9.14538…25.98300; 0.8 have the gamma quantiles of shapes 0.8 and 1.8.
    const [low, high] = [9.14538, 25.983].map((limit) => (limit * 2.5) / 13);
    const before = summariseRate(baseline, 2.5).interval;
    const difference = 40 / 13 - 2 / 52;
    const down = Math.hypot(40 / 13 - (low ?? Number.NaN), (before?.high ?? Number.NaN) - 2 / 52);
    const up = Math.hypot((high ?? Number.NaN) - 40 / 13, 2 / 52 - (before?.low ?? Number.NaN));
    expect(change?.estimate).toBeCloseTo(difference, 12);
    expect(change?.low).toBeCloseTo(difference - down, 4);
    expect(change?.high).toBeCloseTo(difference + up, 4);
  });

  test('say less, the stronger the bursts: each interval lies within the next', () => {
    const dispersion = fc.double({ min: 1, max: 500, noNaN: true });
    const nested = (inner: Limits, outer: Limits) => {
      const [low, high] = [inner?.low ?? Number.NaN, inner?.high ?? Number.NaN];
      const rounding = 1e-9 * (Math.abs(low) + Math.abs(high));
      expect(outer?.low).toBeLessThanOrEqual(low + rounding);
      expect(outer?.high).toBeGreaterThanOrEqual(high - rounding);
    };
    fc.assert(
      fc.property(rate, rate, dispersion, dispersion, (current, baseline, a, b) => {
        const [weak, strong] = [Math.min(a, b), Math.max(a, b)];
        nested(summariseRate(current, weak).interval, summariseRate(current, strong).interval);
        const [narrow, wide] = [
          compareRates(current, baseline, weak),
          compareRates(current, baseline, strong),
        ];
        if (narrow?.measure === wide?.measure) nested(narrow, wide);
      }),
    );
  });

  test('keep the change finite and its estimate within its interval, however strong the bursts', () => {
    fc.assert(
      fc.property(
        rate,
        rate,
        fc.double({ min: 1, max: 1e6, noNaN: true }),
        (current, baseline, dispersion) => {
          const change = compareRates(current, baseline, dispersion);
          expect(numbersIn(change).every(Number.isFinite)).toBe(true);
          expect(change?.low).toBeLessThanOrEqual(change?.estimate ?? Number.NaN);
          expect(change?.high).toBeGreaterThanOrEqual(change?.estimate ?? Number.NaN);
        },
      ),
    );
  });

  test('are named in the method, and so is that they were not looked for', () => {
    const some = { events: 9, exposure: 13 };
    expect(summariseRate(some, 2.345).interval?.method).toBe(
      'Garwood 1936, dispersion 2.35, McCullagh & Nelder 1989',
    );
    expect(compareRates(some, some, 1)?.method).toContain('dispersion 1.00, McCullagh & Nelder 1989');
    expect(summariseRate(some).interval?.method).toBe('Garwood 1936, events taken for independent');
  });

  test('never make events worth more than they are', () => {
    const some = { events: 9, exposure: 13 };
    for (const dispersion of [0.99, 0, -1, Number.NaN, Number.POSITIVE_INFINITY]) {
      const refusal = new RangeError(`a dispersion is a number from 1 up, not ${dispersion}`);
      expect(() => summariseRate(some, dispersion)).toThrow(refusal);
      expect(() => compareRates(some, some, dispersion)).toThrow(refusal);
    }
  });

  test('leave it a finding that there is none beside many', () => {
    const change = compareRates({ events: 0, exposure: 13 }, { events: 60, exposure: 52 }, 3);
    expect(change?.high).toBeLessThan(1);
  });
});

test('two rates carry a verdict once one side has eight events and both have exposure', () => {
  const of = (events: number, exposure = 1) => ({ kind: 'rate' as const, events, exposure });
  expect(obstacleTo(of(8), of(0))).toBeNull();
  expect(obstacleTo(of(0), of(8))).toBeNull();
  expect(obstacleTo(of(7), of(7))).toBe('few-events');
  expect(obstacleTo(of(8), of(9, 0))).toBe('few');
  expect(obstacleTo(of(9, 0), of(8))).toBe('few');
});

/** The chance of at most so many events, by its definition: a sum of terms, each from the one before, in logarithms. */
function poissonCdf(events: number, mean: number): number {
  let logTerm = -mean;
  let chance = Math.exp(logTerm);
  for (let k = 1; k <= events; k += 1) {
    logTerm += Math.log(mean / k);
    chance += Math.exp(logTerm);
  }
  return chance;
}

describe('events that come together', () => {
  const together = (...sizes: readonly number[]) => ({
    events: sizes.reduce((sum, size) => sum + size, 0),
    exposure: 13,
    clusters: sumClusters(sizes.map((size) => ({ hits: size, cases: size }))),
  });

  test('in groups of four are worth a quarter of their number: the limits are those of events ÷ 4', () => {
    const { value, interval } = summariseRate(together(...Array<number>(10).fill(4)));
    const quarter = summariseRate({ events: 10, exposure: 13 }).interval;
    expect(value).toBeCloseTo(40 / 13, 12);
    expect(interval?.low).toBeCloseTo(4 * (quarter?.low ?? 0), 9);
    expect(interval?.high).toBeCloseTo(4 * (quarter?.high ?? 0), 9);
  });

  test('count at least as their groups say, and as their weeks say where these vary more', () => {
    const some = together(1, 1, 1, 1, 3, 3);
    expect(summariseRate(some, 1.5).interval).toEqual(
      summariseRate({ events: 10, exposure: 13 }, 2.2).interval,
    );
    expect(summariseRate(some, 3).interval).toEqual(summariseRate({ events: 10, exposure: 13 }, 3).interval);
  });

  test('are the same as independent ones where each group has one', () => {
    const alone = together(...Array<number>(12).fill(1));
    expect(compareRates(alone, { events: 30, exposure: 52 }, 1)).toEqual(
      compareRates({ events: 12, exposure: 13 }, { events: 30, exposure: 52 }, 1),
    );
  });

  test('of few groups have no verdict, however many they are', () => {
    const now = { kind: 'rate', ...together(30, 1, 1) } as const;
    const before = { kind: 'rate', ...together(1, 1, 1, 2), exposure: 52 } as const;
    expect(obstacleTo(now, before)).toBe('few-clusters');
    expect(obstacleTo({ kind: 'rate', ...together(1, 1, 1, 1, 1, 1, 1, 2) }, before)).toBeNull();
  });

  test('that one deployment brought do not count as a change beside as many that came one by one', () => {
    const now = { ...together(50), exposure: 13 };
    const before = { ...together(...Array<number>(40).fill(1)), exposure: 52 };
    const change = compareRates(now, before, 1);
    const none = change?.measure === 'ratio' ? 1 : 0;
    expect(change?.low).toBeLessThan(none);
  });
});
