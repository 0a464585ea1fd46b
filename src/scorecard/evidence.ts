import type { Window } from '../facts/quarter.ts';
import type { Definition } from '../handbook/definition.ts';
import type { Observation } from '../metrics/populations/observation.ts';
import type { Evidence, EvidenceItem } from './schema.ts';
import { type Series, sliceOf } from './series.ts';

/** One metric's part in a page's evidence. */
export interface Behind {
  id: string;
  definition: Definition;
  series: Series;
  window: Window;
}

/** @returns every item behind a page's numbers, each once, with its value for each metric */
export function itemsBehind(metrics: readonly Behind[]): Evidence['items'] {
  const items = new Map<string, Evidence['items'][number]>();
  const iso = isoOf();
  for (const { id, definition, series, window } of metrics) {
    for (const observation of sliceOf(series, window)) {
      const { item, note } = observation;
      let known = items.get(item.id);
      if (known === undefined) {
        known = { id: item.id, kind: item.kind, title: item.title, url: item.url, values: {} };
        items.set(item.id, known);
      }
      known.values[id] = {
        at: iso(observation.at),
        value: contribution(observation, definition, window),
        note,
      };
    }
  }
  return [...items.values()];
}

/** @returns a sample's most influential items: the longest, the failing, or the latest ones */
export function mostInfluential(
  observations: readonly Observation[],
  definition: Definition,
  window: Window,
  count: number,
): EvidenceItem[] {
  const sign = definition.kind === 'proportion' && definition.better === 'higher' ? -1 : 1;
  const order = (a: Weighed, b: Weighed): number =>
    sign * (b.value - a.value) ||
    b.observation.at - a.observation.at ||
    (a.observation.item.id < b.observation.item.id ? -1 : 1);
  let best: Weighed[] = [];
  for (const observation of observations) {
    const weighed = { observation, value: contribution(observation, definition, window) };
    const last = best.at(-1);
    if (best.length === count && last !== undefined && order(weighed, last) > 0) continue;
    best = [...best, weighed].sort(order).slice(0, count);
  }
  return best.map(({ observation: { at, item, note }, value }) => ({
    ...item,
    at: new Date(at).toISOString(),
    value,
    note,
  }));
}

interface Weighed {
  observation: Observation;
  value: number;
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

/** What an observation brings to the value; for a level, the share of the window during which it was under way. */
function contribution({ at, until, value }: Observation, { kind }: Definition, window: Window): number {
  if (kind !== 'level') return value;
  const from = Math.max(at, window.start);
  const to = Math.min(until ?? window.end, window.end);
  return Math.max(0, to - from) / (window.end - window.start);
}
