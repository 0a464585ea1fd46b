import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Grounds, isMaterial, verdictOf } from '../../src/scorecard/verdict.ts';
import { type Change, type Obstacle, obstacles } from '../../src/stats/summary.ts';

const ratio = (estimate: number, low: number, high: number): Change => ({
  measure: 'ratio',
  estimate,
  low,
  high,
  method: 'test',
  relative: estimate - 1,
});

const grounds = (overrides: Partial<Grounds>): Grounds => ({
  state: 'ok',
  better: 'lower',
  band: undefined,
  baselineValue: 10,
  value: 6,
  change: ratio(0.6, 0.5, 0.8),
  obstacle: null,
  materiality: 0.1,
  ...overrides,
});

test('too few observations, clusters or weeks are too little data; with any other obstacle nobody can tell', () => {
  const verdicts = {
    few: 'too-little-data',
    'few-clusters': 'too-little-data',
    'one-cluster': 'too-little-data',
    'few-weeks': 'too-little-data',
    seldom: 'cannot-tell',
    'few-events': 'cannot-tell',
    'zero-baseline': 'cannot-tell',
    'zero-now': 'cannot-tell',
    alike: 'cannot-tell',
    dependent: 'cannot-tell',
    'same-halves': 'cannot-tell',
  } as const satisfies Record<Obstacle, string>;
  expect(
    Object.fromEntries(obstacles.map((obstacle) => [obstacle, verdictOf(grounds({ obstacle }))])),
  ).toEqual(verdicts);
});

describe('a change counts', () => {
  test.each([
    ['less is better: improved', {}, 'improved'],
    ['less is worse: worsened', { better: 'higher' as const }, 'worsened'],
    [
      'its interval holds no change and much else: cannot tell',
      { change: ratio(0.6, 0.3, 1.02) },
      'cannot-tell',
    ],
    ['its interval ends at no change: cannot tell', { change: ratio(0.6, 0.5, 1) }, 'cannot-tell'],
    ['its interval begins at no change: cannot tell', { change: ratio(1.6, 1, 1.9) }, 'cannot-tell'],
    ['its interval lies close to no change: steady', { change: ratio(1.02, 0.75, 1.25) }, 'steady'],
    ['its interval is close below and far above: cannot tell', { change: ratio(1, 0.9, 1.5) }, 'cannot-tell'],
    [
      'its interval ends where it is just close: steady',
      { change: ratio(1, 0.25, 1.75), materiality: 0.25 },
      'steady',
    ],
    ['it is certainly smaller than what matters: steady', { change: ratio(0.95, 0.92, 0.98) }, 'steady'],
    [
      'it is certain and may be large or small: cannot tell',
      { change: ratio(0.92, 0.6, 0.98) },
      'cannot-tell',
    ],
    ['it matters to this team: improved', { change: ratio(0.95, 0.92, 0.98), materiality: 0.02 }, 'improved'],
    [
      'exactly the materiality is not more than it',
      { change: ratio(0.5, 0.4, 0.7), materiality: 0.5 },
      'steady',
    ],
    ['a side is too small: too little data', { change: null, obstacle: 'few' as const }, 'too-little-data'],
    [
      'all comes in a few releases: too little data',
      { obstacle: 'few-clusters' as const },
      'too-little-data',
    ],
    [
      'there are few weeks: too little data',
      { change: null, obstacle: 'few-weeks' as const },
      'too-little-data',
    ],
    ['much was looked at and few were hits: cannot tell', { obstacle: 'few-events' as const }, 'cannot-tell'],
    ['weeks hang together: cannot tell', { change: null, obstacle: 'dependent' as const }, 'cannot-tell'],
    ['the change has no finite size: cannot tell', { change: null }, 'cannot-tell'],
    ['too few now: too little data', { state: 'too-few' as const, value: null }, 'too-little-data'],
    ['nothing before: no baseline', { baselineValue: null, change: null }, 'no-baseline'],
  ])('%s', (_, overrides, verdict) => {
    expect(verdictOf(grounds(overrides))).toBe(verdict);
  });

  test('from nothing at all, when its interval excludes zero', () => {
    const change: Change = {
      measure: 'difference',
      estimate: 0.2,
      low: 0.05,
      high: 0.4,
      method: 't',
      relative: null,
    };
    expect(verdictOf(grounds({ change, baselineValue: 0, value: 0.2 }))).toBe('worsened');
  });
});

describe('a change in points is steady by the size of the baseline', () => {
  const points = (low: number, high: number): Change => ({
    measure: 'difference',
    estimate: 0,
    low,
    high,
    method: 't',
    relative: 0,
  });

  test.each([
    [0.5, -0.14, 0.14, 'steady'],
    [0.05, -0.09, 0.1, 'cannot-tell'],
    [0.05, -0.01, 0.01, 'steady'],
    [-0.5, -0.14, 0.14, 'steady'],
    [0.5, -0.14, 0.16, 'cannot-tell'],
    [0.5, -0.16, 0.14, 'cannot-tell'],
  ] as const)('a baseline of %f with limits %f and %f: %s', (baselineValue, low, high, verdict) => {
    expect(verdictOf(grounds({ change: points(low, high), baselineValue, value: baselineValue }))).toBe(
      verdict,
    );
  });

  test('up to the share that is close, and that share too', () => {
    const change = points(-3, 3);
    expect(verdictOf(grounds({ change, baselineValue: 4, value: 4, materiality: 0.25 }))).toBe('steady');
  });

  test('nothing is close to a baseline that gives the change no relative size', () => {
    const change = { ...points(-0.01, 0.01), relative: null };
    expect(verdictOf(grounds({ change, baselineValue: 0.5, value: 0.5 }))).toBe('cannot-tell');
  });

  test('nothing is a share of a baseline of 0', () => {
    const change = { ...points(-0.02, 0.03), relative: null };
    expect(verdictOf(grounds({ change, baselineValue: 0, value: 0 }))).toBe('cannot-tell');
  });
});

describe('there is no verdict', () => {
  test.each(['no-data', 'not-applicable', 'withheld', 'partial'] as const)(
    'on a number that is %s',
    (state) => {
      expect(verdictOf(grounds({ state }))).toBeNull();
    },
  );

  test('on a number that has no value', () => {
    expect(verdictOf(grounds({ value: null }))).toBeNull();
  });

  test('on a metric without direction', () => {
    expect(verdictOf(grounds({ better: 'context' }))).toBeNull();
  });

  test('where a band decides that nobody has set', () => {
    expect(verdictOf(grounds({ better: 'band' }))).toBeNull();
  });
});

test('a band metric is better nearer to its band, and steady inside it', () => {
  const band = { min: 5, max: 8 };
  const inBand = (value: number, baselineValue: number) =>
    verdictOf(
      grounds({ better: 'band', band, value, baselineValue, change: ratio(value / baselineValue, 0.4, 0.9) }),
    );
  expect([inBand(9, 15), inBand(2, 6), inBand(5, 8)]).toEqual(['improved', 'worsened', 'steady']);
});

test('a band metric that leaves its band on the other side is better only where it is nearer', () => {
  const band = { min: 5, max: 8 };
  const across = (baselineValue: number, value: number) =>
    verdictOf(grounds({ better: 'band', band, value, baselineValue, change: ratio(2, 1.5, 3) }));
  expect([across(3, 12), across(10, 1), across(1, 9), across(12, 4)]).toEqual([
    'worsened',
    'worsened',
    'improved',
    'improved',
  ]);
});

test('where a change has no relative size, any change matters, and none does not', () => {
  expect(isMaterial({ relative: null, estimate: 0.1 }, 0.5)).toBe(true);
  expect(isMaterial({ relative: null, estimate: 0 }, 0.5)).toBe(false);
});

test('turning the direction round turns improved into worsened and nothing else', () => {
  fc.assert(
    fc.property(
      fc.double({ min: 0.1, max: 5, noNaN: true }),
      fc.double({ min: 0.05, max: 1, noNaN: true }),
      (estimate, width) => {
        const change = ratio(estimate, estimate * (1 - width), estimate * (1 + width));
        const opposite = { improved: 'worsened', worsened: 'improved' };
        const lower = verdictOf(grounds({ change, value: 10 * estimate }));
        const higher = verdictOf(grounds({ change, value: 10 * estimate, better: 'higher' }));
        expect(higher).toBe(lower === 'improved' || lower === 'worsened' ? opposite[lower] : lower);
      },
    ),
  );
});
