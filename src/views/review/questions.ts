import type { Handbook } from '../../handbook/handbook.ts';
import type { MetricResult, Scorecard } from '../../scorecard/schema.ts';
import { type Entry, entryOf } from '../entries.ts';
import { kpiResultsOf, type Library } from '../library.ts';
import { paidWith } from '../pairs.ts';

/** A question to ask about a quarter, and the playbook that it is from. */
export interface Question {
  ask: string;
  playbook: Entry;
}

const ASKED = 3;

/**
 * Questions from the playbooks that apply: first those of what worsened, a KPI or a metric that guards one, then those
 * of KPIs out of range. Each playbook asks once before one asks twice.
 */
export function questionsOf(handbook: Handbook, library: Library, cards: readonly Scorecard[]): Question[] {
  const worsened = cards.flatMap((card) => [
    ...kpiResultsOf(card).filter(({ verdict }) => verdict === 'worsened'),
    ...kpiResultsOf(card).flatMap((result) =>
      paidWith(library, card, result).flatMap((counter) => counter.result ?? []),
    ),
  ]);
  const outside = cards.flatMap((card) => kpiResultsOf(card).filter(isOutside));
  const ids = [...worsened, ...outside].flatMap(({ id }) => handbook.metrics.get(id)?.playbooks ?? []);
  const playbooks = [...new Set(ids)].flatMap((id) => {
    const questions = handbook.playbooks.get(id)?.questions ?? [];
    return questions.length === 0 ? [] : [{ entry: entryOf(handbook, 'playbook', id), questions }];
  });
  const rounds = Math.max(0, ...playbooks.map(({ questions }) => questions.length));
  return Array.from({ length: rounds }, (_, round) =>
    playbooks.flatMap(({ entry, questions }) => {
      const ask = questions[round];
      return ask === undefined ? [] : [{ ask, playbook: entry }];
    }),
  )
    .flat()
    .slice(0, ASKED);
}

function isOutside({ ranges }: MetricResult): boolean {
  return ranges.some(({ position }) => position === 'outside');
}
