import type { Window } from '../facts/quarter.ts';
import type { Definition } from '../handbook/definition.ts';
import { unitInWorkingTime, units } from '../handbook/units.ts';
import { placesIn } from '../metrics/populations/moments.ts';
import { formatValue } from '../scorecard/format.ts';
import { kindWords } from '../scorecard/kindWords.ts';
import { positionIn } from '../scorecard/ranges.ts';
import type { Comparison, MetricResult, State, SummaryRow } from '../scorecard/schema.ts';
import { sentenceOf } from '../scorecard/sentence.ts';
import { verdictOf } from '../scorecard/verdict.ts';
import { compare, obstacleTo } from '../stats/compare.ts';
import { dispersionOf } from '../stats/dispersion.ts';
import { UNCOUNTED } from '../stats/kind.ts';
import { kinds, type Sample } from '../stats/kinds.ts';
import { intervalOfNone, sizeOf, summarise } from '../stats/summarise.ts';
import type { Summary } from '../stats/summary.ts';
import { compareByWeeks, compareWholeNumbers, obstacleInWeeks } from '../stats/weeks.ts';
import { type ChartWeek, chartOf } from './chartOfWeeks.ts';
import { movedBy } from './decompositionOfChange.ts';
import { fewBehind } from './fewBehind.ts';
import { type InfluentialItem, mostInfluential } from './influence.ts';
import type { Segments } from './segments.ts';
import {
  addedByItem,
  appliesIn,
  type Exposure,
  openAt,
  partsByNote,
  phaseValues,
  type Series,
  sampleOf,
  sliceOf,
  tally,
  waitingAtEnd,
} from './series.ts';
import { FEWEST_PEOPLE, type Reason } from './suppression.ts';
import { weeksOf } from './weeksOf.ts';

/** One scope in one quarter, as far as a single metric needs to know it. */
export interface QuarterScope {
  /** The quarter up to the time of scoring. */
  window: Window;
  /**
   * Why the figure is withheld, `quarter` when all of the quarter's are, `still` when nobody did anything in it and all that
   * there is to count was open before; null when it is not.
   */
  withheld: Reason | 'quarter' | 'still' | null;
  exposure: Exposure;
  /** Whether nothing could be counted before the exposure begins. */
  startsWithExposure: boolean;
  /** The weeks of the chart that lie in the window. */
  weeksWithin: readonly Window[];
  /** Windows of the same length as this one's, oldest first, with the weeks in each. */
  baseline: readonly ComparedWindow[];
  previous: readonly ComparedWindow[];
  /** Baseline weeks, then the quarter's. */
  weeks: readonly ChartWeek[];
  /** What the snapshot lacks of the facts that this metric uses, in words. */
  missing: readonly string[];
  materiality: number;
  /** What a change is divided by; null for what is not a KPI. */
  segments: Segments | null;
}

interface ComparedWindow {
  id: string;
  window: Window;
  weeks: readonly Window[];
}

const EVIDENCE_SHOWN = 8;

/** A result that names its most influential items by their numbers. */
export type NumberedResult = Omit<MetricResult, 'evidence'> & {
  evidence: { total: number; items: InfluentialItem[] };
};

/** Computes one metric of one scope in one quarter: value, uncertainty, comparisons, verdict, evidence. */
export function measureQuarter(
  id: string,
  definition: Definition,
  series: Series,
  asked: QuarterScope,
): NumberedResult {
  const unknownBefore = unknownQuarters(series, asked);
  const isKnown = ({ id, window }: ComparedWindow): boolean =>
    unknownBefore.every((quarter) => quarter.id !== id) && appliesIn(series, window);
  const scope: QuarterScope = {
    ...asked,
    baseline: asked.baseline.filter(isKnown),
    previous: asked.previous.filter(isKnown),
  };
  const { window, exposure, materiality } = scope;
  const head = {
    id,
    definitionVersion: definition.version,
    kind: definition.kind,
    unit: series.calendar === null ? definition.unit : unitInWorkingTime(definition.unit),
    better: definition.better,
    materiality,
  };
  const absence = absent(definition, scope, series);
  if (absence !== null) return finish(definition, { ...head, ...absence, ...NOTHING });

  const sample = sampleOf(series, [window], exposure);
  const dispersion = dispersionIn(series, definition, scope);
  const summary = { ...summarise(sample, dispersion), ...noneOf(definition, sample, dispersion) };
  const elapsed = series.calendar && elapsedIn(series.calendar, window, exposure);
  const slice = sliceOf(series, window);
  const missing = [...scope.missing, ...unknownIn(series, window, summary)];
  const state: State = summary.state === 'ok' && missing.length > 0 ? 'partial' : summary.state;
  const current = { window, weeks: scope.weeksWithin, sample, dispersion, value: summary.value };
  const baseline = comparison(series, definition, current, scope.baseline, exposure);
  const previous = comparison(series, definition, current, scope.previous, exposure);
  const chart = chartOf(series, definition.unit, scope.weeks, exposure);
  const verdict = verdictOf({
    state,
    better: definition.better,
    band: definition.band,
    baselineValue: baseline?.summary.value ?? null,
    value: summary.value,
    change: baseline?.change ?? null,
    obstacle: baseline?.obstacle ?? null,
    materiality,
  });
  return finish(definition, {
    ...head,
    state,
    reason: reasonFor(state, summary, missing),
    summary: row(sample, summary),
    elapsed,
    baseline,
    previous,
    verdict,
    movedBy:
      verdict === 'improved' || verdict === 'worsened'
        ? divided(definition, series, scope, summary, baseline)
        : [],
    ranges: rangesOf(definition, elapsed ?? summary),
    phases: series.phases.map((phase) => {
      const part: Sample = {
        kind: 'distribution',
        values: phaseValues(phase, window),
      };
      return { id: phase.id, label: phase.label, summary: row(part, summarise(part)) };
    }),
    open: series.open.from.length === 0 || series.waits !== null ? null : openAt(series.open, window.end),
    excluded: [
      ...tally(series.excluded, series.texts, window),
      ...(series.countsUnknown ? [] : tally(series.unknown, series.texts, window)),
    ].map(({ text, count }) => ({ reason: text, count })),
    notes: [
      ...[
        ...(series.countsUnknown ? tally(series.unknown, series.texts, window) : []),
        ...tally(series.remarks, series.texts, window),
      ].map(({ text, count }) => `${count} ${text}`),
      ...series.applicability(window).notApplicable.map((reason) => `Not counted here: ${reason}`),
      ...(series.figureOf?.([window]).notes ?? []),
      ...importedNotes(definition, series, slice, summary),
      ...waitNotes(series, window),
      ...unknownBefore.map(
        ({ id, unknown }) => `nothing is compared with ${id}, where ${unknown.join('; ')}`,
      ),
    ],
    importedFrom: [],
    chart,
    evidence: {
      total: slice.at.length,
      items: mostInfluential(series, slice, definition, window, EVIDENCE_SHOWN),
    },
  });
}

/** The interval of a count that found none, which a ratio has beside its weeks. */
function noneOf(
  { counts }: Definition,
  sample: Sample,
  dispersion: number | null,
): Pick<Summary, 'interval'> | null {
  const interval = counts ? intervalOfNone(sample, dispersion) : null;
  return interval && { interval };
}

/** What the rows of an import say: how many of those asked answered, or the parts of a sum, such as planned downtime. */
function importedNotes(
  { kind, live, respondents }: Definition,
  series: Series,
  slice: ReturnType<typeof sliceOf>,
  { n }: Summary,
): string[] {
  if (!kindWords[kind].hasNamedParts || live.some((source) => source !== 'import')) return [];
  const count = (number: number): string => number.toLocaleString('en-GB');
  return partsByNote(series, slice).map(({ text, rows, of }) => {
    if (respondents) return rows === 1 ? text : `${text}, in each of ${rows} teams`;
    return `${count(of)} of ${count(n)}: ${text}`;
  });
}

type Unsaid = Omit<NumberedResult, 'sentence'>;

function finish(definition: Definition, result: Unsaid): NumberedResult {
  return { ...result, sentence: sentenceOf(definition, result) };
}

/** Sources give ranges of time by the calendar. */
function rangesOf(
  { ranges }: Definition,
  { value, interval }: Pick<SummaryRow, 'value' | 'interval'>,
): MetricResult['ranges'] {
  return ranges.flatMap((range, index) =>
    range.use === 'guide' && value !== null ? [{ index, position: positionIn(range, value, interval) }] : [],
  );
}

function elapsedIn(calendar: Series, window: Window, exposure: Exposure): SummaryRow {
  const sample = sampleOf(calendar, [window], exposure);
  return row(sample, summarise(sample));
}

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

function divided(
  definition: Definition,
  series: Series,
  { window, baseline, exposure, segments }: QuarterScope,
  { value }: Summary,
  comparison: Comparison | null,
): MetricResult['movedBy'] {
  const before = comparison?.summary.value ?? null;
  if (segments === null || value === null || before === null) return [];
  const windows = baseline.map((each) => each.window);
  return movedBy(
    series,
    definition,
    { windows: [window], value },
    { windows, value: before },
    exposure,
    segments,
  );
}

function absent(
  { minimum }: Definition,
  scope: QuarterScope,
  series: Series,
): { state: State; reason: string } | null {
  if (!appliesIn(series, scope.window)) {
    const { notApplicable } = series.applicability(scope.window);
    return {
      state: 'not-applicable',
      reason: notApplicable.map((each) => `${sentenceCase(each)}.`).join(' '),
    };
  }
  if (scope.startsWithExposure && scope.exposure.from >= scope.window.end)
    return { state: 'not-applicable', reason: 'Nothing of this kind had ever been recorded by then.' };
  if (scope.withheld === 'still')
    return { state: 'no-data', reason: scope.missing.length > 0 ? unobserved(scope.missing) : STILL };
  const reason = scope.withheld ?? (fewBehind(series, [scope.window]) ? 'few' : null);
  if (reason === null) return allUnknown(series, scope);
  const reasons = minimum === undefined ? REASONS : { ...REASONS, ...reasonsOf(minimum) };
  return { state: 'withheld', reason: reasons[reason] };
}

/** Where every observation is unknown, a value would only say how unknown ones count. */
function allUnknown(
  series: Series,
  { window, missing }: QuarterScope,
): { state: State; reason: string } | null {
  const n = sliceOf(series, window).at.length;
  const { from, to } = placesIn(series.unknown.at, window);
  if (!series.countsUnknown || n === 0 || to - from < n) return null;
  return { state: 'no-data', reason: unobserved([...missing, ...unknownIn(series, window, { n })]) };
}

/** The name of a repository stays as it is. */
function sentenceCase(text: string): string {
  return /^\S*\//.test(text) ? text : text.charAt(0).toUpperCase() + text.slice(1);
}

const REASONS: Record<Reason | 'quarter', string> = {
  quarter: `Fewer than ${FEWEST_PEOPLE} people wrote what was merged in this quarter, so its figures would speak of persons.`,
  few: `Fewer than ${FEWEST_PEOPLE} people are behind this figure, so it would speak of persons.`,
  dominated:
    'One person is behind more than three quarters of this figure, so it would speak of that person.',
  protects: `Withheld to protect another figure: beside what else is published, this one would show the work of fewer than ${FEWEST_PEOPLE} people, or mostly of one.`,
};

/** It says neither how much is open nor for how long: that could be the work of one person. */
const STILL =
  'Nothing was merged, and nothing of this kind began or ended in this quarter. What was open before is not counted.';

/** Why a figure of customers or money is withheld. */
function reasonsOf({ count, of, areAmounts }: NonNullable<Definition['minimum']>): Record<Reason, string> {
  const single = areAmounts ? 'single amounts' : 'single customers';
  return {
    few: `Fewer than ${count} ${of} are behind this figure, so it would speak of ${single}.`,
    dominated: `More than three quarters of this figure is one of its ${of}, so it would speak of that one.`,
    protects: `Withheld to protect another figure: beside what else is published, this one would show fewer than ${count} ${of}, or mostly one.`,
  };
}

/** A backlog that only ages is reported, and not counted again. */
function waitNotes(series: Series, window: Window): string[] {
  const { ofWindow, before, longest } = waitingAtEnd(series, window);
  return [
    ...(ofWindow === 0
      ? []
      : [`${ofWindow} were not over at the quarter’s end and count with the hours so far`]),
    ...(before === 0
      ? []
      : [
          `${before} from before the quarter still waited at its end, the longest for ${formatValue(longest, 'hours')}: each counts in the quarter in which it began`,
        ]),
  ];
}

/** Few unknown ones could not turn the figure. */
const UNKNOWN_TOLERATED = 0.1;

/** @returns what is unknown of the population in words; nothing up to a tenth of it */
function unknownIn(series: Series, window: Window, { n }: Pick<Summary, 'n'>): string[] {
  const texts = tally(series.unknown, series.texts, window);
  const unknown = texts.reduce((sum, { count }) => sum + count, 0);
  const all = series.countsUnknown ? n : n + unknown;
  if (unknown <= UNKNOWN_TOLERATED * all) return [];
  return texts.map(({ text, count }) => `${count} of ${all} ${text}`);
}

/** @returns the earlier quarters of which so much is unknown that a change from them would say nothing */
function unknownQuarters(
  series: Series,
  { baseline, previous, exposure }: QuarterScope,
): { id: string; unknown: string[] }[] {
  if (series.unknown.at.length === 0) return [];
  const quarters = new Map([...baseline, ...previous].map(({ id, window }) => [id, window]));
  return [...quarters].flatMap(([id, window]) => {
    const unknown = unknownIn(series, window, summarise(sampleOf(series, [window], exposure)));
    return unknown.length === 0 ? [] : [{ id, unknown }];
  });
}

function reasonFor(state: State, { n }: Summary, missing: readonly string[]): string | null {
  if (state === 'partial') return `The facts are incomplete: ${missing.join('; ')}.`;
  if (state === 'no-data' && missing.length > 0) return unobserved(missing);
  if (state === 'no-data') return 'Nothing of this kind was observed in this quarter.';
  if (state === 'too-few') return `Only ${n} observed, too few for a figure that means anything.`;
  return null;
}

function unobserved(missing: readonly string[]): string {
  return `Nothing could be observed: ${missing.join('; ')}.`;
}

interface Current {
  window: Window;
  weeks: readonly Window[];
  sample: Sample;
  dispersion: number | null;
  value: number | null;
}

/** How much events come in bursts, by the weeks of the quarter and of its baseline; null for what counts none. */
function dispersionIn(
  series: Series,
  { counts }: Definition,
  { weeksWithin, baseline, exposure }: QuarterScope,
): number | null {
  if (!kinds[series.kind].countsEvents && !counts) return null;
  const isWithheld = fewBehind(
    series,
    baseline.map(({ window }) => window),
  );
  const before = isWithheld ? [] : baseline.map(({ weeks }) => weeks);
  const weeks = weeksOf(series, [weeksWithin, ...before], exposure);
  return dispersionOf(weeks.map((run) => run.map((week) => (week?.denominator === 0 ? null : week))));
}

function comparison(
  series: Series,
  { unit }: Definition,
  current: Current,
  quarters: QuarterScope['baseline'],
  exposure: Exposure,
): Comparison | null {
  const windows = quarters.map(({ window }) => window);
  if (quarters.length === 0 || fewBehind(series, windows)) return null;
  const sample = sampleOf(series, windows, exposure);
  const summary = summarise(sample, current.dispersion);
  return {
    quarters: quarters.map(({ id }) => id),
    summary: row(sample, summary),
    ...difference(series, current, { sample, value: summary.value, quarters }, exposure, unit),
  };
}

function difference(
  series: Series,
  current: Current,
  { sample, value, quarters }: Pick<Current, 'sample' | 'value'> & { quarters: readonly ComparedWindow[] },
  exposure: Exposure,
  unit: Definition['unit'],
): Difference {
  if (series.madeOfWeeks) return changeOfWeeks(series, current, { sample, value, quarters }, exposure);
  return kinds[series.kind].madeOfWeeks
    ? changeOfWholeNumbers(series, current, quarters, exposure)
    : changeBetween(current, sample, units[unit].isSigned === true);
}

type Difference = Pick<Comparison, 'change' | 'obstacle'>;

function changeOfWeeks(
  series: Series,
  current: Current,
  baseline: Pick<Current, 'sample' | 'value'> & { quarters: readonly ComparedWindow[] },
  exposure: Exposure,
): Difference {
  if (current.value === null || baseline.value === null) return { change: null, obstacle: 'few' };
  const cut = (weeksIn: (quarter: Pick<ComparedWindow, 'window' | 'weeks'>) => readonly Window[]) =>
    [
      weeksOf(series, [weeksIn(current)], exposure),
      weeksOf(series, baseline.quarters.map(weeksIn), exposure),
    ] as const;
  const whole = cut(({ weeks }) => weeks);
  // Where few weeks have a value, those of the first and last days count, too: a month's may be dated by its first.
  const weeks = obstacleInWeeks(...whole) === 'few-weeks' ? cut(withEnds) : whole;
  const items = addedByItem(
    series,
    [current.window],
    baseline.quarters.map(({ window }) => window),
    exposure,
  );
  return {
    change: compareByWeeks(...weeks, { current: current.value, baseline: baseline.value, items }),
    obstacle: obstacleTo(current.sample, baseline.sample) ?? obstacleInWeeks(...weeks),
  };
}

/** The weeks that lie in a window, and what it has before the first and after the last of them. */
function withEnds({ window, weeks }: Pick<ComparedWindow, 'window' | 'weeks'>): Window[] {
  const { start, end } = window;
  const head = { start, end: weeks[0]?.start ?? end };
  const tail = { start: weeks.at(-1)?.end ?? end, end };
  return [head, ...weeks, tail].filter((piece) => piece.start < piece.end);
}

function changeOfWholeNumbers(
  series: Series,
  { value }: Current,
  quarters: readonly ComparedWindow[],
  exposure: Exposure,
): Difference {
  const before = quarters
    .map(({ window }) => summarise(sampleOf(series, [window], exposure)).value)
    .filter((each) => each !== null);
  const change = value === null ? null : compareWholeNumbers(value, before);
  return { change, obstacle: change === null ? 'seldom' : null };
}

function changeBetween(
  { sample: current, dispersion }: Current,
  baseline: Sample,
  signed: boolean,
): Difference {
  const obstacle = obstacleTo(current, baseline, { signed });
  return {
    change:
      obstacle === 'few' || obstacle === 'few-clusters' || obstacle === 'one-cluster'
        ? null
        : compare(current, baseline, { dispersion, signed }),
    obstacle,
  };
}

function row(sample: Sample, { n, value, interval, p75, p90 }: Summary): SummaryRow {
  return {
    value,
    size: { n, ...sizeOf(sample) },
    interval,
    p75,
    p90,
  };
}
