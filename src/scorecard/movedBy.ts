import type { Window } from '../facts/quarter.ts';
import type { Definition } from '../handbook/definition.ts';
import type { Item, Observation } from '../metrics/populations/observation.ts';
import { FLOORS } from '../stats/sample.ts';
import {
  divideMedian,
  dividePhases,
  divideQuotient,
  divideSum,
  type Part,
  type Row,
} from './decomposition.ts';
import type { MetricResult } from './schema.ts';
import { type Dimension, dimensions, type Segments } from './segments.ts';
import { type Exposure, type Series, sliceOf } from './series.ts';
import { FEWEST_PEOPLE } from './withholding.ts';

/** The windows of one side of a comparison, and its value. */
export interface Side {
  windows: readonly Window[];
  value: number;
}

/** Named segments beside the others. */
const MOST_SEGMENTS = 6;

const OTHERS = 'others';

/**
 * @returns what a change in a value divides into: the phases that durations consist of, repositories, size classes and
 * kinds of work, each adding up to the change. A segment is told by itself if each side has at least eight of it, of
 * four people or more, or none at all; the rest is pooled as others, which must be as many. Where fewer than two
 * segments are left, and for figures of people, there is nothing to divide.
 */
export function movedBy(
  series: Series,
  { unit }: Pick<Definition, 'unit'>,
  current: Side,
  baseline: Side,
  exposure: Exposure,
  segments: Segments,
): MetricResult['movedBy'] {
  if (series.figureOf !== null || current.value === baseline.value) return [];
  const now = rowsOf(series, current.windows, exposure);
  const before = rowsOf(series, baseline.windows, exposure);
  const change = current.value - baseline.value;
  const phases = byPhase(series, current, baseline);
  return [
    ...(phases.length < 2 ? [] : [{ by: 'phase' as const, parts: told(phases, change) }]),
    ...dimensions
      // Sizes by size would say what is large by how large it is.
      .filter((by) => by !== 'size' || unit !== 'lines')
      .flatMap((by) => {
        const named = pooled(by, now, before, segments);
        if (named === null) return [];
        const parts = divide(series, named, { now, before });
        return parts.length < 2 ? [] : [{ by, parts: told(parts, change) }];
      }),
  ];
}

/** The largest effect first, what is left over last. */
function told(parts: readonly Part[], change: number): MetricResult['movedBy'][number]['parts'] {
  const rank = ({ name, effect }: Part): number => (name === OTHERS ? -1 : Math.abs(effect));
  return parts
    .toSorted((a, b) => rank(b) - rank(a) || (a.name < b.name ? -1 : 1))
    .map((part) => ({ ...part, share: part.effect / change }));
}

interface Rows {
  rows: readonly (Pick<Row, 'value' | 'of'> & { item: Item })[];
  windows: readonly Window[];
  exposure: number;
}

function rowsOf(series: Series, windows: readonly Window[], { from, unit }: Exposure): Rows {
  const clipped = windows
    .map(({ start, end }) => ({ start: Math.max(start, from), end }))
    .filter(({ start, end }) => start < end);
  const time = clipped.reduce((sum, { start, end }) => sum + end - start, 0);
  if (series.kind === 'level') {
    const rows = clipped.flatMap((window) =>
      sliceOf(series, window).map((row) => ({ item: row.item, value: overlap(row, window), of: 0 })),
    );
    return { rows, windows, exposure: time };
  }
  const rows = windows.flatMap((window) =>
    sliceOf(series, window).map(({ item, value, of }) => ({
      item,
      value: series.kind === 'rate' ? 1 : value,
      of: of ?? (series.kind === 'proportion' ? 1 : 0),
    })),
  );
  return { rows, windows, exposure: time / unit };
}

function overlap({ at, until }: Observation, { start, end }: Window): number {
  return Math.min(until ?? end, end) - Math.max(at, start);
}

function divide(
  { kind }: Series,
  named: { now: Row[]; before: Row[] },
  { now, before }: { now: Rows; before: Rows },
): Part[] {
  switch (kind) {
    case 'distribution':
      return divideMedian(named.now, named.before);
    case 'proportion':
    case 'ratio':
      return divideQuotient(named.now, named.before);
    case 'rate':
    case 'level':
      return divideSum(
        { rows: named.now, exposure: now.exposure },
        { rows: named.before, exposure: before.exposure },
      );
  }
}

/** @returns the rows of both sides by segment, small ones pooled; null where nothing may be told apart */
function pooled(
  by: Dimension,
  now: Rows,
  before: Rows,
  segments: Segments,
): { now: Row[]; before: Row[] } | null {
  const nameOf = ({ item }: Rows['rows'][number]): string => segments.nameOf(by, item) ?? OTHERS;
  const sides = [now, before].map(({ rows, windows }) => {
    const names = rows.map(nameOf);
    return { rows, windows, names, groups: Map.groupBy(rows.keys(), (index) => names[index] ?? OTHERS) };
  });
  const enough = (names: readonly string[]): boolean =>
    sides.every(({ rows, groups, windows }) => {
      const items = names
        .flatMap((name) => groups.get(name) ?? [])
        .flatMap((index) => rows[index]?.item ?? []);
      return (
        items.length === 0 ||
        (items.length >= FLOORS.verdict &&
          segments.peopleBehind(items, windows, FEWEST_PEOPLE) >= FEWEST_PEOPLE)
      );
    });
  const sizeOf = (name: string): number =>
    sides.reduce((sum, { groups }) => sum + (groups.get(name)?.length ?? 0), 0);
  const names = [...new Set(sides.flatMap(({ groups }) => [...groups.keys()]))]
    .filter((name) => name !== OTHERS)
    .sort((a, b) => sizeOf(b) - sizeOf(a) || (a < b ? -1 : 1));
  const kept = names.filter((name) => enough([name])).slice(0, MOST_SEGMENTS);
  const rest = () => [...names.filter((name) => !kept.includes(name)), OTHERS];
  // The others must not be few enough to be somebody: the total is known.
  while (kept.length > 0 && !enough(rest())) kept.pop();
  const all = now.rows.length + before.rows.length;
  if (2 * kept.reduce((sum, name) => sum + sizeOf(name), 0) <= all) return null;
  const [nowRows = [], beforeRows = []] = sides.map(({ rows, names }) =>
    rows.map(({ value, of }, index): Row => {
      const name = names[index] ?? OTHERS;
      return { segment: kept.includes(name) ? name : OTHERS, value, of };
    }),
  );
  return { now: nowRows, before: beforeRows };
}

function byPhase(series: Series, current: Side, baseline: Side): Part[] {
  if (series.kind !== 'distribution' || series.phases.length === 0) return [];
  const values = phaseParts(series);
  const parted = ({ windows }: Side) =>
    windows
      .flatMap((window) => sliceOf(series, window))
      .map(({ item, value }) => ({ value, parts: values.map((phase) => phase.get(item.id) ?? 0) }));
  return dividePhases(
    series.phases.map(({ label }) => label),
    parted(current),
    parted(baseline),
    { current: current.value, baseline: baseline.value },
    FLOORS.verdict,
  );
}

/** Every quarter's change is divided anew. */
const known = new WeakMap<Series, ReadonlyMap<string, number>[]>();

/** @returns for each phase its values by the item's id */
function phaseParts(series: Series): ReadonlyMap<string, number>[] {
  const stored =
    known.get(series) ??
    series.phases.map(({ observations }) => new Map(observations.map(({ item, value }) => [item.id, value])));
  known.set(series, stored);
  return stored;
}
