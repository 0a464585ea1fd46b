import type { Window } from '../facts/quarter.ts';
import type {
  Item,
  Measurement,
  Observation,
  Phase,
  Remark,
  Span,
} from '../metrics/populations/observation.ts';
import type { Kind, Sample } from '../stats/sample.ts';

/** One metric's whole history in one scope: its observations in order of time, ready to be cut into windows. */
export interface Series {
  kind: Kind;
  observations: readonly Observation[];
  excluded: readonly Remark[];
  remarks: readonly Remark[];
  open: readonly Span[];
  phases: readonly Phase[];
  /** Reasons of the repositories to which the metric does not apply. */
  notApplicable: readonly string[];
  /** Whether it applies to any repository of the scope. */
  applies: boolean;
  /** Levels: what makes each window's average cheap; null for other kinds. */
  occupancy: Occupancy | null;
}

/** One repository's measurement for one scope. */
export interface Chunk {
  /** Whether another team's chunk may hold the same items. */
  shared: boolean;
  measurement: Measurement;
}

/** Pools chunks of one metric; an item that several teams share counts once. */
export function pool(kind: Kind, chunks: readonly Chunk[]): Series {
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
  const phases = applicable[0]?.measurement.phases ?? [];
  return {
    kind,
    observations,
    excluded: gather(
      ({ excluded }) => excluded,
      ({ id, text }) => `${id} ${text}`,
    ).sort((a, b) => a.at - b.at),
    remarks: gather(
      ({ remarks }) => remarks,
      ({ id, text }) => `${id} ${text}`,
    ).sort((a, b) => a.at - b.at),
    open: gather(
      ({ open }) => open,
      ({ id }) => id,
    ),
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
    occupancy: kind === 'level' ? occupancyOf(observations) : null,
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

/** @returns the pooled sample of some windows; for a level, the average over all of their time */
export function sampleOf(series: Series, windows: readonly Window[], exposure: Exposure): Sample {
  if (series.kind === 'level' || series.kind === 'ratio') return levelOf(series, windows, exposure);
  const slices = windows.map((window) => sliceOf(series, window));
  const length = slices.reduce((sum, slice) => sum + slice.length, 0);
  switch (series.kind) {
    case 'distribution':
      return { kind: 'distribution', values: sortedValues(slices, length) };
    case 'proportion':
      return {
        kind: 'proportion',
        hits: slices.reduce((sum, slice) => sum + slice.filter(({ value }) => value === 1).length, 0),
        total: length,
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

function sortedValues(slices: readonly (readonly Observation[])[], length: number): Float64Array {
  const values = new Float64Array(length);
  let index = 0;
  for (const slice of slices) {
    for (const { value } of slice) {
      values[index] = value;
      index += 1;
    }
  }
  return values.sort();
}

/** @returns the observations that fall into a window; for a level, those that overlap it */
export function sliceOf(series: Series, window: Window): readonly Observation[] {
  if (series.occupancy !== null) {
    const begun = series.observations.slice(0, firstAt(series.observations, window.end));
    return begun.filter(({ until }) => until === null || until > window.start);
  }
  return series.observations.slice(
    firstAt(series.observations, window.start),
    firstAt(series.observations, window.end),
  );
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
  return spans.filter(({ from, to }) => from < moment && (to === null || to >= moment)).length;
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
  const ends = observations.flatMap(({ until }) => (until === null ? [] : [until])).sort((a, b) => a - b);
  const begun = elapsedSum(observations.map(({ at }) => at));
  const over = elapsedSum(ends);
  const endRows = ends.map((at) => ({ at }));
  return {
    area: (until) => begun(until) - over(until),
    count: ({ start, end }) => firstAt(observations, end) - firstAt(endRows, start + 1),
  };
}

/** @returns Σ (t − moment) over all sorted moments before t */
function elapsedSum(moments: readonly number[]): (at: number) => number {
  const origin = moments[0] ?? 0;
  const sums = new Float64Array(moments.length + 1);
  moments.forEach((moment, index) => {
    sums[index + 1] = (sums[index] ?? 0) + (moment - origin);
  });
  const rows = moments.map((at) => ({ at }));
  return (at) => {
    const count = firstAt(rows, at);
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

function byTime(a: { at: number; item: Item }, b: { at: number; item: Item }): number {
  return a.at - b.at || (a.item.id < b.item.id ? -1 : a.item.id > b.item.id ? 1 : 0);
}
