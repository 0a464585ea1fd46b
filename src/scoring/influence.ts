import type { Window } from '../facts/quarter.ts';
import type { Definition } from '../handbook/definition.ts';
import type { Item } from '../metrics/populations/observation.ts';
import { legible } from '../scorecard/legible.ts';
import type { Evidence, EvidenceItem } from '../scorecard/schema.ts';
import { kinds } from '../stats/kinds.ts';
import type { Rows } from './observationRows.ts';
import { type Series, sliceOf } from './series.ts';

/** The items behind one metric's number, and what each brings to it: NaN is no value. */
export interface Behind {
  /** The same for the same item throughout a page. */
  number: Uint32Array;
  item: readonly Item[];
  at: Float64Array;
  value: Float64Array;
  /** Null when none has one. */
  note: readonly (string | null)[] | null;
}

export const NOTHING_BEHIND: Behind = {
  number: new Uint32Array(),
  item: [],
  at: new Float64Array(),
  value: new Float64Array(),
  note: null,
};

/** @returns every item behind a metric's number in a window */
export function behind(series: Series, definition: Definition, window: Window): Behind {
  const rows = sliceOf(series, window);
  const contribution = contributions(rows, definition, window, series.spans);
  return {
    number: rows.item,
    item: Array.from(rows.item, series.catalogue.itemAt),
    at: rows.at,
    value: rows.value.map((_, index) => contribution(index) ?? Number.NaN),
    note: rows.note?.some((number) => number !== 0)
      ? Array.from(rows.note, (number) => noteOf(series, number))
      : null,
  };
}

/** @returns every item behind a page's numbers, each once, and for each metric the columns of those behind its own */
export function itemsBehind(
  metrics: readonly { id: string; behind: Behind }[],
): Pick<Evidence, 'items' | 'behind'> {
  const items: Evidence['items'] = [];
  const byId = new Map<string, number>();
  const byNumber: number[] = [];
  const add = (item: Item): number => {
    const known = byId.get(item.id) ?? items.push(shown(item)) - 1;
    byId.set(item.id, known);
    return known;
  };
  const columnsOf = ({ number, item, at, value, note }: Behind): Evidence['behind'][string] => {
    const indexes = item.map((each, row) => (byNumber[number[row] ?? 0] ??= add(each)));
    const lastRow = new Uint32Array(items.length);
    for (const [row, index] of indexes.entries()) lastRow[index] = row;
    // Of two observations of one item the later stands.
    const rows = [...indexes.keys()].filter((row) => lastRow[indexes[row] ?? 0] === row);
    return {
      item: rows.map((row) => indexes[row] ?? 0),
      at: rows.map((row) => at[row] ?? 0),
      value: rows.map((row) => nullable(value[row])),
      note: note && rows.map((row) => noted(note[row] ?? null)),
    };
  };
  const behind = Object.fromEntries(metrics.map((metric) => [metric.id, columnsOf(metric.behind)]));
  return { items, behind };
}

/**
 * @returns a sample's most influential items: the longest, the failing, or the latest ones; for a ratio, those
 * without which it would differ most
 */
export function mostInfluential(
  series: Pick<Series, 'catalogue' | 'spans'>,
  rows: Rows,
  definition: Definition,
  window: Window,
  count: number,
): EvidenceItem[] {
  const { itemAt } = series.catalogue;
  const contribution = contributions(rows, definition, window, series.spans);
  const weightOf = weighing(rows, definition, contribution);
  const itemOf = (index: number): Item => itemAt(rows.item[index] ?? 0);
  const order = (a: Weighed, b: Weighed): number =>
    b.weight - a.weight ||
    (rows.at[b.index] ?? 0) - (rows.at[a.index] ?? 0) ||
    (itemOf(a.index).id < itemOf(b.index).id ? -1 : 1);
  let best: Weighed[] = [];
  let least = Number.NEGATIVE_INFINITY;
  // Of equals the latest are shown: from the end on, most others are passed over at a glance.
  for (let index = rows.at.length - 1; index >= 0; index -= 1) {
    const weight = weightOf(index);
    if (weight < least) continue;
    const weighed = { index, weight };
    const last = best.at(-1);
    if (best.length === count && last !== undefined && order(weighed, last) > 0) continue;
    best = [...best, weighed].sort(order).slice(0, count);
    if (best.length === count) least = best.at(-1)?.weight ?? least;
  }
  return best.map(({ index }) => ({
    ...shown(itemOf(index)),
    at: new Date(rows.at[index] ?? 0).toISOString(),
    value: contribution(index),
    note: noted(noteOf(series, rows.note?.[index] ?? 0)),
  }));
}

/** An item as a page shows it: in what strangers wrote, nothing is hidden from the reader. */
function shown({ id, kind, title, url }: Item): Pick<EvidenceItem, 'id' | 'kind' | 'title' | 'url'> {
  return { id: legible(id), kind, title: legible(title), url };
}

const noted = (note: string | null): string | null => (note === null ? null : legible(note));

function noteOf({ catalogue }: Pick<Series, 'catalogue'>, number: number): string | null {
  return number === 0 ? null : catalogue.textAt(number - 1);
}

interface Weighed {
  index: number;
  weight: number;
}

function weighing(
  { value, of }: Rows,
  definition: Definition,
  contribution: (index: number) => number | null,
): (index: number) => number {
  const { leverage, failing } = kinds[definition.kind];
  if (leverage !== null)
    return leverage({
      count: value.length,
      value: (index) => value[index] ?? 0,
      of: (index) => nullable(of?.[index]) ?? 0,
    });
  const sign = failing(definition.better === 'higher');
  return (index) => sign * (contribution(index) ?? 0);
}

/** @param spans whether the observations last */
function contributions(
  { at, until, value, of }: Rows,
  { kind }: Definition,
  window: Window,
  spans: boolean,
): (index: number) => number | null {
  const { contribution } = kinds[kind];
  const shareOf = (index: number): number => {
    const from = Math.max(at[index] ?? 0, window.start);
    const to = Math.min(nullable(until?.[index]) ?? window.end, window.end);
    return Math.max(0, to - from) / (window.end - window.start);
  };
  return (index) => contribution(value[index] ?? 0, nullable(of?.[index]), spans ? shareOf(index) : null);
}

function nullable(number: number | undefined): number | null {
  return number === undefined || Number.isNaN(number) ? null : number;
}
