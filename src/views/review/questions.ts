import type { Handbook } from '../../handbook/handbook.ts';
import type { MetricResult, Scorecard } from '../../scorecard/schema.ts';
import { type Entry, entryOf } from '../entries.ts';
import { kpiResultsOf, type Library } from '../library.ts';
import { paidWith } from '../pairs.ts';
import type { OutOfRange } from './outOfRange.ts';

/** A question to ask about a quarter, and the playbook that it is from. */
export interface Question {
  ask: string;
  playbook: Entry;
  /** The title of the metric whose number calls for it. */
  about: string;
}

const ASKED = 3;

/**
 * Questions from the playbooks that apply: first those of what is out of range, in the order in which the review lists
 * it, then those of what else worsened, a KPI or a metric that guards one. The first playbook of each metric asks before
 * the second one of any, and each asks once before one asks twice.
 */
export function questionsOf(
  handbook: Handbook,
  library: Library,
  cards: readonly Scorecard[],
  outside: readonly OutOfRange[],
): Question[] {
  const worsened = cards.flatMap((card) => [
    ...kpiResultsOf(card).filter(({ verdict }) => verdict === 'worsened'),
    ...kpiResultsOf(card).flatMap((result) =>
      paidWith(library, card, result).flatMap((counter) => counter.result ?? []),
    ),
  ]);
  const asking: MetricResult[] = [...outside.map(({ result }) => result), ...worsened];
  const playbooks = new Map<string, { about: string; questions: readonly string[] }>();
  const metrics = [...new Set(asking.map(({ id }) => id))].flatMap((id) => handbook.metrics.get(id) ?? []);
  const most = Math.max(0, ...metrics.map((metric) => metric.playbooks.length));
  for (let rank = 0; rank < most; rank++)
    for (const { title, playbooks: ids } of metrics) {
      const id = ids[rank];
      if (id === undefined || playbooks.has(id)) continue;
      playbooks.set(id, { about: title, questions: handbook.playbooks.get(id)?.questions ?? [] });
    }
  const rounds = Math.max(0, ...[...playbooks.values()].map(({ questions }) => questions.length));
  return Array.from({ length: rounds }, (_, round) =>
    [...playbooks].flatMap(([id, { about, questions }]) => {
      const ask = questions[round];
      return ask === undefined ? [] : [{ ask, about, playbook: entryOf(handbook, 'playbook', id) }];
    }),
  )
    .flat()
    .slice(0, ASKED);
}
