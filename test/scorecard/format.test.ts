import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { definitionSchema } from '../../src/handbook/definition.ts';
import {
  type ChangeFigures,
  formatBounds,
  formatChange,
  formatChangeInterval,
  formatCount,
  formatInterval,
  formatTick,
  formatValue,
  scaleFor,
  unitLabel,
} from '../../src/scorecard/format.ts';

const units = definitionSchema.shape.unit.options;

/** The text with ordinary spaces, as it reads. */
const read = (text: string) => text.replaceAll('\u00a0', ' ');

/** The number that a reader takes from a text. */
const numberIn = (text: string) =>
  Number(
    text
      .replaceAll('−', '-')
      .replaceAll(',', '')
      .match(/-?[\d.]+/)?.[0],
  );

const ratio = (estimate: number, low = estimate, high = estimate): ChangeFigures => ({
  measure: 'ratio',
  estimate,
  low,
  high,
  relative: estimate - 1,
});

const difference = (estimate: number, low = estimate, high = estimate, before = 0.5): ChangeFigures => ({
  measure: 'difference',
  estimate,
  low,
  high,
  relative: estimate / before,
});

describe('a value reads as people say it', () => {
  test.each([
    [5.1, 'hours', '5.1 h'],
    [0.4, 'hours', '24 min'],
    [0.004, 'hours', '14 s'],
    [72, 'hours', '72.0 h'],
    [100, 'hours', '4.2 d'],
    [0, 'hours', '0 h'],
    [5, 'days', '5.0 d'],
    [0.5, 'days', '12.0 h'],
    [182, 'days', '182 d'],
    [0, 'days', '0 d'],
    [90, 'seconds', '1.5 min'],
    [28, 'seconds', '28 s'],
    [0.35, 'seconds', '0.35 s'],
    [0.004, 'seconds', '0.004 s'],
    [7200, 'seconds', '2.0 h'],
    [0, 'seconds', '0 s'],
    [-3, 'days-late', '−3 days'],
    [-1, 'days-late', '−1 day'],
    [0, 'days-late', '0 days'],
    [2.5, 'days-late', '2.5 days'],
    [31, 'days-late', '31 days'],
    [0.123, 'share', '12.3 %'],
    [1, 'share', '100 %'],
    [0, 'share', '0 %'],
    [4.2, 'per-week', '4.2 a week'],
    [1.25, 'per-month', '1.3 a month'],
    [850, 'per-second', '850 a second'],
    [0.52, 'per-thousand-lines', '0.52 per 1,000 lines'],
    [0.076, 'per-week', '0.076 a week'],
    [0.1, 'per-week', '0.1 a week'],
    [1.5, 'per-developer-week', '1.5 per developer week'],
    [0.00045, 'share', '0.045 %'],
    [182, 'lines', '182 lines'],
    [1, 'lines', '1 line'],
    [6.5, 'lines', '6.5 lines'],
    [12_345, 'lines', '12,345 lines'],
    [6.4, 'pull-requests', '6.4'],
    [12, 'count', '12'],
    [-2.25, 'score', '−2.3'],
    [3, 'furlongs', '3.0 furlongs'],
  ])('%d %s: %s', (value, unit, text) => {
    expect(read(formatValue(value, unit))).toBe(text);
  });

  test('a number never parts from its unit at the end of a line', () => {
    expect(formatValue(5.1, 'hours')).toBe('5.1\u00a0h');
  });

  test('an absent number has no text', () => {
    expect(() => formatValue(Number.NaN, 'hours')).toThrow(RangeError);
    expect(() => formatInterval({ low: 1, high: Number.POSITIVE_INFINITY }, 'hours')).toThrow(RangeError);
  });

  test('every unit of the handbook has words', () => {
    for (const unit of units) {
      expect(unitLabel(unit), unit).toMatch(/^[a-z ]+$/);
      expect(formatValue(7, unit), unit).not.toContain('-');
    }
  });
});

describe('values that stand together share a scale', () => {
  test('the median of their sizes chooses it', () => {
    expect(scaleFor('hours', [80, 90, 3]).suffix).toBe('d');
    expect(scaleFor('hours', [3, null, 4, 200]).suffix).toBe('h');
    expect(scaleFor('hours', []).suffix).toBe('h');
  });

  test('an interval has one', () => {
    expect(read(formatInterval({ low: 0.5, high: 1.2 }, 'hours'))).toBe('30–72 min');
    expect(read(formatInterval({ low: 60, high: 120 }, 'hours'))).toBe('2.5–5.0 d');
  });

  test('a chosen scale holds', () => {
    const scale = scaleFor('hours', [5]);
    expect(read(formatValue(0.2, 'hours', { scale }))).toBe('0.2 h');
    expect(read(formatInterval({ low: 0.2, high: 99.6 }, 'hours', { scale }))).toBe('0.2–99.6 h');
    expect(unitLabel('hours', scaleFor('hours', [0.2]))).toBe('minutes');
  });

  test('a negative end is not mistaken for the dash', () => {
    expect(read(formatInterval({ low: -2, high: 9 }, 'days-late'))).toBe('−2 to 9 days');
    expect(read(formatInterval({ low: -2, high: 3 }, 'score'))).toBe('−2.0 to 3.0');
  });

  test('an interval without width is one value', () => {
    expect(read(formatInterval({ low: 3, high: 3 }, 'hours'))).toBe('3.0 h');
  });
});

describe('a change reads in words', () => {
  test.each([
    ['shorter', ratio(0.65), 'hours', '35 % shorter'],
    ['longer', ratio(1.2), 'hours', '20 % longer'],
    ['lower', ratio(0.65), 'lines', '35 % lower'],
    ['three times and more', ratio(4.2), 'hours', '4.2 times as long'],
    ['three times and more of what has no length', ratio(3), 'per-week', '3.0 times as high'],
    ['a thousand times and more', ratio(3e24), 'hours', 'over 1,000 times as long'],
    ['points', difference(0.041), 'share', '4.1 points higher'],
    ['points down', difference(-0.041), 'share', '4.1 points lower'],
    ['money', difference(-1276.04), 'currency', '1,276 lower'],
    ['none', ratio(1), 'hours', 'unchanged'],
    ['no difference', difference(0), 'share', 'unchanged'],
    ['days earlier', difference(-3), 'days-late', '3 days earlier'],
    ['a day later', difference(1), 'days-late', '1 day later'],
    ['half a day', difference(-2.5), 'days-late', '2.5 days earlier'],
    ['the same day', difference(0), 'days-late', 'unchanged'],
  ])('%s', (_, change, unit, text) => {
    expect(read(formatChange(change, unit))).toBe(text);
  });

  test.each([
    ['on one side, the smaller first', ratio(0.65, 0.5, 0.8), 'hours', '20–50 % shorter'],
    ['across no change', ratio(0.65, 0.5, 1.12), 'hours', '50 % shorter to 12 % longer'],
    ['from no change', ratio(1.1, 1, 1.3), 'hours', '0–30 % longer'],
    ['in the scale of the change', ratio(4.2, 0.8, 9), 'hours', '0.8–9.0 times as long'],
    ['points', difference(0.04, -0.02, 0.07), 'share', '2.0 points lower to 7.0 points higher'],
    ['without width', ratio(1), 'hours', 'unchanged'],
    ['days on one side', difference(-8.5, -16.96, -0.04), 'days-late', '0.04–17.0 days earlier'],
    ['days on both sides', difference(-1, -4, 2), 'days-late', '4 days earlier to 2 days later'],
  ])('its interval: %s', (_, change, unit, text) => {
    expect(read(formatChangeInterval(change, unit))).toBe(text);
  });

  test('a change just too small to matter does not read as one that matters', () => {
    expect(read(formatChange(ratio(0.904), 'hours', { materiality: 0.1 }))).toBe('9.6 % shorter');
    expect(read(formatChange(ratio(1.096), 'hours', { materiality: 0.1 }))).toBe('9.6 % longer');
    expect(read(formatChange(difference(0.0496), 'share', { materiality: 0.1 }))).toBe('4.96 points higher');
  });

  test('a change that is there does not read as none', () => {
    expect(read(formatChange(ratio(1.001), 'hours'))).toBe('0.1 % longer');
    expect(read(formatChangeInterval(ratio(1.1, 1.001, 1.2), 'hours'))).toBe('0.1–20 % longer');
  });
});

describe('rounding never moves a value across a bound', () => {
  const size = fc.double({ min: -1e5, max: 1e5, noNaN: true });

  test('of a range', () => {
    expect(read(formatValue(23.97, 'hours', { avoid: [24] }))).toBe('23.97 h');
    expect(read(formatValue(0.99996, 'share'))).toBe('99.996 %');
    expect(read(formatValue(0.0004, 'share'))).toBe('0.04 %');
  });

  test('whatever the value, the unit and the bound', () => {
    fc.assert(
      fc.property(fc.constantFrom(...units), size, size, fc.boolean(), (unit, value, other, near) => {
        const bound = near ? value + other * 1e-7 : other;
        const scale = scaleFor(unit, [value]);
        const shown = numberIn(formatValue(value, unit, { scale, avoid: [bound] }));
        for (const edge of [bound, 0]) {
          const gap = (value - edge) * scale.factor;
          if (Math.abs(gap) <= 1e-8 * Math.max(1, Math.abs(edge * scale.factor))) continue;
          expect(Math.sign(shown - edge * scale.factor)).toBe(Math.sign(gap));
        }
      }),
    );
  });

  test('rounding does not move a change across the materiality or across no change', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0.01, max: 2.99, noNaN: true }),
        fc.double({ min: 0, max: 0.5, noNaN: true }),
        (estimate, materiality) => {
          const relative = estimate - 1;
          if (Math.abs(relative) < 1e-6 || Math.abs(Math.abs(relative) - materiality) < 1e-6) return;
          const text = formatChange(ratio(estimate), 'hours', { materiality });
          expect(text).toMatch(relative < 0 ? /shorter$/ : /longer$/);
          expect(numberIn(text)).toBeGreaterThan(0);
          expect(numberIn(text) > materiality * 100).toBe(Math.abs(relative) > materiality);
        },
      ),
    );
  });

  test('no finite value makes an unreadable text', () => {
    fc.assert(
      fc.property(fc.constantFrom(...units), size, size, (unit, a, b) => {
        const interval = { low: Math.min(a, b), high: Math.max(a, b) };
        for (const text of [formatValue(a, unit), formatInterval(interval, unit)]) {
          expect(text).not.toMatch(/NaN|Infinity|undefined|e[+-]?\d|-\d|−0(\.0+)?\D*$/);
        }
      }),
    );
  });
});

describe('an axis and a range', () => {
  test('have round numbers', () => {
    const scale = scaleFor('hours', [5]);
    expect(formatTick(2.5, scale)).toBe('2.5');
    expect(formatTick(0.1 + 0.2, scale)).toBe('0.3');
    expect(read(formatTick(1000, scale, true))).toBe('1,000 h');
  });

  test('a bound reads as people say it, in its own scale', () => {
    expect(read(formatBounds([24], 'hours'))).toBe('24 h');
    expect(read(formatBounds([168], 'hours'))).toBe('7 d');
    expect(read(formatBounds([0.6, 0.85], 'share'))).toBe('60–85 %');
  });

  test('a count has its noun', () => {
    expect(read(formatCount(1, 'week', 'weeks'))).toBe('1 week');
    expect(read(formatCount(1200, 'week', 'weeks'))).toBe('1,200 weeks');
  });
});

test('beyond a hundredfold an interval cannot be determined, and has no 24 digits', () => {
  const change = { measure: 'ratio', estimate: 0.25, relative: -0.75 } as const;
  expect(formatChangeInterval({ ...change, low: 3e-15, high: 2e13 }, 'hours')).toBe('cannot be determined');
  expect(formatChangeInterval({ ...change, low: 0.001, high: 0.5 }, 'hours')).not.toBe(
    'cannot be determined',
  );
});
