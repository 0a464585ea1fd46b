import type { Window } from '../facts/quarter.ts';
import type { Definition } from '../handbook/definition.ts';
import type { Item } from '../metrics/populations/observation.ts';
import { legible } from './legible.ts';
import type { Rows } from './rows.ts';
import type { Evidence, EvidenceItem } from './schema.ts';
import { type Series, sliceOf } from './series.ts';

/** The items behind one metric's number, and what each brings to it: NaN is no value. */
export interface Behind {
  item: readonly Item[];
  at: Float64Array;
  value: Float64Array;
  note: readonly (string | null)[];
}

export const NOTHING_BEHIND: Behind = {
  item: [],
  at: new Float64Array(),
  value: new Float64Array(),
  note: [],
};

/** @returns every item behind a metric's number in a window */
export function behind(series: Series, definition: Definition, window: Window): Behind {
  const rows = sliceOf(series, window);
  const contribution = contributions(rows, definition, window, series.spans);
  return {
    item: Array.from(rows.item, series.catalogue.itemAt),
    at: rows.at,
    value: rows.value.map((_, index) => contribution(index) ?? Number.NaN),
    note: Array.from(rows.item, (_, index) => noteAt(series, rows, index)),
  };
}

/** @returns every item behind a page's numbers, each once, with its value for each metric */
export function itemsBehind(metrics: readonly { id: string; behind: Behind }[]): Evidence['items'] {
  const items = new Map<string, Evidence['items'][number]>();
  const iso = isoOf();
  for (const { id, behind } of metrics) {
    for (const [index, item] of behind.item.entries()) {
      let known = items.get(item.id);
      if (known === undefined) {
        known = { ...shown(item), values: {} };
        items.set(item.id, known);
      }
      const value = behind.value[index] ?? Number.NaN;
      known.values[id] = {
        at: iso(behind.at[index] ?? 0),
        value: Number.isNaN(value) ? null : value,
        note: noted(behind.note[index] ?? null),
      };
    }
  }
  return [...items.values()];
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
    note: noted(noteAt(series, rows, index)),
  }));
}

/** An item as a page shows it: in what strangers wrote, nothing is hidden from the reader. */
function shown({ id, kind, title, url }: Item): Pick<EvidenceItem, 'id' | 'kind' | 'title' | 'url'> {
  return { id: legible(id), kind, title: legible(title), url };
}

const noted = (note: string | null): string | null => (note === null ? null : legible(note));

function noteAt({ catalogue }: Pick<Series, 'catalogue'>, { note }: Rows, index: number): string | null {
  const number = note?.[index] ?? 0;
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
  if (definition.kind === 'ratio') {
    const part = (index: number): number => nullable(of?.[index]) ?? 0;
    const denominator = value.reduce((sum, _, index) => sum + part(index), 0);
    const ratio = denominator === 0 ? 0 : value.reduce((sum, number) => sum + number, 0) / denominator;
    return (index) => Math.abs((value[index] ?? 0) - ratio * part(index));
  }
  const sign = definition.kind === 'proportion' && definition.better === 'higher' ? -1 : 1;
  return (index) => sign * (contribution(index) ?? 0);
}

/** Most metrics date one item alike, and the text of a moment costs more than the moment. */
function isoOf(): (moment: number) => string {
  const known = new Map<number, string>();
  return (moment) => {
    const text = known.get(moment);
    if (text !== undefined) return text;
    const made = new Date(moment).toISOString();
    known.set(moment, made);
    return made;
  };
}

/**
 * What each observation brings to the value; for what lasts, the share of the window in which it was under way; for
 * a ratio, its own one, null where it has no part in the denominator.
 */
function contributions(
  { at, until, value, of }: Rows,
  { kind }: Definition,
  window: Window,
  spans: boolean,
): (index: number) => number | null {
  const valueAt = (index: number): number => value[index] ?? 0;
  if (kind === 'ratio') {
    return (index) => {
      const part = nullable(of?.[index]) ?? 0;
      return part === 0 ? null : valueAt(index) / part;
    };
  }
  if (kind === 'proportion') return (index) => valueAt(index) / (nullable(of?.[index]) ?? 1);
  if (!spans) return valueAt;
  return (index) => {
    const from = Math.max(at[index] ?? 0, window.start);
    const to = Math.min(nullable(until?.[index]) ?? window.end, window.end);
    return Math.max(0, to - from) / (window.end - window.start);
  };
}

function nullable(number: number | undefined): number | null {
  return number === undefined || Number.isNaN(number) ? null : number;
}
