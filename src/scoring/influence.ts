import { numberAt } from '../facts/numberAt.ts';
import type { Window } from '../facts/quarter.ts';
import type { Definition } from '../handbook/definition.ts';
import type { EvidenceItem } from '../scorecard/schema.ts';
import { kinds } from '../stats/kinds.ts';
import type { Rows } from './observationRows.ts';
import { type Series, sliceOf } from './series.ts';
import type { TextTable } from './textTable.ts';

/** The items behind one metric's number, and what each contributes to it: NaN means no value. */
export interface Behind {
  item: Uint32Array;
  at: Float64Array;
  value: Float64Array;
  /** Null when none has one. */
  note: readonly (string | null)[] | null;
}

export const NOTHING_BEHIND: Behind = {
  item: new Uint32Array(),
  at: new Float64Array(),
  value: new Float64Array(),
  note: null,
};

/** An item by its number in the scope, with its part in a number. */
export interface InfluentialItem extends Pick<EvidenceItem, 'at' | 'value' | 'note'> {
  item: number;
}

/** @returns every item behind a metric's number in a window */
export function behind(series: Series, definition: Definition, window: Window): Behind {
  const rows = sliceOf(series, window);
  const contribution = contributions(rows, definition, window, series.spans);
  const { note } = rows;
  return {
    item: rows.item,
    at: rows.at,
    value: rows.value.map((_, index) => contribution(index) ?? Number.NaN),
    note: note?.some((number) => number !== 0) ? Array.from(note, (number) => noteOf(series, number)) : null,
  };
}

/** The items behind all numbers of a page, a row for each metric and item. */
export interface EvidenceColumns {
  /** The place of the metric on the page. */
  metric: Uint32Array;
  /** The number of its id among the texts. */
  name: Uint32Array;
  /** The place of the item among all items of the page, in the order of their first appearance, from 1 on. */
  position: Uint32Array;
  /** The number under which it appeared first. */
  item: Uint32Array;
  at: Float64Array;
  value: Float64Array;
  /** The number of a text; 0 is none. */
  note: Uint32Array;
}

/**
 * @param ranks by number of each item: equal identifiers have the same
 * @param texts what the scope's numbers of texts stand for, to which others are added
 * @returns every item behind a page's numbers; of two observations of one item the later counts
 */
export function evidenceColumns(
  metrics: readonly { id: string; behind: Behind }[],
  ranks: Uint32Array,
  texts: Pick<TextTable, 'numberOf'>,
): EvidenceColumns {
  const most = metrics.reduce((sum, { behind }) => sum + behind.item.length, 0);
  const metric = new Uint32Array(most);
  const name = new Uint32Array(most);
  const position = new Uint32Array(most);
  const item = new Uint32Array(most);
  const at = new Float64Array(most);
  const value = new Float64Array(most);
  const note = new Uint32Array(most);
  // By rank; 0 is none yet.
  const positions = new Uint32Array(ranks.length);
  const first: number[] = [];
  /** By position, the last row of the item. */
  const rows: number[] = [];
  let length = 0;
  for (const [index, { id, behind }] of metrics.entries()) {
    const called = texts.numberOf(id);
    const start = length;
    for (let source = 0; source < behind.item.length; source += 1) {
      const number = numberAt(behind.item, source);
      const rank = numberAt(ranks, number);
      const known = numberAt(positions, rank);
      const place = known === 0 ? first.push(number) : known;
      positions[rank] = place;
      const before = rows[place] ?? -1;
      const row = before >= start ? before : length;
      if (row === length) length += 1;
      rows[place] = row;
      const text = behind.note?.[source] ?? null;
      metric[row] = index;
      name[row] = called;
      position[row] = place;
      item[row] = first[place - 1] ?? number;
      at[row] = numberAt(behind.at, source);
      value[row] = numberAt(behind.value, source);
      note[row] = text === null ? 0 : texts.numberOf(text);
    }
  }
  return {
    metric: metric.subarray(0, length),
    name: name.subarray(0, length),
    position: position.subarray(0, length),
    item: item.subarray(0, length),
    at: at.subarray(0, length),
    value: value.subarray(0, length),
    note: note.subarray(0, length),
  };
}

/**
 * @returns a sample's most influential items: the longest, the failing, or the latest ones; for a ratio, those
 * without which it would differ most
 */
export function mostInfluential(
  series: Pick<Series, 'ranks' | 'spans' | 'texts'>,
  rows: Rows,
  definition: Definition,
  window: Window,
  count: number,
): InfluentialItem[] {
  const contribution = contributions(rows, definition, window, series.spans);
  const { leverage, failing } = kinds[definition.kind];
  const sign = failing(definition.better === 'higher');
  const weightOf =
    leverage === null
      ? (index: number) => sign * (contribution(index) ?? 0)
      : leverage({
          count: rows.value.length,
          value: (index) => numberAt(rows.value, index),
          of: (index) => nullable(rows.of?.[index]) ?? 0,
        });
  const rankOf = (index: number): number => numberAt(series.ranks, numberAt(rows.item, index));
  const order = (a: Weighed, b: Weighed): number =>
    b.weight - a.weight ||
    numberAt(rows.at, b.index) - numberAt(rows.at, a.index) ||
    (rankOf(a.index) < rankOf(b.index) ? -1 : 1);
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
    item: numberAt(rows.item, index),
    at: new Date(numberAt(rows.at, index)).toISOString(),
    value: contribution(index),
    note: rows.note === null ? null : noteOf(series, numberAt(rows.note, index)),
  }));
}

function noteOf({ texts }: Pick<Series, 'texts'>, number: number): string | null {
  return number === 0 ? null : texts.at(number);
}

interface Weighed {
  index: number;
  weight: number;
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
    const from = Math.max(numberAt(at, index), window.start);
    const to = Math.min(nullable(until?.[index]) ?? window.end, window.end);
    return Math.max(0, to - from) / (window.end - window.start);
  };
  return (index) =>
    contribution(numberAt(value, index), nullable(of?.[index]), spans ? shareOf(index) : null);
}

function nullable(number: number | undefined): number | null {
  return number === undefined || Number.isNaN(number) ? null : number;
}
