import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { distribution } from '../../src/charts/distributionChart.ts';
import { phases } from '../../src/charts/phases.ts';
import { quarterTrend } from '../../src/charts/quarterTrend.ts';
import { ranges } from '../../src/charts/rangesChart.ts';
import { renderChart } from '../../src/charts/render.ts';
import { teamsAgainstBaseline } from '../../src/charts/teamsAgainstBaseline.ts';
import { textWidth, wrap } from '../../src/charts/textWidth.ts';
import { type ChartSpec, NARROW, WIDE } from '../../src/charts/theme.ts';
import { weekChart } from '../../src/charts/weekChart.ts';
import { definitionSchema } from '../../src/handbook/definition.ts';
import { states, verdicts } from '../../src/scorecard/schema.ts';
import { allCharts, cyclePhases, sourceRanges, spread, spreadValues, weekly } from './examples.ts';
import { clippedTexts, type PlacedText, textsOf, uprightsOf } from './picture.ts';

const names = { title: 'Title', description: 'Description.' };

/** The texts that do not lie wholly inside of the picture. */
async function clipped(spec: ChartSpec | null): Promise<PlacedText[]> {
  return spec === null ? [] : clippedTexts(await renderChart(spec, { id: 'x' }));
}

/** Pairs of texts of which one covers a part of the other. */
function covered(texts: readonly PlacedText[]): string[] {
  return texts.flatMap((a, index) =>
    texts
      .slice(index + 1)
      .filter((b) => a.left < b.right && b.left < a.right && a.top < b.bottom - 1 && b.top < a.bottom - 1)
      .map((b) => `${a.text} / ${b.text}`),
  );
}

/** The words that an upright line runs through. */
async function struckThrough(spec: ChartSpec | null): Promise<string[]> {
  if (spec === null) return [];
  const svg = await renderChart(spec, { id: 'x' });
  const lines = uprightsOf(svg);
  expect(lines).not.toEqual([]);
  return textsOf(svg)
    .filter(({ left, right, top, bottom }) =>
      lines.some(
        (line) => left < line.at && line.at < right && line.top < bottom - 1 && top + 1 < line.bottom,
      ),
    )
    .map(({ text }) => text);
}

describe.each([
  ['a page', WIDE],
  ['a phone', NARROW],
])('on %s', (_, width) => {
  test.each(Object.entries(allCharts(width)))(
    'no label of %s is clipped or covers another',
    async (_name, spec) => {
      const svg = await renderChart(spec, { id: 'x' });
      expect(await clipped(spec)).toEqual([]);
      expect(covered(textsOf(svg))).toEqual([]);
    },
  );

  const unit = fc.constantFrom(...definitionSchema.shape.unit.options);
  const value = fc.double({ min: 0, max: 5000, noNaN: true }).map((one) => Math.round(one * 1e6) / 1e6);
  const maybe = fc.option(value, { freq: 4 });
  const name = fc.string({
    unit: fc.constantFrom(...'abcdefghijklmnop qrstuvwxyzMW-'),
    minLength: 1,
    maxLength: 40,
  });
  const text = name.map((one) => one.trim() || 'x');

  test('no label of a control chart is clipped, whatever the values', async () => {
    const weeks = fc.array(maybe, { minLength: 1, maxLength: 40 });
    const signal = fc.record({
      rule: fc.constantFrom('outside' as const, 'shift' as const),
      side: fc.constantFrom('above' as const, 'below' as const),
      from: fc.nat(39),
      length: fc.nat(10),
    });
    await fc.assert(
      fc.asyncProperty(unit, weeks, value, fc.array(signal, { maxLength: 4 }), fc.nat(), async (...given) => {
        const [oneUnit, values, centre, drawn, quarter] = given;
        const chart = weekly(values, {
          quarterWeeks: 1 + (quarter % values.length),
          limits: { centre, lower: centre / 3, upper: centre * 1.7, n: 12 },
          signals: drawn.map(({ rule, side, from, length }) => {
            const start = from % values.length;
            const last = rule === 'outside' ? start : Math.min(start + length, values.length - 1);
            return { rule, side, from: start, to: last };
          }),
        });
        const options = { ...names, width, quarter: 'FY2026-Q2', timeZone: 'UTC' };
        expect(await clipped(weekChart({ unit: oneUnit, importedFrom: [], chart }, options))).toEqual([]);
      }),
      { numRuns: 15 },
    );
  });

  test('no label of a trend is clipped, whatever the values', async () => {
    const point = fc.record({
      value: maybe,
      wide: value,
      state: fc.constantFrom(...states),
      verdict: fc.constantFrom(null, ...verdicts),
    });
    const target = fc.option(fc.record({ value, words: text }));
    await fc.assert(
      fc.asyncProperty(
        unit,
        fc.array(point, { minLength: 1, maxLength: 12 }),
        target,
        async (oneUnit, drawn, target) => {
          const points = drawn.map(({ wide, ...one }, index) => ({
            ...one,
            quarter: `${2023 + Math.floor(index / 4)}-Q${(index % 4) + 1}`,
            low: one.value === null ? null : one.value / 2,
            high: one.value === null ? null : one.value + wide,
          }));
          const options = {
            ...names,
            width,
            unit: oneUnit,
            baselineQuarters: ['2023-Q1', '2023-Q2', '2025-Q4'],
            target,
          };
          expect(await clipped(quarterTrend(points, options))).toEqual([]);
        },
      ),
      { numRuns: 15 },
    );
  });

  test.each([13, 24, 52, 80])(
    'no label of a trend of %i quarters is clipped, and its quarters stand apart',
    async (count) => {
      const points = Array.from({ length: count }, (_, index) => ({
        quarter: `${2010 + Math.floor(index / 4)}-Q${(index % 4) + 1}`,
        value: 20 + ((index * 7) % 11),
        low: 12,
        high: 45,
        state: 'ok' as const,
        verdict: null,
      }));
      const options = { ...names, width, unit: 'hours', baselineQuarters: [] };
      const spec = quarterTrend(points, options);
      if (spec === null) throw new Error('no chart');
      expect(await clipped(spec)).toEqual([]);
      const labels = textsOf(await renderChart(spec, { id: 'x' }));
      const lines = Map.groupBy(
        labels.filter(({ text }) => /^(?:Q\d|20\d\d)$/.test(text)),
        ({ top }) => top,
      );
      expect(lines.size).toBeGreaterThan(0);
      for (const line of lines.values())
        for (const [index, label] of line.sort((a, b) => a.left - b.left).entries())
          expect(label.left - (line[index - 1]?.right ?? Number.NEGATIVE_INFINITY)).toBeGreaterThan(3);
    },
  );

  test('no label of the teams is clipped, whatever their names and values', async () => {
    const row = fc.record({
      team: text,
      now: maybe,
      low: fc.constant(null),
      high: fc.constant(null),
      baseline: maybe,
      verdict: fc.constantFrom(null, ...verdicts),
      reason: fc.option(text),
    });
    await fc.assert(
      fc.asyncProperty(unit, fc.array(row, { minLength: 1, maxLength: 6 }), async (oneUnit, rows) => {
        expect(await clipped(teamsAgainstBaseline(rows, { ...names, width, unit: oneUnit }))).toEqual([]);
      }),
      { numRuns: 15 },
    );
  });

  test('no label of ranges is clipped, whatever their names and bounds', async () => {
    const range = fc.record({ name: text, min: fc.option(value), max: fc.option(value) });
    const target = fc.option(fc.record({ value, words: text }));
    await fc.assert(
      fc.asyncProperty(
        unit,
        fc.array(range, { minLength: 1, maxLength: 4 }),
        value,
        target,
        async (oneUnit, given, number, target) => {
          expect(await clipped(ranges(given, number, { ...names, width, unit: oneUnit, target }))).toEqual(
            [],
          );
        },
      ),
      { numRuns: 15 },
    );
  });

  test('no upright line runs through words, wherever values, percentiles and targets lie', async () => {
    const at = fc.integer({ min: 1, max: 100 });
    await fc.assert(
      fc.asyncProperty(at, at, at, async (first, second, third) => {
        const target = { value: second, words: `up to ${second} h` };
        const options = { ...names, width, unit: 'hours', target };
        expect(await struckThrough(ranges(sourceRanges, first, options))).toEqual([]);
        const [value = 1, p75 = 1, p90 = 1] = [first, second, third].toSorted((a, b) => a - b);
        const drawn = distribution(
          { unit: 'hours', importedFrom: [], summary: { ...spread, value, p75, p90 } },
          spreadValues,
          { title: names.title, width },
        );
        expect(await struckThrough(drawn)).toEqual([]);
      }),
      { numRuns: 25 },
    );
  });

  test('no label of the phases is clipped, whatever their names and values', async () => {
    await fc.assert(
      fc.asyncProperty(
        unit,
        fc.array(fc.tuple(text, maybe), { minLength: 1, maxLength: 6 }),
        async (oneUnit, parts) => {
          const [phase] = cyclePhases;
          if (phase === undefined) return;
          const drawn = parts.map(([label, median], index) => ({
            id: `p${index}`,
            label,
            summary: { ...phase.summary, value: median, interval: null },
          }));
          expect(await clipped(phases(drawn, { ...names, width, unit: oneUnit }))).toEqual([]);
        },
      ),
      { numRuns: 15 },
    );
  });
});

describe('room for text', () => {
  test('lines are at most as wide as asked for, and no letter is lost', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 60 }), fc.integer({ min: 20, max: 300 }), (text, width) => {
        const lines = wrap(text, width);
        for (const line of lines) expect(textWidth(line)).toBeLessThanOrEqual(width);
        expect(lines.join('').replaceAll(' ', '')).toBe(text.replaceAll(' ', ''));
      }),
    );
  });

  test('the notes beside a trend keep apart from all other words, whatever their values', async () => {
    const at = fc.integer({ min: 0, max: 60 });
    await fc.assert(
      fc.asyncProperty(at, at, async (aim, value) => {
        const target = { value: aim, words: `from ${aim} h` };
        const point = { quarter: '2026-Q2', value, low: null, high: null, state: 'ok' } as const;
        const options = { ...names, width: NARROW, unit: 'hours', baselineQuarters: [], target };
        const spec = quarterTrend([point, { ...point, quarter: '2026-Q3' }], options);
        if (spec === null) throw new Error('no chart');
        const texts = textsOf(await renderChart(spec, { id: 'x' }));
        expect(texts.filter(({ text }) => /^own target|^from|\sh$/.test(text)).length).toBeGreaterThan(2);
        expect(covered(texts)).toEqual([]);
      }),
      { numRuns: 15 },
    );
  });
});
