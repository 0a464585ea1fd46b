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
 * it, then those of what else worsened, a KPI or a metric that guards one. Each playbook asks once before one asks twice.
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
  for (const { id } of asking) {
    const metric = handbook.metrics.get(id);
    for (const playbook of metric?.playbooks ?? []) {
      const questions = handbook.playbooks.get(playbook)?.questions ?? [];
      if (!playbooks.has(playbook)) playbooks.set(playbook, { about: metric?.title ?? id, questions });
    }
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
