import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { measurement, type Observation } from '../../src/metrics/populations/observation.ts';
import {
  openAt,
  sampleOf,
  sliceOf,
  tally,
  unknownIn,
  unknownThroughout,
  waitingAtEnd,
  weeksOf,
} from '../../src/scoring/series.ts';
import { summarise } from '../../src/stats/summarise.ts';
import { observationsOf } from '../support/observations.ts';
import { type Chunk, type Pooled, pool, seriesWith } from '../support/pool.ts';

const DAY = 24 * 3_600_000;
const WEEK = 7 * DAY;
const exposure = { from: 0, unit: WEEK };

const observation = (id: string, at: number, value = 1, until: number | null = null): Observation => ({
  at,
  until,
  value,
  item: { id, kind: 'pull-request', title: id, url: null },
  note: null,
});

const chunk = (observations: Observation[], shared = false): Chunk => ({
  shared,
  measurement: measurement('distribution', observations),
});

const sliced = (series: Pooled, window: { start: number; end: number }): Observation[] =>
  observationsOf(sliceOf(series, window), series);

describe('pooling', () => {
  test('puts the facts of all repositories into one sample, never their averages', () => {
    const series = pool('distribution', [
      chunk([observation('a', 1, 10), observation('b', 2, 20)]),
      chunk([observation('c', 3, 90)]),
    ]);
    expect(sampleOf(series, [{ start: 0, end: 9 }], exposure)).toEqual({
      kind: 'distribution',
      values: Float64Array.of(10, 20, 90),
      inOrder: [Float64Array.of(10, 20, 90)],
    });
  });

  test('counts an item once that two teams share', () => {
    const series = pool('distribution', [
      chunk([observation('a', 1)], true),
      chunk([observation('a', 1)], true),
    ]);
    expect(series.rows.at).toHaveLength(1);
  });

  test('keeps the failure that one team has evidence of when another has none', () => {
    const evidence = [chunk([observation('a', 1, 0)], true), chunk([observation('a', 1, 1)], true)];
    for (const order of [evidence, evidence.toReversed()]) {
      expect([...pool('proportion', order).rows.value]).toEqual([1]);
    }
  });

  test('leaves out repositories to which the metric does not apply, and keeps the reason', () => {
    const none = {
      shared: false,
      measurement: measurement('rate', [], { notApplicable: 'docs is not deployed' }),
    };
    const always = { start: 0, end: 1 };
    expect(pool('rate', [none]).applicability(always)).toEqual({
      applies: false,
      notApplicable: ['docs is not deployed'],
    });
    const both = pool('rate', [none, chunk([observation('a', 1)])]);
    expect(both.applicability(always)).toMatchObject({ applies: true });
  });

  test('gives the same series whatever the order of the repositories', () => {
    const parts = [
      chunk([observation('b', 1), observation('d', 5)]),
      chunk([observation('a', 1), observation('c', 3)]),
    ];
    const [one, other] = [parts, parts.toReversed()].map((order) => pool('distribution', order));
    const told = (series: Pooled | undefined) => series && observationsOf(series.rows, series);
    expect(told(one)?.map(({ item }) => item.id)).toEqual(['a', 'b', 'c', 'd']);
    expect(told(one)).toEqual(told(other));
  });
});

describe('a window', () => {
  test('holds its start and not its end', () => {
    const series = pool('distribution', [chunk([observation('a', 10), observation('b', 20)])]);
    expect(sliced(series, { start: 10, end: 20 }).map(({ item }) => item.id)).toEqual(['a']);
  });

  test('of a rate lasts as long as something could be observed', () => {
    const series = pool('rate', [chunk([observation('a', 3 * WEEK)])]);
    expect(sampleOf(series, [{ start: 0, end: 4 * WEEK }], { from: 2 * WEEK, unit: WEEK })).toEqual({
      kind: 'rate',
      events: 1,
      exposure: 2,
    });
  });

  test('of quarters side by side is the sum of its parts', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(1000), { maxLength: 50 }), fc.nat(1000), (moments, cut) => {
        const series = pool('rate', [chunk(moments.map((at, index) => observation(String(index), at)))]);
        const whole = sliceOf(series, { start: 0, end: 1001 }).at.length;
        const parts = [
          { start: 0, end: cut },
          { start: cut, end: 1001 },
        ].map((window) => sliceOf(series, window).at.length);
        expect(parts.reduce((sum, part) => sum + part, 0)).toBe(whole);
      }),
    );
  });
});

describe('a ratio', () => {
  const part = (id: string, at: number, value: number, of?: number): Observation => ({
    ...observation(id, at, value),
    ...(of === undefined ? {} : { of }),
  });
  const ratioOf = (observations: Observation[], start = 0, end = 1001) =>
    sampleOf(pool('ratio', [chunk(observations)]), [{ start, end }], exposure);

  test('divides the sum by the sum, never averaging ratios', () => {
    const sample = ratioOf([part('a', 1, 8, 30), part('b', 2, 29, 33), part('c', 3, 2, 57)]);
    expect(sample).toEqual({ kind: 'ratio', numerator: 39, denominator: 120, n: 3, events: 3 });
    expect(summarise(sample).value).toBe(0.325);
  });

  test('takes what has no part in the denominator into the numerator alone', () => {
    expect(ratioOf([part('defect', 1, 1), part('commit', 2, 0, 1), part('commit 2', 3, 0, 1)])).toEqual({
      kind: 'ratio',
      numerator: 1,
      denominator: 2,
      n: 3,
      events: 1,
    });
  });

  test('over nothing gives no data, never a number', () => {
    for (const sample of [ratioOf([part('defect', 1, 1)]), ratioOf([])]) {
      expect(summarise(sample)).toMatchObject({ state: 'no-data', value: null });
    }
  });

  test('of windows side by side has the parts of each, added up', () => {
    const rows = fc.array(fc.tuple(fc.nat(1000), fc.nat(50), fc.nat(50)), { maxLength: 40 });
    fc.assert(
      fc.property(rows, fc.nat(1001), (parts, cut) => {
        const observations = parts.map(([at, value, of], index) => part(String(index), at, value, of));
        const series = pool('ratio', [chunk(observations)]);
        const halves = [
          { start: 0, end: cut },
          { start: cut, end: 1001 },
        ];
        expect(sampleOf(series, halves, exposure)).toEqual(ratioOf(observations));
      }),
    );
  });
});

test('an observation that stands for many cases brings all of them into a proportion', () => {
  const lines = { ...observation('a', 1, 30), of: 200 };
  const series = pool('proportion', [chunk([lines, observation('b', 2, 1), observation('c', 3, 0)])]);
  expect(sampleOf(series, [{ start: 0, end: 9 }], exposure)).toEqual({
    kind: 'proportion',
    hits: 31,
    total: 202,
  });
});

test('what comes to count only after a window does not count in it', () => {
  const settled = (id: string, at: number, settledAt: number) => ({ ...observation(id, at), settledAt });
  const series = pool('proportion', [chunk([settled('a', 1, 4), settled('b', 2, 5), observation('c', 3)])]);
  const hits = (end: number) => sampleOf(series, [{ start: 0, end }], exposure);
  expect(hits(5)).toMatchObject({ kind: 'proportion', hits: 2, total: 3 });
  expect(hits(6)).toMatchObject({ kind: 'proportion', hits: 3, total: 3 });
  expect(sliced(series, { start: 0, end: 5 }).map(({ note }) => note)).toEqual([
    null,
    'not by the end of the window',
    null,
  ]);
});

test('what counts by the end of the window keeps its own note', () => {
  const row = (id: string, settledAt: number) => ({ ...observation(id, 1), settledAt, note: `why ${id}` });
  const series = pool('proportion', [chunk([row('a', 4), row('b', 6)])]);
  expect(sliced(series, { start: 0, end: 5 }).map(({ note }) => note)).toEqual([
    'why a',
    'not by the end of the window',
  ]);
});

describe('a wait', () => {
  const HOUR = 3_600_000;
  const item = { id: 'a', kind: 'pull-request', title: 'A', url: null } as const;
  /** Hours from which and up to which it waits. */
  const seriesOf = (...times: [from: number, to: number | null][]) => {
    const last = times.at(-1)?.[1] ?? null;
    return pool('distribution', [
      {
        shared: false,
        measurement: measurement(
          'distribution',
          [{ ...observation('a', (times[0]?.[0] ?? 0) * HOUR, 0, last === null ? null : last * HOUR), item }],
          {
            open: times.map(([from, to]) => ({
              id: `a ${from}`,
              from: from * HOUR,
              to: to === null ? null : to * HOUR,
              item,
            })),
          },
        ),
      },
    ]);
  };
  const hoursOf = (series: Pooled, start: number, end: number) => {
    const sample = sampleOf(series, [{ start: start * HOUR, end: end * HOUR }], exposure);
    return sample.kind === 'distribution' ? [...sample.values] : null;
  };

  test('counts once, in the window in which it began, with the hours up to that window’s end', () => {
    const series = seriesOf([2, 30]);
    expect([hoursOf(series, 0, 12), hoursOf(series, 12, 24), hoursOf(series, 24, 36)]).toEqual([
      [10],
      [],
      [],
    ]);
    expect(hoursOf(series, 0, 36)).toEqual([28]);
    expect(hoursOf(series, 0, 2)).toEqual([]);
  });

  test('is the sum of its times', () => {
    const series = seriesOf([2, 6], [10, 15]);
    expect([5, 8, 12, 15, 40].map((end) => hoursOf(series, 0, end))).toEqual([[3], [4], [6], [9], [9]]);
  });

  test('that is not over says so as its note', () => {
    const noteAt = (end: number) => sliced(seriesOf([2, 30]), { start: 0, end: end * HOUR })[0]?.note;
    expect([noteAt(12), noteAt(30), noteAt(31)]).toEqual(['not over yet', 'not over yet', null]);
    expect(sliced(seriesOf([2, null]), { start: 0, end: 99 * HOUR })[0]?.note).toBe('not over yet');
  });

  test('that began before a window and goes on is kept apart from those of the window', () => {
    const series = seriesOf([2, 4], [10, null]);
    const at = (start: number, end: number) => waitingAtEnd(series, { start: start * HOUR, end: end * HOUR });
    expect(at(0, 20)).toEqual({ ofWindow: 1, before: 0, longest: 0 });
    expect(at(20, 40)).toEqual({ ofWindow: 0, before: 1, longest: 32 });
    expect(at(0, 8)).toEqual({ ofWindow: 0, before: 0, longest: 0 });
  });

  test('of nothing that can be shown has no hours', () => {
    const open = [{ id: 'a', from: 2 * HOUR, to: null }];
    const series = pool('distribution', [
      chunk([]),
      { shared: false, measurement: measurement('distribution', [], { open }) },
    ]);
    expect(sliced(series, { start: 0, end: 12 * HOUR })).toEqual([]);
    expect(openAt(series.open, 12 * HOUR)).toBe(1);
  });
});

describe('a level', () => {
  test('does not hold what ended as the window began, but what ended just after', () => {
    const series = pool('level', [
      chunk([observation('a', 1, 1, 10), observation('b', 2, 1, 11), observation('c', 3)]),
    ]);
    expect(sliced(series, { start: 10, end: 20 }).map(({ item }) => item.id)).toEqual(['b', 'c']);
  });

  test('covers the time that was observed, and what was under way then', () => {
    const series = pool('level', [
      chunk([observation('a', 10, 1, 20), observation('b', 12, 1, 30), observation('c', 25, 1, null)]),
    ]);
    const level = (start: number, end: number) =>
      sampleOf(series, [{ start, end }], { from: 10, unit: WEEK });
    expect(level(0, 20)).toEqual({ kind: 'level', value: (10 + 8) / 10, n: 2 });
    expect(level(20, 30)).toEqual({ kind: 'level', value: (10 + 5) / 10, n: 2 });
    expect(level(0, 10)).toEqual({ kind: 'level', value: 0, n: 0 });
  });

  const spans = fc.array(
    fc.record({ at: fc.nat(1000), length: fc.option(fc.nat(500)) }).map(({ at, length }) => ({
      at,
      until: length === null ? null : at + length,
    })),
    { maxLength: 30 },
  );

  test('is the average over time of how many were under way', () => {
    fc.assert(
      fc.property(spans, fc.nat(900), fc.integer({ min: 1, max: 100 }), (rows, start, length) => {
        const series = pool(
          'level',
          [chunk(rows.map(({ at, until }, index) => observation(String(index), at, 1, until)))].map(
            (part) => part,
          ),
        );
        const end = start + length;
        const area = rows.reduce(
          (sum, { at, until }) => sum + Math.max(0, Math.min(until ?? end, end) - Math.max(at, start)),
          0,
        );
        const sample = sampleOf(series, [{ start, end }], exposure);
        expect(sample.kind === 'level' ? sample.value : Number.NaN).toBeCloseTo(area / length, 9);
      }),
    );
  });
});

test('a tally counts each text within the window, most frequent first', () => {
  const remarks = [
    { id: '1', at: 1, text: 'b' },
    { id: '2', at: 2, text: 'a' },
    { id: '3', at: 3, text: 'b' },
    { id: '4', at: 9, text: 'a' },
  ];
  const { excluded, texts } = pool('rate', [
    { shared: false, measurement: measurement('rate', [], { excluded: remarks }) },
  ]);
  expect(tally(excluded, texts, { start: 0, end: 9 })).toEqual([
    { text: 'b', count: 2 },
    { text: 'a', count: 1 },
  ]);
});

test('of texts said as often, the first of the alphabet comes first', () => {
  const excluded = ['b', 'c', 'a'].map((text, at) => ({ id: text, at, text }));
  const series = pool('rate', [{ shared: false, measurement: measurement('rate', [], { excluded }) }]);
  const told = tally(series.excluded, series.texts, { start: 0, end: 9 });
  expect(told.map(({ text }) => text)).toEqual(['a', 'b', 'c']);
});

test('figures of people say themselves what they are made of', () => {
  const figures = (spans: boolean, madeOfWeeks: boolean) => ({
    spans,
    madeOfWeeks,
    of: () => ({ sample: { kind: 'level' as const, value: 1, n: 9 }, people: 9, notes: [] }),
  });
  for (const [spans, madeOfWeeks] of [
    [true, false],
    [false, true],
  ] as const)
    expect(seriesWith('level', figures(spans, madeOfWeeks))).toMatchObject({
      spans,
      madeOfWeeks,
      occupancy: null,
    });
  for (const [kind, spans, madeOfWeeks] of [
    ['level', true, true],
    ['ratio', false, true],
    ['rate', false, false],
  ] as const)
    expect(pool(kind, [chunk([])])).toMatchObject({ spans, madeOfWeeks });
});

test('what has begun and not ended is open', () => {
  const spans = [
    { id: '1', from: 1, to: 5 },
    { id: '2', from: 2, to: null },
    { id: '3', from: 8, to: null },
  ];
  const { open } = pool('rate', [{ shared: false, measurement: measurement('rate', [], { open: spans }) }]);
  expect([openAt(open, 3), openAt(open, 5), openAt(open, 6)]).toEqual([2, 2, 1]);
});

describe('weeks', () => {
  const events = (...days: readonly number[]) =>
    pool('rate', [
      {
        shared: false,
        measurement: measurement(
          'rate',
          days.map((day) => ({
            at: day * DAY,
            until: null,
            value: 1,
            item: { id: String(day), kind: 'deployment', title: `Day ${day}`, url: null },
            note: null,
          })),
        ),
      },
    ]);

  const weeksFrom = (first: number, count: number) =>
    Array.from({ length: count }, (_, index) => ({
      start: (first + index) * WEEK,
      end: (first + index + 1) * WEEK,
    }));

  test('of a rate each have their own events', () => {
    const runs = weeksOf(events(0, 3, 8, 16, 30), [weeksFrom(0, 2), weeksFrom(2, 3)], {
      from: 0,
      unit: WEEK,
    });
    expect(runs.map((weeks) => weeks.map((week) => week?.numerator))).toEqual([
      [2, 1],
      [1, 0, 1],
    ]);
    expect(runs.flat().every((week) => week?.denominator === 1)).toBe(true);
  });

  test('in which a rate was not observed throughout add nothing', () => {
    expect(weeksOf(events(1, 4, 10, 16, 17), [weeksFrom(0, 3)], { from: 2 * DAY, unit: WEEK })).toEqual([
      [null, { numerator: 1, denominator: 1 }, { numerator: 2, denominator: 1 }],
    ]);
  });
});

describe('what is unknown of a window', () => {
  const window = { start: 0, end: 100 };
  const unknownAt = (times: readonly number[]) =>
    times.map((at) => ({ id: `u${at}`, at, text: 'of no known kind' }));
  const known = (count: number) =>
    Array.from({ length: count }, (_, index) => observation(`${index}`, index));
  const withUnknown = (count: number, unknown: number, countsUnknown: boolean) => ({
    ...pool('distribution', [
      {
        shared: false,
        measurement: measurement('distribution', known(count), {
          unknown: unknownAt(Array.from({ length: unknown }, (_, index) => index)),
        }),
      },
    ]),
    countsUnknown,
  });

  test('counts from more than a tenth of it on', () => {
    expect(unknownIn(withUnknown(90, 10, false), window, exposure)).toEqual([]);
    expect(unknownIn(withUnknown(90, 11, false), window, exposure)).toEqual(['11 of 101 of no known kind']);
    expect(unknownIn(withUnknown(100, 10, true), window, exposure)).toEqual([]);
    expect(unknownIn(withUnknown(100, 11, true), window, exposure)).toEqual(['11 of 100 of no known kind']);
  });

  test('is all of it only where unknown observations count and there are no others', () => {
    expect(unknownThroughout(withUnknown(3, 3, true), window)).toEqual(['3 of 3 of no known kind']);
    expect(unknownThroughout(withUnknown(3, 2, true), window)).toEqual([]);
    expect(unknownThroughout(withUnknown(3, 3, false), window)).toEqual([]);
    expect(unknownThroughout(withUnknown(0, 0, true), window)).toEqual([]);
  });
});
