import type { Window } from '../facts/quarter.ts';
import type { Definition } from '../handbook/definition.ts';
import { kindWords } from '../scorecard/kindWords.ts';
import type { Variation } from '../stats/compare.ts';
import { kinds, type Sample } from '../stats/kinds.ts';
import { scarcityOfWeeks, type WeekRuns } from '../stats/weeks.ts';
import type { ChartWeek } from './chartOfWeeks.ts';
import { type Divisible, divisibleIn } from './decompositionOfChange.ts';
import { type InfluentialItem, mostInfluential } from './influence.ts';
import type { Segments } from './segments.ts';
import {
  addedByItem,
  appliesIn,
  type Exposure,
  fewBehind,
  openAt,
  partsByNote,
  phaseValues,
  type Series,
  sampleOf,
  sliceOf,
  tally,
  unknownIn,
  WITHHELD,
  waitingAtEnd,
  weekPoint,
  weeksOf,
} from './series.ts';
import type { Reason } from './suppression.ts';

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
  /** Baseline weeks, then the quarter's; not shown are those whose figure is withheld. */
  weeks: readonly (Window & { inQuarter: boolean; shown: boolean })[];
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

/** All that a quarter's result is computed from, cut out of a series. */
export interface QuarterCut {
  sample: Sample;
  /** The same by the calendar, where the sample is in working time; else null. */
  calendar: Sample | null;
  /** Weeks of the quarter and its baseline that show how much events come in bursts; null for what counts none. */
  bursts: WeekRuns | null;
  /** What is missing of the facts, or unknown of more than a tenth of them, in words. */
  missing: readonly string[];
  baseline: ComparedCut | null;
  previous: ComparedCut | null;
  /** Earlier quarters with which nothing is compared, and what is unknown of them. */
  uncompared: readonly { id: string; unknown: readonly string[] }[];
  chart: readonly ChartWeek[];
  phases: readonly { id: string; label: string; sample: Sample }[];
  /** How much was open at the end; null where nothing is, or where it counts as waiting. */
  open: number | null;
  excluded: Tally;
  remarks: Tally;
  notApplicable: readonly string[];
  /** What a figure of people says beside it. */
  notes: readonly string[];
  /** What the rows of an import name. */
  parts: ReturnType<typeof partsByNote>;
  waiting: ReturnType<typeof waitingAtEnd>;
  evidence: { total: number; items: InfluentialItem[] };
  /** What a change from the baseline may divide into; null for what is not a KPI. */
  divisible: Divisible | null;
}

/** Earlier quarters, and what shows how far this one differs from them. */
export interface ComparedCut {
  /** Their ids. */
  quarters: string[];
  windows: readonly Window[];
  weeks: readonly (readonly Window[])[];
  sample: Sample;
  variation: Variation;
}

type Tally = ReturnType<typeof tally>;

const EVIDENCE_SHOWN = 8;

/** @returns what a quarter has of a series, given that it has a figure */
export function cutQuarter(series: Series, definition: Definition, scope: QuarterScope): QuarterCut {
  const { window, exposure } = scope;
  const earlier = new Map([...scope.baseline, ...scope.previous].map((quarter) => [quarter.id, quarter]));
  const uncompared = [...earlier.values()]
    .map((quarter) => ({ id: quarter.id, unknown: unknownIn(series, quarter.window, exposure) }))
    .filter(({ unknown }) => unknown.length > 0);
  const comparedWith = (quarters: readonly ComparedWindow[]): ComparedCut | null =>
    compared(
      series,
      scope,
      quarters.filter((quarter) => uncompared.every(({ id }) => id !== quarter.id)),
    );
  const baseline = comparedWith(scope.baseline);
  const slice = sliceOf(series, window);
  const unknown = tally(series.unknown, series.texts, window);
  const excluded = tally(series.excluded, series.texts, window);
  const remarks = tally(series.remarks, series.texts, window);
  return {
    sample: sampleOf(series, [window], exposure),
    calendar: series.calendar && sampleOf(series.calendar, [window], exposure),
    bursts:
      kinds[series.kind].countsEvents || definition.counts
        ? weeksOf(series, [scope.weeksWithin, ...(baseline?.weeks ?? [])], exposure)
        : null,
    missing: [...scope.missing, ...unknownIn(series, window, exposure)],
    baseline,
    previous: comparedWith(scope.previous),
    uncompared,
    chart: scope.weeks.map((week) => ({
      start: week.start,
      inQuarter: week.inQuarter,
      point: week.shown ? weekPoint(series, week, exposure) : WITHHELD,
    })),
    phases: series.phases.map((phase) => ({
      id: phase.id,
      label: phase.label,
      sample: { kind: 'distribution', values: phaseValues(phase, window) },
    })),
    waiting: waitingAtEnd(series, window),
    open: series.open.from.length === 0 || series.waits !== null ? null : openAt(series.open, window.end),
    excluded: series.countsUnknown ? excluded : [...excluded, ...unknown],
    remarks: series.countsUnknown ? [...unknown, ...remarks] : remarks,
    notApplicable: series.applicability(window).notApplicable,
    notes: series.figureOf?.([window]).notes ?? [],
    parts: namesParts(definition) ? partsByNote(series, slice) : [],
    evidence: {
      total: slice.at.length,
      items: mostInfluential(series, slice, definition, window, EVIDENCE_SHOWN),
    },
    divisible:
      baseline && scope.segments && divisibleIn(series, [window], baseline.windows, exposure, scope.segments),
  };
}

/** Whether the rows of an import say what they are part of. */
function namesParts({ kind, live }: Definition): boolean {
  return kindWords[kind].hasNamedParts && live.every((source) => source === 'import');
}

function compared(
  series: Series,
  { window, weeksWithin, exposure }: QuarterScope,
  asked: readonly ComparedWindow[],
): ComparedCut | null {
  const quarters = asked.filter((quarter) => appliesIn(series, quarter.window));
  const windows = quarters.map((quarter) => quarter.window);
  if (quarters.length === 0 || fewBehind(series, windows)) return null;
  const cut = (variation: Variation): ComparedCut => ({
    quarters: quarters.map(({ id }) => id),
    windows,
    weeks: quarters.map(({ weeks }) => weeks),
    sample: sampleOf(series, windows, exposure),
    variation,
  });
  if (series.madeOfWeeks) {
    const inWeeks = (weeksIn: (quarter: Weeks) => readonly Window[]) => ({
      current: weeksOf(series, [weeksIn({ window, weeks: weeksWithin })], exposure),
      baseline: weeksOf(series, quarters.map(weeksIn), exposure),
    });
    const whole = inWeeks(({ weeks }) => weeks);
    // Where few weeks have a value, those of the first and last days count, too: a month's may be dated by its first.
    const isScarce = scarcityOfWeeks(whole.current, whole.baseline) === 'few-weeks';
    return cut({
      shownBy: 'weeks',
      ...(isScarce ? inWeeks(withEnds) : whole),
      items: addedByItem(series, [window], windows, exposure),
    });
  }
  return cut(
    kinds[series.kind].madeOfWeeks
      ? { shownBy: 'quarters', baseline: windows.map((each) => sampleOf(series, [each], exposure)) }
      : { shownBy: 'observations' },
  );
}

type Weeks = Pick<ComparedWindow, 'window' | 'weeks'>;

/** The weeks that lie in a window, and what it has before the first and after the last of them. */
function withEnds({ window, weeks }: Weeks): Window[] {
  const { start, end } = window;
  const head = { start, end: weeks[0]?.start ?? end };
  const tail = { start: weeks.at(-1)?.end ?? end, end };
  return [head, ...weeks, tail].filter((piece) => piece.start < piece.end);
}
