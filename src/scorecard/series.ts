import type { Window } from '../facts/quarter.ts';
import type { Figures } from '../metrics/populations/metric.ts';
import {
  hoursBetween,
  type Item,
  type Measurement,
  type Observation,
  type Phase,
  type Remark,
  type Span,
} from '../metrics/populations/observation.ts';
import type { Kind, Sample } from '../stats/sample.ts';

/** One metric's whole history in one scope: its observations in order of time, ready to be cut into windows. */
export interface Series {
  kind: Kind;
  observations: readonly Observation[];
  excluded: readonly Remark[];
  unknown: readonly Remark[];
  remarks: readonly Remark[];
  open: readonly Span[];
  /** Spans that count in a window at whose end they last. */
  waits: Waits;
  phases: readonly Phase[];
  /** Reasons of the repositories to which the metric does not apply. */
  notApplicable: readonly string[];
  /** Whether it applies to any repository of the scope. */
  applies: boolean;
  /** Whether some observations came to count only after their date. */
  settles: boolean;
  /** The observations' numbers side by side, which is what most windows ask for. */
  columns: Columns;
  /** Whether an item belongs to every window in which it was under way, not just to that of its date. */
  spans: boolean;
  /** Levels of items: what makes each window's average cheap; null for others. */
  occupancy: Occupancy | null;
  /** Levels and ratios: whether a window's figure is the mean of its weeks', which then tell how far it varies. */
  madeOfWeeks: boolean;
  /** What windows come to when the figure is of people; null when it is of the observations. */
  figureOf: Figures['of'] | null;
}

type Wait = Omit<Span, 'item'> & { item: Item };

/** By the weeks, counted from the epoch, in which they last; those of the last week may last longer. */
interface Waits {
  length: number;
  weeks: ReadonlyMap<number, readonly Wait[]>;
  lastWeek: number;
}

/** Of each observation, in order: its moment, its value, and its part of the denominator, NaN where it says none. */
interface Columns {
  at: Float64Array;
  value: Float64Array;
  of: Float64Array;
}

/** One repository's measurement for one scope. */
export interface Chunk {
  /** Whether another team's chunk may hold the same items. */
  shared: boolean;
  measurement: Measurement;
}

/** @returns the measurement with its observations in order of time, which costs least while they are few */
export function inOrder(measurement: Measurement): Measurement {
  return {
    ...measurement,
    observations: measurement.observations.toSorted(byTime),
    phases: measurement.phases.map((phase) => ({
      ...phase,
      observations: phase.observations.toSorted(byTime),
    })),
  };
}

/** Pools chunks of one metric; an item that several teams share counts once. */
export function pool(kind: Kind, chunks: readonly Chunk[], figures: Figures | null = null): Series {
  const applicable = chunks.filter(({ measurement }) => measurement.notApplicable === null);
  const gather = <T>(
    pick: (measurement: Measurement) => readonly T[],
    key: (row: T) => string,
    replaces: (known: T, other: T) => boolean = () => false,
  ): T[] => {
    const rows: T[] = [];
    const shared = new Map<string, T>();
    for (const chunk of applicable) {
      for (const row of pick(chunk.measurement)) {
        if (!chunk.shared) {
          rows.push(row);
          continue;
        }
        const known = shared.get(key(row));
        if (known === undefined || replaces(known, row)) shared.set(key(row), row);
      }
    }
    return [...rows, ...shared.values()];
  };
  const observations = gather(
    ({ observations }) => observations,
    ({ item }) => item.id,
    // What failed for one team did fail, though another team has no evidence of it.
    (known, other) => other.value > known.value,
  ).sort(byTime);
  const gatherRemarks = (pick: (measurement: Measurement) => readonly Remark[]) =>
    gather(pick, ({ id, text }) => `${id} ${text}`).sort((a, b) => a.at - b.at);
  const phases = applicable[0]?.measurement.phases ?? [];
  const open = gather(
    (measurement) => measurement.open,
    ({ id }) => id,
  );
  return {
    kind,
    observations,
    excluded: gatherRemarks(({ excluded }) => excluded),
    unknown: gatherRemarks(({ unknown }) => unknown),
    remarks: gatherRemarks(({ remarks }) => remarks),
    open,
    waits: waitsOf(open),
    phases: phases.map(({ id, label }) => ({
      id,
      label,
      observations: gather(
        (measurement) => measurement.phases.find((phase) => phase.id === id)?.observations ?? [],
        ({ item }) => item.id,
      ).sort(byTime),
    })),
    notApplicable: chunks.flatMap(({ measurement }) =>
      measurement.notApplicable === null ? [] : [measurement.notApplicable],
    ),
    applies: applicable.length > 0,
    settles: observations.some(({ settledAt }) => settledAt !== undefined),
    columns: columnsOf(observations),
    spans: figures?.spans ?? kind === 'level',
    occupancy: kind === 'level' && figures === null ? occupancyOf(observations) : null,
    madeOfWeeks: (kind === 'level' || kind === 'ratio') && (figures?.madeOfWeeks ?? true),
    figureOf: figures === null ? null : onceFor(figures.of),
  };
}

/** Baselines, weeks and floors ask for the figure of the same windows again. */
function onceFor(of: Figures['of']): Figures['of'] {
  const known = new Map<string, ReturnType<Figures['of']>>();
  return (windows) => {
    const key = windows.map(({ start, end }) => `${start} ${end}`).join();
    const figure = known.get(key) ?? of(windows);
    known.set(key, figure);
    return figure;
  };
}

/** Time before which nothing of the scope was observed, and how long one unit of a rate lasts. */
export interface Exposure {
  from: number;
  unit: number;
}

interface Occupancy {
  /** The items under way, summed over all time up to a moment. */
  area: (until: number) => number;
  /** How many items were under way at some time of a window. */
  count: (window: Window) => number;
}

/**
 * @returns the pooled sample of some windows; for a level, the average over all of their time; for a ratio, the sum
 * of all numerators beside the sum of all denominators
 */
export function sampleOf(series: Series, windows: readonly Window[], exposure: Exposure): Sample {
  if (series.figureOf !== null) return series.figureOf(windows).sample;
  if (series.kind === 'level') return levelOf(series, windows, exposure);
  const parts = windows.map((window) => numbersIn(series, window));
  const length = parts.reduce((sum, { value }) => sum + value.length, 0);
  switch (series.kind) {
    case 'distribution':
      return { kind: 'distribution', values: sortedValues(parts, length) };
    case 'proportion':
      return {
        kind: 'proportion',
        hits: sumOf(parts, ({ value }) => value),
        total: sumOf(parts, ({ of }) => of, 1),
      };
    case 'ratio':
      return {
        kind: 'ratio',
        numerator: sumOf(parts, ({ value }) => value),
        denominator: sumOf(parts, ({ of }) => of),
        n: length,
      };
    case 'rate':
      return {
        kind: 'rate',
        events: length,
        exposure:
          windows.reduce(
            (sum, { start, end }) => sum + Math.max(0, end - Math.max(start, exposure.from)),
            0,
          ) / exposure.unit,
      };
  }
}

type Numbers = Omit<Columns, 'at'>;

/** @param unsaid what counts for a number that is missing */
function sumOf(parts: readonly Numbers[], pick: (numbers: Numbers) => Float64Array, unsaid = 0): number {
  let sum = 0;
  for (const part of parts) for (const number of pick(part)) sum += Number.isNaN(number) ? unsaid : number;
  return sum;
}

function sortedValues(parts: readonly Numbers[], length: number): Float64Array {
  const values = new Float64Array(length);
  let index = 0;
  for (const { value } of parts) {
    values.set(value, index);
    index += value.length;
  }
  return values.sort();
}

function numbersIn(series: Series, window: Window): Numbers {
  if (series.spans || series.settles || series.waits.length > 0) return columnsOf(sliceOf(series, window));
  const { at, value, of } = series.columns;
  const [from, to] = [firstMoment(at, window.start), firstMoment(at, window.end)];
  return { value: value.subarray(from, to), of: of.subarray(from, to) };
}

function columnsOf(observations: readonly Observation[]): Columns {
  const columns = {
    at: new Float64Array(observations.length),
    value: new Float64Array(observations.length),
    of: new Float64Array(observations.length),
  };
  let index = 0;
  for (const { at, value, of } of observations) {
    columns.at[index] = at;
    columns.value[index] = value;
    columns.of[index] = of ?? Number.NaN;
    index += 1;
  }
  return columns;
}

/**
 * @returns the observations that fall into a window, with the waits that last at its end; for a level, those that
 * overlap it
 */
export function sliceOf(series: Series, window: Window): readonly Observation[] {
  if (series.spans) {
    const begun = series.observations.slice(0, firstAt(series.observations, window.end));
    return begun.filter(({ until }) => until === null || until > window.start);
  }
  const within = series.observations.slice(
    firstMoment(series.columns.at, window.start),
    firstMoment(series.columns.at, window.end),
  );
  const slice = series.settles ? within.map((row) => asOf(row, window.end)) : within;
  return series.waits.length === 0 ? slice : slice.concat(waitsAt(series.waits, window.end));
}

/** @returns the values of a phase in a window, in order of time */
export function phaseValues({ observations }: Phase, window: Window): number[] {
  return observations
    .slice(firstAt(observations, window.start), firstAt(observations, window.end))
    .map(({ value }) => value);
}

/** What came to count only after a window does not count in it. */
function asOf(row: Observation, end: number): Observation {
  if (row.settledAt === undefined || row.settledAt < end) return row;
  return { ...row, value: 0, note: 'not by the end of the window' };
}

/** A window's last moment is the one before its end, which belongs to the next. */
function waitsAt(waits: Waits, end: number): Observation[] {
  const week = Math.min(weekOf(end), waits.lastWeek);
  const lasting = (waits.weeks.get(week) ?? []).filter((wait) => lasts(wait, end));
  return lasting.map(({ item, from }) => ({
    at: end - 1,
    until: null,
    value: hoursBetween(from, end),
    item,
    note: 'not over yet',
  }));
}

const WEEK = 7 * 24 * 3_600_000;

const weekOf = (moment: number): number => Math.floor(moment / WEEK);

/** Few of many spans last at one moment: each is kept with the weeks in which it does. */
function waitsOf(open: readonly Span[]): Waits {
  const weeks = new Map<number, Wait[]>();
  let length = 0;
  const lastWeek = open.reduce((last, { from, to }) => Math.max(last, weekOf(to ?? from) + 1), 0);
  for (const { item, ...span } of open) {
    if (item === undefined) continue;
    length += 1;
    const wait = { ...span, item };
    const until = span.to === null ? lastWeek : weekOf(span.to);
    for (let week = weekOf(span.from); week <= until; week += 1) {
      const known = weeks.get(week);
      if (known === undefined) weeks.set(week, [wait]);
      else known.push(wait);
    }
  }
  return { length, weeks, lastWeek };
}

/** @returns how often each text was said in a window, most frequent first */
export function tally(remarks: readonly Remark[], window: Window): { text: string; count: number }[] {
  const counts = new Map<string, number>();
  for (let index = firstAt(remarks, window.start); index < remarks.length; index += 1) {
    const remark = remarks[index];
    if (remark === undefined || remark.at >= window.end) break;
    counts.set(remark.text, (counts.get(remark.text) ?? 0) + 1);
  }
  return [...counts]
    .map(([text, count]) => ({ text, count }))
    .sort((a, b) => b.count - a.count || (a.text < b.text ? -1 : 1));
}

/** @returns the spans that had begun and not ended at a moment */
export function openAt(spans: readonly Span[], moment: number): number {
  return spans.filter((span) => lasts(span, moment)).length;
}

function lasts({ from, to }: Span, moment: number): boolean {
  return from < moment && (to === null || to >= moment);
}

function levelOf({ occupancy }: Series, windows: readonly Window[], exposure: Exposure): Sample {
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
  return { kind: 'level', value: time === 0 ? 0 : area / time, n };
}

/** The area is Σ (t − begin) − Σ (t − end), each over what lies before t. */
function occupancyOf(observations: readonly Observation[]): Occupancy {
  const begins = Float64Array.from(observations, ({ at }) => at);
  const ends = Float64Array.from(observations.flatMap(({ until }) => (until === null ? [] : [until]))).sort();
  const begun = elapsedSum(begins);
  const over = elapsedSum(ends);
  return {
    area: (until) => begun(until) - over(until),
    count: ({ start, end }) => firstMoment(begins, end) - firstMoment(ends, start + 1),
  };
}

/** @returns Σ (t − moment) over all sorted moments before t */
function elapsedSum(moments: Float64Array): (at: number) => number {
  const origin = moments[0] ?? 0;
  const sums = new Float64Array(moments.length + 1);
  for (const [index, moment] of moments.entries()) sums[index + 1] = (sums[index] ?? 0) + (moment - origin);
  return (at) => {
    const count = firstMoment(moments, at);
    return count * (at - origin) - (sums[count] ?? 0);
  };
}

/** @returns the index of the first row at or after a moment */
function firstAt(rows: readonly { at: number }[], moment: number): number {
  let low = 0;
  let high = rows.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    const row = rows[middle];
    if (row !== undefined && row.at < moment) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** @returns the index of the first of the moments, which are in order, at or after one */
function firstMoment(moments: readonly number[] | Float64Array, moment: number): number {
  let low = 0;
  let high = moments.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((moments[middle] ?? moment) < moment) low = middle + 1;
    else high = middle;
  }
  return low;
}

function byTime(a: { at: number; item: Item }, b: { at: number; item: Item }): number {
  return a.at - b.at || (a.item.id < b.item.id ? -1 : a.item.id > b.item.id ? 1 : 0);
}
