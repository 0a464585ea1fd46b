import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { sealNotes } from '../../scripts/lib/sealReport.ts';
import { distribution } from '../../src/charts/distributionChart.ts';
import { quarterTrend } from '../../src/charts/quarterTrend.ts';
import { weekWords } from '../../src/charts/weekChart.ts';
import { loadHandbook } from '../../src/handbook/handbook.ts';
import { unitNames, unitOf } from '../../src/handbook/units.ts';
import { formatValue, scaleFor } from '../../src/scorecard/format.ts';
import type { MetricResult } from '../../src/scorecard/schema.ts';
import { sealOf } from '../../src/scorecard/seal.ts';
import { sentenceOf } from '../../src/scorecard/sentence.ts';
import { comparedRows } from '../../src/views/comparedRows.ts';
import { digestMarkdown, digestOf } from '../../src/views/digest.ts';
import { figuresInWords } from '../../src/views/errata.ts';
import { figureOf } from '../../src/views/figure.ts';
import { libraryOf } from '../../src/views/library.ts';
import { teamRows } from '../../src/views/sideBySide.ts';
import { drawnTarget } from '../../src/views/target.ts';
import { termsOf } from '../../src/views/terms.ts';
import { definitionOf, pictureIds } from '../support/handbook.ts';
import { organisation as organisationOf } from '../support/policy.ts';
import { changedBy, evidence, result, scorecard } from '../support/scorecards.ts';
import { unitsIn } from '../support/units.ts';

const METRIC = 'first-review-time';
const handbook = await loadHandbook('content', pictureIds);
const definition = definitionOf({
  title: 'First review time',
  says: 'Half of all changes got a first review within {value}',
});
const metrics = [{ id: METRIC, definition }];

const read = (text: string) => text.replaceAll('\u00a0', ' ');

/** A median in hours, four and sixteen times as long in the slower changes. */
function measured(value: number, before: number): MetricResult {
  const { summary } = result();
  const told = result({
    id: METRIC,
    summary: {
      ...summary,
      value,
      interval: { low: value / 2, high: value * 2, method: '' },
      p75: value * 4,
      p90: value * 16,
    },
    baseline: changedBy(value / before, [0.1, 9], before),
  });
  return { ...told, sentence: sentenceOf(definition, told) };
}

/** The number of a result, as each place writes it. */
function texts(told: MetricResult): Record<string, string> {
  const card = scorecard('Team', { metrics: [told], kpis: [METRIC] });
  const organisation = scorecard('Org', {
    metrics: [told],
    scope: { kind: 'organisation', id: 'organisation', name: 'Org', about: null },
  });
  const library = libraryOf([card, organisation], metrics);
  const [shelf] = library.quarters;
  if (shelf === undefined) throw new Error('no quarter');
  const figure = figureOf(told, definition);
  const { summary, verdict, state } = told;
  const sealed = { state, value: summary.value, n: summary.size.n, interval: summary.interval, verdict };
  const names = { title: '', description: '' };
  const trend = quarterTrend([{ quarter: '2026-Q2', value: summary.value, low: null, high: null, state }], {
    ...names,
    unit: told.unit,
    baselineQuarters: [],
    valueText: figure.value,
  });
  return {
    sentence: told.sentence,
    digest: digestMarkdown(
      digestOf(card, {
        library,
        handbook,
        reviews: [],
        organisation: organisationOf([]),
        events: [],
        teams: [],
        address: '',
      }),
    ),
    comparison: comparedRows(card, card, termsOf(library))[0]?.right?.value ?? '',
    errata: figuresInWords(
      { metric: METRIC, was: sealed, now: null, reasons: ['facts'], definition: null, verdictRule: null },
      definition,
      told,
    ).was,
    trend: JSON.stringify(trend?.data['notes']),
    distribution: distribution(told, [], { title: '', definition })?.description ?? '',
    'teams side by side': teamRows(shelf, METRIC, told.unit, definition)[0]?.valueText ?? '',
    card: termsOf(library)[METRIC]?.now ?? '',
  };
}

const hours = fc.double({ min: 1e-3, max: 5000, noNaN: true });

test('a number has one text on every page', () => {
  fc.assert(
    fc.property(hours, hours, (value, before) => {
      const told = measured(value, before);
      const text = read(figureOf(told, definition).value ?? '');
      for (const [place, written] of Object.entries(texts(told)))
        expect(` ${read(written)}`, place).toMatch(new RegExp(`[ "|]${text.replaceAll('.', '\\.')}`));
    }),
    { numRuns: 40 },
  );
});

describe('the numbers of a result have one unit', () => {
  test.each([
    [42.3, 93.6, 'within 42.3 h; before, it took 93.6 h'],
    [93.6, 42.3, 'within 93.6 h; before, it took 42.3 h'],
    [0.1, 4.1, 'within 6 min; before, it took 246 min'],
    [100, 1000, 'within 4.2 d; before, it took 41.7 d'],
    [0, 100, 'within 0 d; before, it took 4.2 d'],
  ])('which is that of the smaller one: %d and %d hours', (value, before, words) => {
    expect(read(measured(value, before).sentence)).toContain(words);
  });

  test('in its sentence, in each line of figures, and on the axes of its charts', () => {
    fc.assert(
      fc.property(hours, hours, (value, before) => {
        const told = measured(value, before);
        const { sentence, change, changeInterval, ...figure } = { ...figureOf(told, definition), ...told };
        expect(unitsIn(sentence)).toHaveLength(1);
        expect(unitsIn(Object.values(figure).join(' '))).toEqual(unitsIn(sentence));
        const spread = distribution(told, [], { title: '', definition });
        expect(unitsIn(spread?.description ?? '')).toEqual(unitsIn(sentence));
        const target = drawnTarget(value / 3, { ...told, better: 'lower' });
        expect(unitsIn(target?.words ?? '')).toEqual(unitsIn(sentence));
        expect(unitsIn(weekWords({ ...told, chart: null })(before * 2))).toEqual(unitsIn(sentence));
      }),
      { numRuns: 100 },
    );
  });

  test('also where something changed after a quarter was sealed', () => {
    fc.assert(
      fc.property(hours, hours, (value, before) => {
        const { summary, state } = measured(value, before);
        const figure = (number: number) => ({ state, value: number, n: 9, interval: null, verdict: null });
        const restated = {
          metric: METRIC,
          was: figure(before),
          now: figure(value),
          reasons: ['facts' as const],
          definition: null,
          verdictRule: null,
        };
        const { was, now } = figuresInWords(restated, definition, undefined);
        expect(summary.value).toBe(value);
        expect(unitsIn(`${was} ${now}`)).toHaveLength(1);
      }),
      { numRuns: 50 },
    );
  });
});

test('the pull request that seals writes numbers in the unit of the smaller of two quarters', () => {
  const sealed = (quarter: string, value: number) => ({
    ...sealOf(scorecard('Team', { metrics: [measured(value, 300)] }), evidence(METRIC, [])),
    quarter,
  });
  const names = new Map([[METRIC, definition]]);
  const notes = sealNotes([], [sealed('2026-Q1', 93.6), sealed('2026-Q2', 42.3)], names);
  expect(read(notes)).toContain('| 93.6 h | 42.3 h |');
  expect(read(notes)).toContain('| none | 3.9 d |');
});

test('the text of a number, read back, keeps its first two digits, in every unit', () => {
  const numberIn = (text: string) => Number(/[\d.]+/.exec(text.replaceAll(',', ''))?.[0]);
  fc.assert(
    fc.property(
      fc.constantFrom(...unitNames),
      fc.double({ min: -9, max: 6, noNaN: true }),
      (unit, exponent) => {
        const value = 10 ** exponent;
        const scale = scaleFor(unit, [value]);
        if (unitOf(unit).isShare && value > 1) return;
        const shown = value * scale.factor;
        const error = Math.abs(numberIn(formatValue(value, unit)) - shown);
        expect(error).toBeLessThanOrEqual(0.5001 * 10 ** (Math.floor(Math.log10(shown)) - 1));
      },
    ),
  );
});
