import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Grounds, verdictOf } from '../../src/scorecard/verdict.ts';
import type { Change } from '../../src/stats/summary.ts';

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
  materiality: 0.1,
  ...overrides,
});

describe('a change counts', () => {
  test.each([
    ['less is better: improved', {}, 'improved'],
    ['less is worse: worsened', { better: 'higher' as const }, 'worsened'],
    ['its interval holds no change: steady', { change: ratio(0.6, 0.3, 1.02) }, 'steady'],
    ['it is smaller than what matters: steady', { change: ratio(0.95, 0.92, 0.98) }, 'steady'],
    ['it matters to this team: improved', { change: ratio(0.95, 0.92, 0.98), materiality: 0.02 }, 'improved'],
    [
      'exactly the materiality is not more than it',
      { change: ratio(0.5, 0.4, 0.7), materiality: 0.5 },
      'steady',
    ],
    ['neither side is large enough: too little data', { change: null }, 'too-little-data'],
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

describe('there is no verdict', () => {
  test.each(['no-data', 'not-applicable', 'withheld', 'partial'] as const)(
    'on a number that is %s',
    (state) => {
      expect(verdictOf(grounds({ state }))).toBeNull();
    },
  );

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

test('turning the direction round turns improved into worsened and nothing else', () => {
  fc.assert(
    fc.property(
      fc.double({ min: 0.1, max: 5, noNaN: true }),
      fc.double({ min: 0.05, max: 1, noNaN: true }),
      (estimate, width) => {
        const change = ratio(estimate, estimate * (1 - width), estimate * (1 + width));
        const opposite = { improved: 'worsened', worsened: 'improved', steady: 'steady' };
        const lower = verdictOf(grounds({ change, value: 10 * estimate }));
        const higher = verdictOf(grounds({ change, value: 10 * estimate, better: 'higher' }));
        expect(higher).toBe(
          lower === 'improved' || lower === 'worsened' || lower === 'steady' ? opposite[lower] : lower,
        );
      },
    ),
  );
});
