import { numberAt } from '../facts/numberAt.ts';
import type { Window } from '../facts/quarter.ts';
import type { Definition } from '../handbook/definition.ts';
import type { MetricResult } from '../scorecard/schema.ts';
import { dividePhases, type Part, type Row } from '../stats/decomposition.ts';
import { type Kind, kinds } from '../stats/kinds.ts';
import { FLOORS } from '../stats/summary.ts';
import { joinIndexes, joinNumbers } from './columns.ts';
import type { Rows } from './observationRows.ts';
import { type Dimension, dimensions, type Segments } from './segments.ts';
import { type Exposure, type Series, sliceOf } from './series.ts';
import { FEWEST_PEOPLE } from './suppression.ts';

/** What a change between two sides may divide into. */
export interface Divisible {
  now: SideRows;
  before: SideRows;
  segments: Segments;
  /** With the values of each by the item's number. */
  phases: readonly { label: string; values: Float64Array }[];
}

/** The rows of one side of a comparison. */
interface SideRows {
  windows: readonly Window[];
  /** Windows with what is in them; where rows last, from the first time on in which anything was observed. */
  slices: readonly { window: Window; rows: Rows }[];
  exposure: number;
}

/** Named segments beside the others. */
const MOST_SEGMENTS = 6;

const OTHERS = 'others';

/** @returns what a change between windows may divide into; null for figures of people, in which there is nothing to divide */
export function divisibleIn(
  series: Series,
  current: readonly Window[],
  baseline: readonly Window[],
  exposure: Exposure,
  segments: Segments,
): Divisible | null {
  if (series.figureOf !== null) return null;
  return {
    now: rowsOfSide(series, current, exposure),
    before: rowsOfSide(series, baseline, exposure),
    segments,
    phases: phasesOf(series),
  };
}

function rowsOfSide(series: Series, windows: readonly Window[], { from, unit }: Exposure): SideRows {
  const { lasts } = kinds[series.kind];
  const clipped = windows
    .map(({ start, end }) => ({ start: Math.max(start, from), end }))
    .filter(({ start, end }) => start < end);
  const time = clipped.reduce((sum, { start, end }) => sum + end - start, 0);
  return {
    windows,
    slices: (lasts ? clipped : windows).map((window) => ({ window, rows: sliceOf(series, window) })),
    exposure: lasts ? time : time / unit,
  };
}

function phasesOf({ memo, phases }: Series): Divisible['phases'] {
  memo.phases ??= phases.map(({ label, rows: { item, value } }) => {
    const values = new Float64Array(item.reduce((most, number) => Math.max(most, number + 1), 0));
    for (const [row, number] of item.entries()) values[number] = numberAt(value, row);
    return { label, values };
  });
  return memo.phases;
}

/**
 * @returns what a change in a value divides into: the phases that durations consist of, repositories, size classes and
 * kinds of work, each adding up to the change. A segment is named by itself if each side has at least eight of it, of
 * four people or more and not mostly of one, or none at all; the rest is pooled as others, which must be as many. Where fewer than two
 * segments are left, there is nothing to divide.
 */
export function movedBy(
  { kind, unit }: Pick<Definition, 'kind' | 'unit'>,
  divisible: Divisible | null,
  current: number | null,
  baseline: number | null,
): MetricResult['movedBy'] {
  if (divisible === null || current === null || baseline === null || current === baseline) return [];
  const change = current - baseline;
  const now = observedIn(kind, divisible.now);
  const before = observedIn(kind, divisible.before);
  const phases = byPhase(divisible, { current, baseline });
  return [
    ...(phases.length < 2 ? [] : [{ by: 'phase' as const, parts: largestFirst(phases, change) }]),
    ...dimensions
      // Sizes by size would say what is large by how large it is.
      .filter((by) => by !== 'size' || unit !== 'lines')
      .flatMap((by) => {
        const named = pooled(by, now, before, divisible.segments);
        if (named === null) return [];
        const parts = kinds[kind].divide(
          { rows: named.now, exposure: now.exposure },
          { rows: named.before, exposure: before.exposure },
        );
        return parts.length < 2 ? [] : [{ by, parts: largestFirst(parts, change) }];
      }),
  ];
}

/** The largest effect first, what is left over last. */
function largestFirst(parts: readonly Part[], change: number): MetricResult['movedBy'][number]['parts'] {
  const rank = ({ name, effect }: Part): number => (name === OTHERS ? -1 : Math.abs(effect));
  return parts
    .toSorted((a, b) => rank(b) - rank(a) || (a.name < b.name ? -1 : 1))
    .map((part) => ({ ...part, share: part.effect / change }));
}

interface Observed {
  /** Numbers of items. */
  item: Uint32Array;
  value: Float64Array;
  of: Float64Array;
  windows: readonly Window[];
  exposure: number;
}

function observedIn(kind: Kind, { windows, slices, exposure }: SideRows): Observed {
  const { defaultOf, amounts } = kinds[kind];
  const parts = slices.map(({ window, rows }) => ({
    item: rows.item,
    value: amounts({ value: rows.value, overlap: () => overlaps(rows, window) }),
    of: rows.value.map((_, index) => {
      const of = rows.of?.[index] ?? Number.NaN;
      return Number.isNaN(of) ? defaultOf : of;
    }),
  }));
  return {
    item: joinIndexes(parts.map(({ item }) => item)),
    value: joinNumbers(parts.map(({ value }) => value)),
    of: joinNumbers(parts.map(({ of }) => of)),
    windows,
    exposure,
  };
}

function overlaps({ at, until }: Rows, { start, end }: Window): Float64Array {
  return at.map((from, index) => {
    const to = until?.[index] ?? Number.NaN;
    return (Number.isNaN(to) ? end : Math.min(to, end)) - Math.max(from, start);
  });
}

/** @returns the rows of both sides by segment, small ones pooled; null where nothing may be told apart */
function pooled(
  by: Dimension,
  now: Observed,
  before: Observed,
  segments: Segments,
): { now: Row[]; before: Row[] } | null {
  const sides = [now, before].map((observed) => {
    const names = Array.from(observed.item, (item) => segments.nameOf(by, item) ?? OTHERS);
    return { ...observed, names, groups: Map.groupBy(names.keys(), (index) => names[index] ?? OTHERS) };
  });
  const enough = (names: readonly string[]): boolean =>
    sides.every(({ item, groups, windows }) => {
      const items = names.flatMap((name) => groups.get(name) ?? []).map((index) => numberAt(item, index));
      return (
        items.length === 0 ||
        (items.length >= FLOORS.verdict &&
          segments.peopleBehind(items, windows, FEWEST_PEOPLE) >= FEWEST_PEOPLE &&
          !segments.isDominated(items))
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
  const all = now.item.length + before.item.length;
  if (2 * kept.reduce((sum, name) => sum + sizeOf(name), 0) <= all) return null;
  const [nowRows = [], beforeRows = []] = sides.map(({ names, value, of }) =>
    names.map(
      (name, index): Row => ({
        segment: kept.includes(name) ? name : OTHERS,
        value: numberAt(value, index),
        of: numberAt(of, index),
      }),
    ),
  );
  return { now: nowRows, before: beforeRows };
}

function byPhase({ now, before, phases }: Divisible, values: { current: number; baseline: number }): Part[] {
  if (phases.length === 0) return [];
  const parted = ({ slices }: SideRows) =>
    slices.flatMap(({ rows: { item, value } }) =>
      Array.from(value, (whole, index) => ({
        value: whole,
        parts: phases.map((phase) => phase.values[numberAt(item, index)] ?? 0),
      })),
    );
  return dividePhases(
    phases.map(({ label }) => label),
    parted(now),
    parted(before),
    values,
    FLOORS.verdict,
  );
}
