import { describe, expect, test } from 'vitest';
import type { Observed } from '../../../src/stats/kind.ts';
import { type Kind, kinds } from '../../../src/stats/kinds.ts';

/** Four observations in two windows of a week; all but the last have 2 as their part of a denominator. */
const OBSERVED: Observed = {
  count: () => 4,
  ascending: () => Float64Array.of(-1, 1, 2, 4),
  inOrder: () => [Float64Array.of(4, 1), Float64Array.of(-1, 2)],
  sum: () => 6,
  sumOf: (defaultOf) => 6 + defaultOf,
  events: () => 3,
  clusters: () => null,
  exposure: () => 2,
  underWay: () => ({ value: 1.5, n: 7 }),
};

/** The same, of which three depend on each other and one stands alone. */
const CLUSTERED: Observed = {
  ...OBSERVED,
  clusters: (defaultOf) => [
    { values: [4, 1, -1], of: 5 + defaultOf },
    { values: [2], of: 2 },
  ],
};

const UNCOUNTED = { hits: null, total: null, events: null, exposure: null, clusters: null };

describe('the sample of some windows', () => {
  test.each<[Kind, object]>([
    ['distribution', { values: OBSERVED.ascending(), inOrder: OBSERVED.inOrder() }],
    ['percentile', { values: OBSERVED.ascending(), inOrder: OBSERVED.inOrder() }],
    // An observation without a part of the denominator counts as one case. Seven cases are not four observations in order.
    ['proportion', { hits: 6, total: 7 }],
    ['net-share', { for: 7, against: 1, total: 7 }],
    ['rate', { events: 4, exposure: 2 }],
    ['ratio', { numerator: 6, denominator: 6, n: 4, events: 3 }],
    ['level', { value: 1.5, n: 7 }],
  ])('as a %s has what its figure needs, and nothing else', (kind, expected) => {
    expect(kinds[kind].sample(OBSERVED)).toStrictEqual({ kind, ...expected });
  });

  test.each<[Kind, object]>([
    ['distribution', { values: OBSERVED.ascending(), clusters: [[4, 1, -1], [2]] }],
    ['percentile', { values: OBSERVED.ascending(), clusters: [[4, 1, -1], [2]] }],
    [
      'proportion',
      {
        hits: 6,
        total: 7,
        clusters: {
          clusters: 2,
          hitsSquared: 4 ** 2 + 2 ** 2,
          hitsByCases: 4 * 6 + 2 * 2,
          casesSquared: 6 ** 2 + 2 ** 2,
          casesToFourth: 6 ** 4 + 2 ** 4,
        },
      },
    ],
    [
      'rate',
      {
        events: 4,
        exposure: 2,
        clusters: {
          clusters: 2,
          hitsSquared: 3 ** 2 + 1,
          hitsByCases: 3 ** 2 + 1,
          casesSquared: 3 ** 2 + 1,
          casesToFourth: 3 ** 4 + 1,
        },
      },
    ],
  ])('as a %s has clusters where observations depend on each other, and no order then', (kind, expected) => {
    expect(kinds[kind].sample(CLUSTERED)).toStrictEqual({ kind, ...expected });
  });

  test('as a proportion has the cases in order when each observation is one of them', () => {
    const single = { ...OBSERVED, sumOf: () => 4 };
    expect(kinds.proportion.sample(single)).toStrictEqual({
      kind: 'proportion',
      hits: 6,
      total: 4,
      inOrder: OBSERVED.inOrder(),
    });
  });
});

describe('what a kind is', () => {
  test.each<[Kind, boolean, boolean, boolean, boolean, number]>([
    ['distribution', false, false, false, false, Number.POSITIVE_INFINITY],
    ['percentile', false, false, false, false, Number.POSITIVE_INFINITY],
    ['proportion', false, false, false, false, 1],
    ['net-share', false, false, false, true, 1],
    ['rate', false, false, true, false, Number.POSITIVE_INFINITY],
    ['ratio', false, true, false, true, Number.POSITIVE_INFINITY],
    ['level', true, true, false, true, Number.POSITIVE_INFINITY],
  ])(
    '%s: lasts %s, made of weeks %s, counts events %s, may be negative %s, up to %d',
    (kind, lasts, madeOfWeeks, countsEvents, mayBeNegative, highest) => {
      expect(kinds[kind]).toMatchObject({ lasts, madeOfWeeks, countsEvents, mayBeNegative, highest });
    },
  );

  test('one observation without a part of the denominator is a case of a share, and adds nothing to another', () => {
    const defaults = Object.entries(kinds).map(([kind, { defaultOf }]) => [kind, defaultOf]);
    expect(Object.fromEntries(defaults)).toEqual({
      distribution: 0,
      percentile: 0,
      proportion: 1,
      'net-share': 1,
      rate: 0,
      ratio: 0,
      level: 0,
    });
  });
});

describe('the point of a week on a chart', () => {
  test('has no floor, and no value where nothing was observed', () => {
    const values = Array.from({ length: 11 }, (_, index) => 10 - index);
    expect(kinds.distribution.point({ kind: 'distribution', values })).toEqual({ value: 5, n: 11 });
    expect(kinds.percentile.point({ kind: 'percentile', values })).toEqual({ value: 9, n: 11 });
    expect(kinds.percentile.point({ kind: 'percentile', values: [] })).toEqual({ value: null, n: 0 });
    expect(kinds.proportion.point({ kind: 'proportion', hits: 1, total: 2 })).toEqual({ value: 0.5, n: 2 });
    expect(kinds.proportion.point({ kind: 'proportion', hits: 0, total: 0 })).toEqual({ value: null, n: 0 });
    const answers = { kind: 'net-share', for: 3, against: 1, total: 4 } as const;
    expect(kinds['net-share'].point(answers)).toEqual({ value: 0.5, n: 4 });
    const none = { kind: 'net-share', for: 0, against: 0, total: 0 } as const;
    expect(kinds['net-share'].point(none)).toEqual({ value: null, n: 0 });
    expect(kinds.rate.point({ kind: 'rate', events: 3, exposure: 2 })).toEqual({ value: 1.5, n: 3 });
    expect(kinds.rate.point({ kind: 'rate', events: 0, exposure: 0 })).toEqual({ value: null, n: 0 });
    expect(kinds.ratio.point({ kind: 'ratio', numerator: 3, denominator: 2, n: 9 })).toEqual({
      value: 1.5,
      n: 9,
    });
    expect(kinds.level.point({ kind: 'level', value: 2.5, n: 9 })).toEqual({ value: 2.5, n: 9 });
  });
});

describe('the size of a sample', () => {
  const clusters = { clusters: 5, hitsSquared: 9, hitsByCases: 9, casesSquared: 9, casesToFourth: 9 };

  test('names what its kind counts', () => {
    expect(kinds.distribution.size({ kind: 'distribution', values: [1, 2] })).toEqual(UNCOUNTED);
    expect(kinds.distribution.size({ kind: 'distribution', values: [1, 2], clusters: [[1], [2]] })).toEqual({
      ...UNCOUNTED,
      clusters: 2,
    });
    expect(kinds.percentile.size({ kind: 'percentile', values: [1, 2] })).toEqual(UNCOUNTED);
    expect(kinds.percentile.size({ kind: 'percentile', values: [1, 2], clusters: [[1], [2]] })).toEqual({
      ...UNCOUNTED,
      clusters: 2,
    });
    const share = { kind: 'proportion', hits: 1, total: 9 } as const;
    expect(kinds.proportion.size(share)).toEqual({ ...UNCOUNTED, hits: 1, total: 9 });
    expect(kinds.proportion.size({ ...share, clusters })).toMatchObject({ hits: 1, total: 9, clusters: 5 });
    expect(kinds['net-share'].size({ kind: 'net-share', for: 3, against: 1, total: 9 })).toEqual({
      ...UNCOUNTED,
      total: 9,
    });
    const rate = { kind: 'rate', events: 9, exposure: 2 } as const;
    expect(kinds.rate.size(rate)).toEqual({ ...UNCOUNTED, events: 9, exposure: 2 });
    expect(kinds.rate.size({ ...rate, clusters })).toMatchObject({ events: 9, clusters: 5 });
    const ratio = { kind: 'ratio', numerator: 3, denominator: 2, n: 9 } as const;
    expect(kinds.ratio.size(ratio)).toEqual(UNCOUNTED);
    expect(kinds.ratio.size({ ...ratio, events: 9 })).toEqual(UNCOUNTED);
    expect(kinds.ratio.size({ ...ratio, events: 8 })).toEqual({ ...UNCOUNTED, counted: 8 });
    expect(kinds.level.size({ kind: 'level', value: 2.5, n: 9 })).toEqual(UNCOUNTED);
  });
});

describe('what a week adds to a figure that is made of weeks', () => {
  const week = { time: 7, isWhole: true };

  test('is nothing where the figure is of single values', () => {
    expect(kinds.distribution.weekPart({ kind: 'distribution', values: [1] }, week)).toBeNull();
    expect(kinds.percentile.weekPart({ kind: 'percentile', values: [1] }, week)).toBeNull();
    expect(kinds.proportion.weekPart({ kind: 'proportion', hits: 1, total: 2 }, week)).toBeNull();
    expect(kinds['net-share'].weekPart({ kind: 'net-share', for: 1, against: 0, total: 2 }, week)).toBeNull();
  });

  test('is events over the exposure of a whole week', () => {
    const rate = { kind: 'rate', events: 3, exposure: 0.5 } as const;
    expect(kinds.rate.weekPart(rate, week)).toEqual({ numerator: 3, denominator: 0.5 });
    expect(kinds.rate.weekPart(rate, { ...week, isWhole: false })).toBeNull();
    expect(kinds.rate.weekPart({ ...rate, exposure: 0 }, week)).toBeNull();
  });

  test('is both parts of a ratio, unless it has neither', () => {
    const ratio = { kind: 'ratio', numerator: 3, denominator: 0, n: 1 } as const;
    expect(kinds.ratio.weekPart(ratio, week)).toEqual({ numerator: 3, denominator: 0 });
    expect(kinds.ratio.weekPart({ ...ratio, numerator: 0, denominator: 2 }, week)).toEqual({
      numerator: 0,
      denominator: 2,
    });
    expect(kinds.ratio.weekPart({ ...ratio, numerator: 0 }, week)).toBeNull();
  });

  test('is the level times the time that it was observed', () => {
    const level = { kind: 'level', value: 3, n: 1 } as const;
    expect(kinds.level.weekPart(level, week)).toEqual({ numerator: 21, denominator: 7 });
    expect(kinds.level.weekPart(level, { ...week, time: 0 })).toBeNull();
  });
});

describe('what the points of a chart count', () => {
  const points = [
    { value: 0.25, n: 4 },
    { value: 1, n: 3 },
  ];

  test.each<[Kind, number[][]]>([
    ['distribution', []],
    ['percentile', []],
    [
      'proportion',
      [
        [1, 3],
        [3, 0],
      ],
    ],
    ['net-share', []],
    ['rate', [[4, 3]]],
    ['ratio', []],
    ['level', []],
  ])('of a %s', (kind, counted) => {
    expect(kinds[kind].counts(points)).toEqual(counted);
  });
});

describe('what an observation adds when a change is divided', () => {
  const columns = { value: Float64Array.of(3, 5), overlap: () => Float64Array.of(0.5, 1) };

  test.each<[Kind, number[]]>([
    ['distribution', [3, 5]],
    ['percentile', [3, 5]],
    ['proportion', [3, 5]],
    ['net-share', [3, 5]],
    ['rate', [1, 1]],
    ['ratio', [3, 5]],
    ['level', [0.5, 1]],
  ])('as a %s', (kind, amounts) => {
    expect([...kinds[kind].amounts(columns)]).toEqual(amounts);
  });
});

describe('a change', () => {
  const now = { rows: [{ segment: 'a', value: 3, of: 4 }], exposure: 2 };
  const before = { rows: [{ segment: 'a', value: 1, of: 4 }], exposure: 1 };

  test.each<[Kind, number[]]>([
    ['distribution', [2]],
    // Percentiles of parts do not add up.
    ['percentile', []],
    ['proportion', [0.5]],
    ['net-share', [0.5]],
    ['rate', [0.5]],
    ['ratio', [0.5]],
    ['level', [0.5]],
  ])('of a %s divides as its value does', (kind, effects) => {
    expect(kinds[kind].divide(now, before).map(({ effect }) => effect)).toEqual(effects);
  });
});

describe('the evidence of a figure', () => {
  /** A value alone, one with a part of the denominator, one with a share of the window. */
  test.each<[Kind, (number | null)[]]>([
    ['distribution', [6, 6, 0.25]],
    ['percentile', [6, 6, 6]],
    ['proportion', [6, 2, 6]],
    ['net-share', [6, 2, 6]],
    ['rate', [6, 6, 0.25]],
    ['ratio', [null, 2, null]],
    ['level', [null, null, 0.25]],
  ])('shows what one observation contributes to a %s', (kind, contributions) => {
    const { contribution } = kinds[kind];
    expect([contribution(6, null, null), contribution(6, 3, null), contribution(6, null, 0.25)]).toEqual(
      contributions,
    );
  });

  test('shows no quotient over nothing', () => {
    expect(kinds.ratio.contribution(6, 0, null)).toBeNull();
  });

  test('puts an item without a contribution last, and first where it only adds to a numerator', () => {
    for (const [kind, { weightOfNone }] of Object.entries(kinds))
      expect(weightOfNone, kind).toBe(kind === 'ratio' ? Number.POSITIVE_INFINITY : Number.NEGATIVE_INFINITY);
  });

  test('puts high contributions first, and low ones of a share that should be high', () => {
    for (const [kind, { failing }] of Object.entries(kinds)) {
      expect(failing(false), kind).toBe(1);
      expect(failing(true), kind).toBe(['proportion', 'net-share'].includes(kind) ? -1 : 1);
    }
  });

  test('ranks items by how far each moves a ratio from what it is, and by contributions elsewhere', () => {
    const parts = [
      { value: 6, of: 2 },
      { value: 1, of: 4 },
      { value: 2, of: 0 },
    ];
    const quotients = {
      count: 3,
      value: (index: number) => parts[index]?.value ?? Number.NaN,
      of: (index: number) => parts[index]?.of ?? Number.NaN,
    };
    const weights = Object.entries(kinds).map(([kind, { leverage }]) => {
      const weight = leverage?.(quotients);
      return [kind, weight === undefined ? null : parts.map((_, index) => weight(index))];
    });
    // The ratio is 9 ÷ 6.
    expect(Object.fromEntries(weights)).toMatchObject({ ratio: [3, 5, 2], rate: null, proportion: null });
    const nothing = { count: 1, value: () => 6, of: () => 0 };
    expect(kinds.ratio.leverage?.(nothing)(0)).toBe(6);
  });
});
