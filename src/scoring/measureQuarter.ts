import type { Definition } from '../handbook/definition.ts';
import { unitInWorkingTime, units } from '../handbook/units.ts';
import { positionsIn } from '../scorecard/ranges.ts';
import type { Comparison, MetricResult } from '../scorecard/schema.ts';
import { sentenceOf } from '../scorecard/sentence.ts';
import { verdictOf } from '../scorecard/verdict.ts';
import { differenceOf } from '../stats/compare.ts';
import { dispersionOf } from '../stats/dispersion.ts';
import { UNCOUNTED } from '../stats/kind.ts';
import { figuresOf, summarise, summariseCount } from '../stats/summarise.ts';
import { chartOf } from './chartOfWeeks.ts';
import { movedBy } from './decompositionOfChange.ts';
import type { InfluentialItem } from './influence.ts';
import { type ComparedCut, cutQuarter, type QuarterCut, type QuarterScope } from './quarterCut.ts';
import { absenceOf, notesOf, stateOf } from './quarterWords.ts';
import type { Series } from './series.ts';

/** A result that names its most influential items by their numbers. */
export type NumberedResult = Omit<MetricResult, 'evidence'> & {
  evidence: { total: number; items: InfluentialItem[] };
};

/** Computes one metric of one scope in one quarter: value, uncertainty, comparisons, verdict, evidence. */
export function measureQuarter(
  id: string,
  definition: Definition,
  series: Series,
  scope: QuarterScope,
): NumberedResult {
  const head = {
    id,
    definitionVersion: definition.version,
    kind: definition.kind,
    unit: series.calendar === null ? definition.unit : unitInWorkingTime(definition.unit),
    better: definition.better,
    materiality: scope.materiality,
  };
  const absence = absenceOf(series, definition, scope);
  if (absence !== null) return finish(definition, { ...head, ...absence, ...NOTHING });
  const cut = cutQuarter(series, definition, scope);
  return finish(definition, { ...head, ...computed(definition, cut, scope.materiality) });
}

function finish(definition: Definition, result: Omit<NumberedResult, 'sentence'>): NumberedResult {
  return { ...result, sentence: sentenceOf(definition, result) };
}

type Computed = Omit<
  NumberedResult,
  'id' | 'definitionVersion' | 'kind' | 'unit' | 'better' | 'materiality' | 'sentence'
>;

const NOTHING = {
  summary: {
    value: null,
    size: { n: null, ...UNCOUNTED },
    interval: null,
    p75: null,
    p90: null,
  },
  elapsed: null,
  baseline: null,
  previous: null,
  verdict: null,
  movedBy: [],
  ranges: [],
  phases: [],
  open: null,
  excluded: [],
  notes: [],
  importedFrom: [],
  chart: null,
  evidence: { total: 0, items: [] },
} satisfies Partial<NumberedResult>;

/** Computes all that depends on the observations of a quarter. */
function computed(definition: Definition, cut: QuarterCut, materiality: number): Computed {
  const { better, band, counts, kind, ranges, unit } = definition;
  const dispersion = cut.bursts && dispersionOf(cut.bursts);
  const summary = counts ? summariseCount(cut.sample, dispersion) : summarise(cut.sample, dispersion);
  const figures = figuresOf(cut.sample, summary);
  const elapsed = cut.calendar && figuresOf(cut.calendar, summarise(cut.calendar));
  const phases = cut.phases.map(({ id, label, sample }) => ({
    id,
    label,
    summary: figuresOf(sample, summarise(sample)),
  }));
  const against = (earlier: ComparedCut): Comparison => {
    const before = summarise(earlier.sample, dispersion);
    return {
      quarters: earlier.quarters,
      summary: figuresOf(earlier.sample, before),
      ...differenceOf(
        { sample: cut.sample, value: summary.value },
        { sample: earlier.sample, value: before.value },
        earlier.variation,
        { dispersion, signed: units[unit].isSigned === true },
      ),
    };
  };
  const baseline = cut.baseline && against(cut.baseline);
  const { state, reason } = stateOf(summary, cut.missing);
  const notes = notesOf(definition, cut, summary.n);
  const verdict = verdictOf({
    state,
    better,
    band,
    baselineValue: baseline?.summary.value ?? null,
    value: summary.value,
    change: baseline?.change ?? null,
    obstacle: baseline?.obstacle ?? null,
    materiality,
  });
  return {
    state,
    reason,
    summary: figures,
    elapsed,
    baseline,
    previous: cut.previous && against(cut.previous),
    verdict,
    movedBy:
      verdict === 'improved' || verdict === 'worsened'
        ? movedBy(definition, cut.divisible, summary.value, baseline?.summary.value ?? null)
        : [],
    // Sources give ranges of time by the calendar.
    ranges: positionsIn(ranges, elapsed ?? summary),
    phases,
    open: cut.open,
    excluded: cut.excluded.map(({ text, count }) => ({ reason: text, count })),
    notes,
    importedFrom: [],
    chart: chartOf(kind, unit, cut.chart),
    evidence: cut.evidence,
  };
}
