import type { Window } from '../facts/quarter.ts';
import type { Definition } from '../handbook/definition.ts';
import type { Item, Observation } from '../metrics/populations/observation.ts';
import { legible } from './legible.ts';
import type { Evidence, EvidenceItem } from './schema.ts';
import { type Series, sliceOf } from './series.ts';

/** One item behind one metric's number. */
export interface Behind {
  item: Item;
  at: number;
  value: number | null;
  note: string | null;
}

/** @returns every item behind a metric's number in a window */
export function behind(series: Series, definition: Definition, window: Window): Behind[] {
  return sliceOf(series, window).map((observation) => ({
    item: observation.item,
    at: observation.at,
    value: contribution(observation, definition, window, series.spans),
    note: observation.note,
  }));
}

/** @returns every item behind a page's numbers, each once, with its value for each metric */
export function itemsBehind(
  metrics: readonly { id: string; behind: readonly Behind[] }[],
): Evidence['items'] {
  const items = new Map<string, Evidence['items'][number]>();
  const iso = isoOf();
  for (const { id, behind } of metrics) {
    for (const { item, at, value, note } of behind) {
      let known = items.get(item.id);
      if (known === undefined) {
        known = { ...shown(item), values: {} };
        items.set(item.id, known);
      }
      known.values[id] = { at: iso(at), value, note: noted(note) };
    }
  }
  return [...items.values()];
}

/**
 * @returns a sample's most influential items: the longest, the failing, or the latest ones; for a ratio, those
 * without which it would differ most
 */
export function mostInfluential(
  observations: readonly Observation[],
  definition: Definition,
  window: Window,
  count: number,
  spans = definition.kind === 'level',
): EvidenceItem[] {
  const weightOf = weighing(observations, definition, window, spans);
  const order = (a: Weighed, b: Weighed): number =>
    b.weight - a.weight ||
    b.observation.at - a.observation.at ||
    (a.observation.item.id < b.observation.item.id ? -1 : 1);
  let best: Weighed[] = [];
  let least = Number.NEGATIVE_INFINITY;
  // Of equals the latest are shown: from the end on, most others are passed over at a glance.
  for (let index = observations.length - 1; index >= 0; index -= 1) {
    const observation = observations[index];
    if (observation === undefined) continue;
    const weight = weightOf(observation);
    if (weight < least) continue;
    const weighed = { observation, weight };
    const last = best.at(-1);
    if (best.length === count && last !== undefined && order(weighed, last) > 0) continue;
    best = [...best, weighed].sort(order).slice(0, count);
    if (best.length === count) least = best.at(-1)?.weight ?? least;
  }
  return best.map(({ observation }) => ({
    ...shown(observation.item),
    at: new Date(observation.at).toISOString(),
    value: contribution(observation, definition, window, spans),
    note: noted(observation.note),
  }));
}

/** An item as a page shows it: in what strangers wrote, nothing is hidden from the reader. */
function shown({ id, kind, title, url }: Item): Pick<EvidenceItem, 'id' | 'kind' | 'title' | 'url'> {
  return { id: legible(id), kind, title: legible(title), url };
}

const noted = (note: string | null): string | null => (note === null ? null : legible(note));

interface Weighed {
  observation: Observation;
  weight: number;
}

function weighing(
  observations: readonly Observation[],
  definition: Definition,
  window: Window,
  spans: boolean,
): (observation: Observation) => number {
  if (definition.kind === 'ratio') {
    const denominator = observations.reduce((sum, { of = 0 }) => sum + of, 0);
    const ratio =
      denominator === 0 ? 0 : observations.reduce((sum, { value }) => sum + value, 0) / denominator;
    return ({ value, of = 0 }) => Math.abs(value - ratio * of);
  }
  const sign = definition.kind === 'proportion' && definition.better === 'higher' ? -1 : 1;
  return (observation) => sign * (contribution(observation, definition, window, spans) ?? 0);
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
 * What an observation brings to the value; for what lasts, the share of the window in which it was under way; for
 * a ratio, its own one, null where it has no part in the denominator.
 */
function contribution(
  { at, until, value, of }: Observation,
  { kind }: Definition,
  window: Window,
  spans: boolean,
): number | null {
  if (kind === 'ratio') return of === undefined || of === 0 ? null : value / of;
  if (kind === 'proportion') return value / (of ?? 1);
  if (!spans) return value;
  const from = Math.max(at, window.start);
  const to = Math.min(until ?? window.end, window.end);
  return Math.max(0, to - from) / (window.end - window.start);
}
