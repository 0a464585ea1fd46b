import { numberAt } from '../facts/numberAt.ts';
import type { Window } from '../facts/quarter.ts';
import { HOUR } from '../facts/time.ts';
import type { TimeBetween } from '../facts/workingTime.ts';
import type { Figures } from '../metrics/populations/metric.ts';
import { firstAt, placesIn } from '../metrics/populations/moments.ts';
import type { Observed, Point } from '../stats/kind.ts';
import type { Level } from '../stats/kinds/level.ts';
import { type Kind, kinds, type Sample } from '../stats/kinds.ts';
import { mergeSorted } from '../stats/quantile.ts';
import { pointOf, summarise, weekPartOf } from '../stats/summarise.ts';
import type { WeekPart, WeekRuns } from '../stats/weeks.ts';
import { ByWindow } from './byWindow.ts';
import {
  clustersIn,
  type OpenSpans,
  type Remarks,
  type Rows,
  rowsAt,
  rowsBetween,
} from './observationRows.ts';
import { FEWEST_PEOPLE } from './suppression.ts';
import type { TextTable } from './textTable.ts';

/** One metric's whole history in one scope: its observations in order of time, ready to be cut into windows. */
export interface Series {
  kind: Kind;
  /** What the numbers of texts stand for. */
  texts: TextTable;
  /** By number of each item, the rank of its identifier among the scope's. */
  ranks: Uint32Array;
  rows: Rows;
  excluded: Remarks;
  unknown: Remarks;
  /** Whether what is unknown is of observations that count all the same, and not of others. */
  countsUnknown: boolean;
  remarks: Remarks;
  open: OpenSpans;
  /** By rank of each item, the times in which it waited, where a window counts them up to its end; else null. */
  waits: Waits | null;
  phases: readonly Phase[];
  /** Whether the metric applies in a window, and where it does not. */
  applicability: (window: Window) => Applicability;
  /** Whether an item belongs to every window in which it was under way, not just to that of its date. */
  spans: boolean;
  /** Levels of items: what makes each window's average cheap; null for others. */
  occupancy: Occupancy | null;
  /** Levels and ratios: whether a window's figure is the mean of its weeks', which then tell how far it varies. */
  madeOfWeeks: boolean;
  /** What windows come to when the figure is of people; null when it is of the observations. */
  figureOf: Figures['of'] | null;
  /** The same by the calendar, where this is in working time; else null. */
  calendar: Series | null;
  /** What was computed once: quarters, weeks and baselines ask for the same windows again. */
  memo: SeriesMemo;
}

export interface Applicability {
  /** Whether it applies to any repository of the scope. */
  applies: boolean;
  /** Reasons of the repositories to which it does not, each once. */
  notApplicable: readonly string[];
}

export interface SeriesMemo {
  /** By window, its observations. */
  slices: ByWindow<Rows>;
  /** By window, its values in ascending order. */
  sorted: ByWindow<Float64Array>;
  /** By start, what a week's point shows. */
  points: Map<number, Point>;
  /** By window, what a week contributes to a mean of weeks. */
  weeks: ByWindow<WeekPart | null>;
  /** For each phase, its values by the item's number. */
  phases: { label: string; values: Float64Array }[] | null;
}

export function newMemo(): SeriesMemo {
  return {
    slices: new ByWindow(),
    sorted: new ByWindow(),
    points: new Map(),
    weeks: new ByWindow(),
    phases: null,
  };
}

export interface Phase {
  id: string;
  label: string;
  rows: Rows;
}

/** By rank of each item, the times in which it waited. */
export type Waits = ReadonlyMap<number, readonly Wait[]>;

/** A time in which something waited, and how that is counted. */
export interface Wait extends Span {
  time: TimeBetween;
}

interface Span {
  from: number;
  /** NaN or infinite while it lasts. */
  to: number;
}

/** Time before and after which nothing of the scope was observed, and how long one unit of a rate lasts. */
export interface Exposure {
  from: number;
  /** Imports: the date of the export. Without it, up to the end of every window. */
  through?: number;
  unit: number;
}

/** Levels of items: how many of them are under way. */
export interface Occupancy {
  /** The items under way, summed over all time up to a moment. */
  area: (until: number) => number;
  /** How many items were under way at some time of a window. */
  count: (window: Window) => number;
}

/** Whether there is something in a window to which a metric applies, or nothing that could say so. */
export function appliesIn({ applicability }: Pick<Series, 'applicability'>, window: Window): boolean {
  const { applies, notApplicable } = applicability(window);
  return applies || notApplicable.length === 0;
}

/**
 * @returns the pooled sample of some windows; for a level, the average over all of their time; for a ratio, the sum
 * of all numerators beside the sum of all denominators
 */
export function sampleOf(series: Series, windows: readonly Window[], exposure: Exposure): Sample {
  if (series.figureOf !== null) return series.figureOf(windows).sample;
  return kinds[series.kind].sample(observedIn(series, windows, exposure));
}

function observedIn(series: Series, windows: readonly Window[], exposure: Exposure): Observed {
  const slices = (): Rows[] => windows.map((window) => sliceOf(series, window));
  return {
    count: () => slices().reduce((sum, { at }) => sum + at.length, 0),
    inOrder: () => slices().map(({ value }) => value),
    sum: () => sumOf(slices(), ({ value }) => value, 0),
    sumOf: (missing) =>
      sumOf(slices(), ({ at, of }) => of ?? new Float64Array(at.length).fill(missing), missing),
    events: () => sumOf(slices(), ({ value }) => value.map((each) => (each === 0 ? 0 : 1)), 0),
    clusters: (missing) => clustersIn(slices(), missing),
    exposure: () => windows.reduce((sum, window) => sum + timeIn(window, exposure), 0) / exposure.unit,
    underWay: () => underWay(series, windows, exposure),
    ascending: () => mergeSorted(windows.map((window) => valuesIn(series, window))),
  };
}

/** How much of a window lies after the first observation of the scope. */
function timeIn({ start, end }: Window, { from, through = end }: Exposure): number {
  return Math.max(0, Math.min(end, through) - Math.max(start, from));
}

/** @returns the values in a window, in ascending order */
function valuesIn(series: Series, window: Window): Float64Array {
  return series.memo.sorted.of(window, () => sliceOf(series, window).value.slice().sort());
}

function sumOf(parts: readonly Rows[], pick: (rows: Rows) => Iterable<number>, missing: number): number {
  let sum = 0;
  for (const part of parts) for (const number of pick(part)) sum += Number.isNaN(number) ? missing : number;
  return sum;
}

/** @returns whether a figure of people has some behind it, but fewer than four: it would speak of persons */
export function fewBehind({ figureOf }: Series, windows: readonly Window[]): boolean {
  const people = figureOf === null ? 0 : figureOf(windows).people;
  return people > 0 && people < FEWEST_PEOPLE;
}

/**
 * @param runs the weeks of each period
 * @returns what each week adds to a level, ratio or rate; for a rate, null where it was not observed throughout
 */
export function weeksOf(series: Series, runs: readonly (readonly Window[])[], exposure: Exposure): WeekRuns {
  return runs.map((weeks) =>
    weeks.map((week) => series.memo.weeks.of(week, () => partOf(series, week, exposure))),
  );
}

function partOf(series: Series, week: Window, exposure: Exposure): WeekPart | null {
  return weekPartOf(sampleOf(series, [week], exposure), {
    time: Math.min(week.end, exposure.through ?? week.end) - Math.max(week.start, exposure.from),
    isWhole: week.start >= exposure.from && week.end <= (exposure.through ?? week.end),
  });
}

/** @returns what a week's point on a chart shows; nothing where it would speak of persons */
export function weekPoint(series: Series, week: Window, exposure: Exposure): Point {
  const { points } = series.memo;
  const stored =
    points.get(week.start) ??
    (fewBehind(series, [week]) ? WITHHELD : pointOf(sampleOf(series, [week], exposure)));
  points.set(week.start, stored);
  return stored;
}

/** The point of a week whose figure is withheld. */
export const WITHHELD: Point = { value: null, n: null };

/** @returns the observations that fall into a window, as they were at its end; for a level, those that overlap it */
export function sliceOf(series: Series, window: Window): Rows {
  return series.memo.slices.of(window, () => cut(series, window));
}

function cut(series: Series, window: Window): Rows {
  const { rows, texts } = series;
  const end = firstAt(rows.at, window.end);
  if (series.spans) {
    const overlapping: number[] = [];
    for (let index = 0; index < end; index += 1)
      // Without an end, it lasts.
      if (rows.until === null || !(numberAt(rows.until, index) <= window.start)) overlapping.push(index);
    return rowsAt(rows, Uint32Array.from(overlapping));
  }
  const within = rowsBetween(rows, firstAt(rows.at, window.start), end);
  const slice = within.settledAt === null ? within : asOf(within, within.settledAt, window.end, texts);
  return series.waits === null ? slice : waited(slice, series, series.waits, window.end);
}

/** @returns whether there is nothing in a window that a metric counts, leaves out, does not know or remarks upon */
export function isQuiet(series: Series, window: Window): boolean {
  return (
    sliceOf(series, window).at.length === 0 &&
    openAt(series.open, window.end) === 0 &&
    saysNothing(series, window)
  );
}

/** @returns whether nothing of a metric began or ended in a window, though something from before it may be open all the time */
export function isStill(series: Series, window: Window): boolean {
  const { rows, open, spans } = series;
  const isWithin = (moment: number): boolean => moment >= window.start && moment < window.end;
  const areWithin = (moments: Float64Array | null): boolean => moments?.some(isWithin) ?? false;
  return (
    ![rows.at, spans ? rows.until : null, open.from, open.to].some(areWithin) && saysNothing(series, window)
  );
}

/** Whether a window has no remark, no phase and no people. */
function saysNothing({ excluded, unknown, remarks, phases, figureOf }: Series, window: Window): boolean {
  const isEmpty = ({ at }: Pick<Remarks, 'at'>): boolean => {
    const { from, to } = placesIn(at, window);
    return from === to;
  };
  return (
    [excluded, unknown, remarks, ...phases.map(({ rows }) => rows)].every(isEmpty) &&
    (figureOf === null || figureOf([window]).people === 0)
  );
}

/** What came to count only after a window does not count in it. */
function asOf(rows: Rows, settledAt: Float64Array, end: number, texts: TextTable): Rows {
  const isLate = (index: number): boolean => numberAt(settledAt, index) >= end;
  const late = texts.numberOf('not by the end of the window');
  return {
    ...rows,
    value: rows.value.map((value, index) => (isLate(index) ? 0 : value)),
    note: Uint32Array.from(rows.at, (_, index) => {
      if (isLate(index)) return late;
      return rows.note === null ? 0 : numberAt(rows.note, index);
    }),
  };
}

/** What waited has waited up to the end of a window, or up to the end of its wait. */
function waited(rows: Rows, { ranks, texts }: Series, waits: Waits, end: number): Rows {
  const lasting = texts.numberOf('not over yet');
  return {
    ...rows,
    value: rows.value.map((value, row) => {
      const times = waits.get(numberAt(ranks, numberAt(rows.item, row)));
      return times === undefined ? value : hoursUpTo(times, end);
    }),
    note: Uint32Array.from(rows.at, (_, row) => {
      const isOver = rows.until !== null && numberAt(rows.until, row) < end;
      if (!isOver) return lasting;
      return rows.note === null ? 0 : numberAt(rows.note, row);
    }),
  };
}

function hoursUpTo(times: readonly Wait[], end: number): number {
  let hours = 0;
  for (const { from, to, time } of times) if (from < end) hours += time(from, Math.min(to, end)) / HOUR;
  return hours;
}

/** @returns how many items wait at the end of a window that began in it, and before it, with the hours of the longest of these */
export function waitingAtEnd(
  { waits }: Pick<Series, 'waits'>,
  { start, end }: Window,
): { ofWindow: number; before: number; longest: number } {
  const waiting = { ofWindow: 0, before: 0, longest: 0 };
  for (const times of waits?.values() ?? []) {
    if (!times.some((time) => lastsAt(time, end))) continue;
    if (times.some(({ from }) => from < start)) {
      waiting.before += 1;
      waiting.longest = Math.max(waiting.longest, hoursUpTo(times, end));
    } else waiting.ofWindow += 1;
  }
  return waiting;
}

/** @returns the values of a phase in a window, in order of time */
export function phaseValues({ rows: { at, value } }: Phase, window: Window): Float64Array {
  const { from, to } = placesIn(at, window);
  return value.subarray(from, to);
}

/** @returns how many rows have a note, and how much of the denominator, by the note, in order of time */
export function partsByNote(
  { texts }: Pick<Series, 'texts'>,
  { at, of, note }: Rows,
): { text: string; rows: number; of: number }[] {
  const parts = new Map<number, { rows: number; of: number }>();
  for (const row of at.keys()) {
    const number = note === null ? 0 : numberAt(note, row);
    if (number === 0) continue;
    const known = parts.get(number) ?? { rows: 0, of: 0 };
    const part = of === null ? Number.NaN : numberAt(of, row);
    parts.set(number, { rows: known.rows + 1, of: known.of + (Number.isNaN(part) ? 1 : part) });
  }
  return Array.from(parts, ([number, part]) => ({ text: texts.at(number), ...part }));
}

/** @returns how often each remark was made in a window, most frequent first */
export function tally(
  { at, text }: Remarks,
  texts: Pick<TextTable, 'at'>,
  window: Window,
): { text: string; count: number }[] {
  const counts = new Map<string, number>();
  const { from, to } = placesIn(at, window);
  for (const number of text.subarray(from, to)) {
    const remark = texts.at(number);
    counts.set(remark, (counts.get(remark) ?? 0) + 1);
  }
  return [...counts]
    .map(([text, count]) => ({ text, count }))
    .sort((a, b) => b.count - a.count || (a.text < b.text ? -1 : 1));
}

/** Few unknown ones could not turn a figure. */
const UNKNOWN_TOLERATED = 0.1;

/** @returns what is unknown of the population in a window, in words; nothing up to a tenth of it */
export function unknownIn(series: Series, window: Window, exposure: Exposure): string[] {
  const unknown = tally(series.unknown, series.texts, window);
  if (unknown.length === 0) return [];
  const { n } = summarise(sampleOf(series, [window], exposure));
  const count = countOf(unknown);
  const all = series.countsUnknown ? n : n + count;
  return count <= UNKNOWN_TOLERATED * all ? [] : unknownWords(unknown, all);
}

/** @returns the same where every observation is unknown, and a value would only say how unknown ones count; else nothing */
export function unknownThroughout(series: Series, window: Window): string[] {
  if (!series.countsUnknown) return [];
  const unknown = tally(series.unknown, series.texts, window);
  const n = sliceOf(series, window).at.length;
  return n === 0 || countOf(unknown) < n ? [] : unknownWords(unknown, n);
}

function countOf(remarks: ReturnType<typeof tally>): number {
  return remarks.reduce((sum, { count }) => sum + count, 0);
}

function unknownWords(unknown: ReturnType<typeof tally>, all: number): string[] {
  return unknown.map(({ text, count }) => `${count} of ${all} ${text}`);
}

/** @returns how many spans had begun and not ended at a moment */
export function openAt(spans: OpenSpans, moment: number): number {
  let count = 0;
  for (const [index, from] of spans.from.entries())
    if (lastsAt({ from, to: numberAt(spans.to, index) }, moment)) count += 1;
  return count;
}

function lastsAt({ from, to }: Span, moment: number): boolean {
  return from < moment && !(to < moment);
}

function underWay({ occupancy }: Series, windows: readonly Window[], exposure: Exposure): Level {
  let area = 0;
  let time = 0;
  let n = 0;
  for (const { start, end } of windows) {
    const from = Math.max(start, exposure.from);
    if (occupancy === null || end <= from) continue;
    area += occupancy.area(end) - occupancy.area(from);
    time += end - from;
    n += occupancy.count({ start: from, end });
  }
  return { value: time === 0 ? 0 : area / time, n };
}

/**
 * @returns what each item of a level adds to the difference of two averages, that over all time of some windows less that
 * over all time of others; nothing where no items are known
 */
export function addedByItem(
  { occupancy, rows }: Pick<Series, 'occupancy' | 'rows'>,
  current: readonly Window[],
  baseline: readonly Window[],
  exposure: Exposure,
): number[] {
  if (occupancy === null) return [];
  const [now, before] = [spansOf(current, exposure), spansOf(baseline, exposure)];
  const added: number[] = [];
  // What begins after all spans adds nothing.
  const end = firstAt(rows.at, Math.max(...[...now, ...before].map(({ to }) => to)));
  for (let row = 0; row < end; row += 1) {
    const until = rows.until === null ? Number.NaN : numberAt(rows.until, row);
    const item = { from: numberAt(rows.at, row), to: Number.isNaN(until) ? Number.POSITIVE_INFINITY : until };
    const part = shareIn(item, now) - shareIn(item, before);
    if (part !== 0) added.push(part);
  }
  return added;
}

function spansOf(windows: readonly Window[], exposure: Exposure): Span[] {
  return windows
    .map(({ start, end }) => ({ from: Math.max(start, exposure.from), to: end }))
    .filter(({ from, to }) => from < to);
}

/** Over what share of all spans' time an item was under way. */
function shareIn(item: Span, spans: readonly Span[]): number {
  let [under, time] = [0, 0];
  for (const { from, to } of spans) {
    under += Math.max(0, Math.min(to, item.to) - Math.max(from, item.from));
    time += to - from;
  }
  return time === 0 ? 0 : under / time;
}
