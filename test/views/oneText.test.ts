import fc from 'fast-check';
import { expect, test } from 'vitest';
import { sealNotes } from '../../scripts/lib/sealReport.ts';
import { distribution } from '../../src/charts/distribution.ts';
import { quarterTrend } from '../../src/charts/quarterTrend.ts';
import { loadHandbook } from '../../src/handbook/handbook.ts';
import { unitNames, unitOf } from '../../src/handbook/units.ts';
import { formatValue, scaleFor } from '../../src/scorecard/format.ts';
import type { MetricResult } from '../../src/scorecard/schema.ts';
import { sealOf } from '../../src/scorecard/seal.ts';
import { sentenceOf } from '../../src/scorecard/sentence.ts';
import { comparedRows } from '../../src/views/compare.ts';
import { digestMarkdown, digestOf } from '../../src/views/digest.ts';
import { figuresInWords } from '../../src/views/errata.ts';
import { figureOf } from '../../src/views/figure.ts';
import { libraryOf } from '../../src/views/library.ts';
import { teamRows } from '../../src/views/sideBySide.ts';
import { termsOf } from '../../src/views/terms.ts';
import { definitionOf, pictureIds } from '../support/handbook.ts';
import { organisation as organisationOf } from '../support/policy.ts';
import { changedBy, evidence, result, scorecard } from '../support/scorecards.ts';

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
  const seal = sealOf(card, evidence(METRIC, []));
  const { summary, verdict, state } = told;
  const sealed = { state, value: summary.value, n: summary.size.n, interval: summary.interval, verdict };
  const names = { title: '', description: '' };
  const trend = quarterTrend([{ quarter: '2026-Q2', value: summary.value, low: null, high: null, state }], {
    ...names,
    unit: told.unit,
    baselineQuarters: [],
    told: figure.value,
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
    'pull request that seals': sealNotes([], [seal], new Map([[METRIC, definition]])),
    trend: JSON.stringify(trend?.data['notes']),
    distribution: distribution(told, [], { title: '', definition })?.description ?? '',
    'teams side by side': teamRows(shelf, METRIC, told.unit, definition)[0]?.told ?? '',
    card: termsOf(library)[METRIC]?.now ?? '',
  };
}

const hours = fc.double({ min: 1e-3, max: 5000, noNaN: true });

test('a number has one text on every page, whatever it is compared with', () => {
  fc.assert(
    fc.property(hours, hours, (value, before) => {
      const told = measured(value, before);
      const text = read(figureOf(told, definition).value ?? '');
      expect(text).toBe(read(figureOf(measured(value, value), definition).value ?? ''));
      for (const [place, written] of Object.entries(texts(told)))
        expect(` ${read(written)}`, place).toMatch(new RegExp(`[ "|]${text.replaceAll('.', '\\.')}`));
    }),
    { numRuns: 40 },
  );
});

test('a small number has its own unit beside a large one', () => {
  expect(read(measured(0.1, 4.1).sentence)).toMatch(/within 6 min; before, it took 4\.1 h\./);
  const figure = figureOf(measured(0.1, 4.1), definition);
  expect(
    [figure.value, figure.interval, figure.p90, figure.baseline].map((text) => read(text ?? '')),
  ).toEqual(['6 min', '3–12 min', '1.6 h', '4.1 h']);
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
