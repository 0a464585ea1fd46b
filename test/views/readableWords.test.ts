import fc from 'fast-check';
import { expect, test } from 'vitest';
import { loadDefinitions } from '../../src/handbook/handbook.ts';
import { type MetricResult, states, verdicts } from '../../src/scorecard/schema.ts';
import { sentenceOf } from '../../src/scorecard/sentence.ts';
import { obstacles } from '../../src/stats/summary.ts';
import { figureOf } from '../../src/views/figure.ts';
import { result } from '../support/scorecards.ts';

const definitions = [...(await loadDefinitions('content')).entries()];

/** As far apart as 0, what rounding leaves of it, and what no team will ever have. */
const size = fc.oneof(
  fc.constant(0),
  fc.double({ min: -15, max: 15, noNaN: true }).map((exponent) => 10 ** exponent),
);
const shareOf = (value: number) => value / (1 + value);
const counts = fc.record({
  n: fc.integer({ min: 0, max: 10_000 }),
  clusters: fc.option(fc.integer({ min: 1, max: 99 })),
});

const SENTENCE = 280;
const FIGURE = 90;

test('no figure makes a text that is not a number, has a run of digits or is longer than its line', () => {
  fc.assert(
    fc.property(
      fc.constantFrom(...definitions),
      fc.tuple(size, size, size, size, size, size),
      fc.tuple(counts, counts),
      fc.constantFrom(...verdicts, null),
      fc.option(fc.constantFrom(...obstacles)),
      fc.constantFrom(...states),
      (entry, sizes, [now, then], verdict, obstacle, state) => {
        const [id, definition] = entry;
        const { kind, unit } = definition;
        const isShare = unit === 'share' || unit === 'points';
        const [value, before, low, high, changeLow, changeHigh] = isShare ? sizes.map(shareOf) : sizes;
        if (value === undefined || before === undefined || low === undefined || high === undefined) return;
        const known = { hits: null, total: null, events: null, exposure: null };
        const summary = (of: number, size: typeof now): MetricResult['summary'] => ({
          value: of,
          size: { ...known, ...size },
          interval: { low: Math.min(low, high), high: Math.max(low, high), method: '' },
          p75: null,
          p90: null,
        });
        const measure = isShare || before === 0 ? 'difference' : 'ratio';
        const limits = [changeLow ?? 0, changeHigh ?? 0].toSorted((a, b) => a - b);
        const told = result({
          id,
          kind,
          unit,
          state,
          verdict,
          summary: summary(value, now),
          baseline: {
            quarters: ['2026-Q1'],
            summary: summary(before, then),
            obstacle,
            change: {
              measure,
              estimate: measure === 'ratio' ? value / before : value - before,
              low: limits[0] ?? 0,
              high: limits[1] ?? 0,
              method: '',
              relative: before === 0 ? null : value / before - 1,
            },
          },
        });
        const sentence = sentenceOf(definition, told);
        const { basis: _, baselineBasis: __, ...figure } = figureOf(told, definition);
        for (const text of [sentence, ...Object.values(figure).filter((each) => each !== null)])
          expect(text).not.toMatch(/NaN|Infinity|undefined|null|\d[eE][+-]?\d|\d{16}/);
        expect(sentence.length, sentence).toBeLessThan(SENTENCE);
        for (const text of Object.values(figure)) expect(text?.length ?? 0, text ?? '').toBeLessThan(FIGURE);
      },
    ),
    { numRuns: 300 },
  );
});
