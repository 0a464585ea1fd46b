import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  divideMedian,
  dividePhases,
  divideQuotient,
  divideSum,
  type Part,
  type Row,
} from '../../src/stats/decomposition.ts';
import { quantile, sortNumbers } from '../../src/stats/quantile.ts';

const segment = fc.constantFrom('api', 'docs', 'shop', 'web');
const rows = (row: fc.Arbitrary<Row>) => fc.array(row, { minLength: 1, maxLength: 40 });
const duration = fc.record({
  segment,
  value: fc.oneof(fc.integer({ min: 0, max: 20 }), fc.double({ min: 0, max: 5000, noNaN: true })),
  of: fc.constant(0),
});
const aCase = fc.record({ segment, value: fc.nat(1), of: fc.constant(1) });
const ratio = fc.record({ segment, value: fc.nat(50), of: fc.nat(20) });

const medianOf = (side: readonly Row[]) => quantile(sortNumbers(side.map(({ value }) => value)), 0.5);
const total = (side: readonly Row[], part: 'value' | 'of') => side.reduce((sum, row) => sum + row[part], 0);
const quotientOf = (side: readonly Row[]) => total(side, 'value') / total(side, 'of');
const effects = (parts: readonly Part[]) => parts.reduce((sum, { effect }) => sum + effect, 0);

/** Each decomposition with the change that it divides. */
const decompositions: readonly {
  name: string;
  row: fc.Arbitrary<Row>;
  change: (current: readonly Row[], baseline: readonly Row[]) => number;
  divide: (current: readonly Row[], baseline: readonly Row[]) => Part[];
}[] = [
  {
    name: 'a median',
    row: duration,
    change: (current, baseline) => medianOf(current) - medianOf(baseline),
    divide: divideMedian,
  },
  {
    name: 'a proportion',
    row: aCase,
    change: (current, baseline) => quotientOf(current) - quotientOf(baseline),
    divide: divideQuotient,
  },
  {
    name: 'a ratio',
    row: ratio,
    change: (current, baseline) => quotientOf(current) - quotientOf(baseline),
    divide: divideQuotient,
  },
  {
    name: 'a rate',
    row: aCase,
    change: (current, baseline) => (total(current, 'value') - total(baseline, 'value')) / 13,
    divide: (current, baseline) =>
      divideSum({ rows: current, exposure: 13 }, { rows: baseline, exposure: 13 }),
  },
];

describe.each(decompositions)('the parts of the change of $name', ({ row, change, divide }) => {
  test('add up to it', () => {
    fc.assert(
      fc.property(rows(row), rows(row), (current, baseline) => {
        const whole = change(current, baseline);
        fc.pre(Number.isFinite(whole));
        expect(Math.abs(effects(divide(current, baseline)) - whole)).toBeLessThan(1e-9);
      }),
    );
  });

  test('do not depend on the order of rows or segments', () => {
    fc.assert(
      fc.property(rows(row), rows(row), (current, baseline) => {
        const renamed = (side: readonly Row[]) =>
          side.map((each) => ({
            ...each,
            segment: `${'wsda'.indexOf(each.segment.charAt(0))} ${each.segment}`,
          }));
        const parts = divide(current, baseline);
        expect(divide(current.toReversed(), baseline.toReversed())).toEqual(parts);
        for (const { name, effect } of divide(renamed(current), renamed(baseline))) {
          const original = parts.find((part) => name.endsWith(part.name));
          expect(Math.abs(effect - (original?.effect ?? Number.NaN))).toBeLessThan(1e-9);
        }
      }),
    );
  });

  test('are one when there is one segment: it is everything', () => {
    fc.assert(
      fc.property(rows(row), rows(row), (current, baseline) => {
        const whole = change(current, baseline);
        fc.pre(Number.isFinite(whole));
        const only = (side: readonly Row[]) => side.map((each) => ({ ...each, segment: 'all' }));
        const parts = divide(only(current), only(baseline));
        expect(parts.map(({ name }) => name)).toEqual(['all']);
        expect(Math.abs(effects(parts) - whole)).toBeLessThan(1e-9);
      }),
    );
  });

  test('turn their sign when the sides are swapped', () => {
    fc.assert(
      fc.property(rows(row), rows(row), (current, baseline) => {
        const back = divide(baseline, current);
        for (const [index, { effect }] of divide(current, baseline).entries())
          expect(Math.abs(effect + (back[index]?.effect ?? Number.NaN))).toBeLessThan(1e-9);
      }),
    );
  });
});

const several = (name: string, values: readonly number[]): Row[] =>
  values.map((value) => ({ segment: name, value, of: 1 }));

const hits = (name: string, count: number, of: number): Row[] => [{ segment: name, value: count, of }];

describe('a median', () => {
  test('moved by one segment alone is that segment’s', () => {
    const steady = several('web', [8, 9, 10, 11, 12]);
    const now = [...steady, ...several('api', [28, 29, 30, 31, 32, 33])];
    const before = [...steady, ...several('api', [1, 2, 3, 4, 5, 6])];
    const [api, web] = divideMedian(now, before);
    expect(api).toEqual({ name: 'api', effect: medianOf(now) - medianOf(before), within: null, mix: null });
    expect(web?.effect).toBe(0);
  });

  test('of a baseline four times as large weighs both sides alike', () => {
    const current = [...several('api', [10, 30]), ...several('web', [20, 40])];
    const baseline = [...several('api', [1, 3]), ...several('web', [2, 4])];
    const four = [baseline, baseline, baseline, baseline].flat();
    expect(divideMedian(current, four)).toEqual(divideMedian(current, baseline));
  });

  test('of two segments of which each side has another is shared by both', () => {
    const parts = divideMedian(several('new', [9]), several('old', [5]));
    expect(parts.map(({ effect }) => effect)).toEqual([2, 2]);
  });
});

describe('a proportion', () => {
  test('divides as by Kitagawa: within segments, and by the mix of segments', () => {
    // 10 % of 100 and 50 % of 100; then 10 % of 150 and 50 % of 50: no segment changed, and the whole fell to 20 %.
    const parts = divideQuotient(
      [...hits('low', 15, 150), ...hits('high', 25, 50)],
      [...hits('low', 10, 100), ...hits('high', 50, 100)],
    );
    const [high, low] = parts;
    expect([high?.within, low?.within].map((within) => Math.abs(within ?? 1) < 1e-12)).toEqual([true, true]);
    expect(high?.mix).toBeCloseTo((0.25 - 0.5) * (0.5 - 0.25), 12);
    expect(low?.mix).toBeCloseTo((0.75 - 0.5) * (0.1 - 0.25), 12);
  });

  test('that rose in one segment alone is that segment’s, without mix', () => {
    const parts = divideQuotient(
      [...hits('api', 30, 100), ...hits('web', 10, 100)],
      [...hits('api', 10, 100), ...hits('web', 10, 100)],
    );
    expect(parts.find(({ name }) => name === 'api')?.within).toBeCloseTo(0.1, 12);
    expect(parts.find(({ name }) => name === 'api')?.mix).toBeCloseTo(0, 12);
    expect(parts.find(({ name }) => name === 'web')?.effect).toBeCloseTo(0, 12);
  });

  test('of a segment that only one side has is a matter of mix', () => {
    const [one, both] = [hits('api', 10, 100), [...hits('api', 10, 100), ...hits('new', 50, 100)]];
    for (const [now, before, change] of [
      [both, one, 0.2],
      [one, both, -0.2],
    ] as const) {
      const parts = divideQuotient(now, before);
      expect(parts.map(({ within }) => within)).toEqual([0, 0]);
      expect(effects(parts)).toBeCloseTo(change, 12);
    }
  });
});

test('nothing is divided where a side has no value', () => {
  const [some, none] = [hits('api', 10, 100), hits('api', 10, 0)];
  const [side, unseen] = [
    { rows: some, exposure: 2 },
    { rows: some, exposure: 0 },
  ];
  for (const parts of [
    divideQuotient(some, none),
    divideQuotient(none, some),
    divideSum(side, unseen),
    divideSum(unseen, side),
    divideMedian(some, []),
    divideMedian([], some),
  ])
    expect(parts).toEqual([]);
});

describe('the phases of a median', () => {
  const items = fc.array(fc.tuple(fc.nat(50), fc.nat(50), fc.nat(50)), { minLength: 16, maxLength: 60 });
  const parted = (rows: readonly (readonly number[])[]) =>
    rows.map((parts) => ({ value: parts.reduce((sum, part) => sum + part, 0), parts }));
  const median = (rows: readonly { value: number }[]) =>
    quantile(sortNumbers(rows.map(({ value }) => value)), 0.5);
  const names = ['coding', 'review', 'merge'];

  test('add up to its change', () => {
    fc.assert(
      fc.property(items, items, (a, b) => {
        const [now, before] = [parted(a), parted(b)];
        const medians = { current: median(now), baseline: median(before) };
        const parts = dividePhases(names, now, before, medians, 8);
        fc.pre(parts.length > 0);
        expect(Math.abs(effects(parts) - (medians.current - medians.baseline))).toBeLessThan(1e-9);
      }),
    );
  });

  test('show the phase that grew', () => {
    const before = parted(Array.from({ length: 20 }, (_, index) => [10, 5 + index, 1]));
    const now = before.map(({ value, parts: [coding = 0, review = 0, merge = 0] }) => ({
      value: value + 12,
      parts: [coding, review + 12, merge],
    }));
    const parts = dividePhases(names, now, before, { current: median(now), baseline: median(before) }, 8);
    expect(parts.map(({ effect }) => Number(effect.toFixed(9)))).toEqual([0, 12, 0]);
  });

  test('come from the middle half of the durations, in whatever order these are', () => {
    // The shortest and the longest four are all review, those between all coding.
    const durations = [16, 1, 9, 5, 13, 2, 8, 12, 4, 10, 14, 6, 3, 11, 15, 7];
    const rows = durations.map((value) => ({
      value,
      parts: value > 4 && value < 13 ? [value, 0, 0] : [0, value, 0],
    }));
    const parts = dividePhases(names, rows, rows, { current: 20, baseline: 8.5 }, 8);
    expect(parts).toEqual(
      names.map((name) => ({ name, effect: name === 'coding' ? 11.5 : 0, within: null, mix: null })),
    );
  });

  const middles = { current: 6, baseline: 6 };

  test('that do not add up to a duration divide nothing, unless by a millionth of it or of one', () => {
    const whole = parted(Array.from({ length: 20 }, () => [1, 2, 3]));
    const off = (by: number) =>
      whole.map((row, index) => (index === 3 ? { ...row, value: row.value + by } : row));
    expect(dividePhases(names, off(1), whole, middles, 8)).toEqual([]);
    expect(dividePhases(names, whole, off(1), middles, 8)).toEqual([]);
    const long = parted(Array.from({ length: 20 }, () => [1e6, 2e6, 3e6]));
    expect(
      dividePhases(
        names,
        long.map((row) => ({ ...row, value: row.value + 5 })),
        long,
        middles,
        8,
      ),
    ).toHaveLength(3);
    const short = parted(Array.from({ length: 20 }, () => [0.01, 0, 0]));
    expect(
      dividePhases(
        names,
        short.map((row) => ({ ...row, value: 0.010_000_9 })),
        short,
        middles,
        8,
      ),
    ).toHaveLength(3);
  });

  test('of no length divide nothing', () => {
    const [some, none] = [
      [1, 2, 3],
      [0, 0, 0],
    ].map((parts) => parted(Array.from({ length: 20 }, () => parts)));
    expect(dividePhases(names, none ?? [], some ?? [], middles, 8)).toEqual([]);
  });

  test('are not told from fewer than eight in the middle', () => {
    const few = parted(Array.from({ length: 14 }, () => [1, 2, 3]));
    expect(dividePhases(names, few, few, middles, 8)).toHaveLength(3);
    expect(dividePhases(names, few.slice(0, 13), few, middles, 8)).toEqual([]);
    expect(dividePhases(names, few, few.slice(0, 13), middles, 8)).toEqual([]);
  });
});
