import { resultOf } from '../scorecard/resultOf.ts';
import type { MetricResult, Scorecard } from '../scorecard/schema.ts';
import { cardsOf, type Library } from './library.ts';

/**
 * @returns a business metric's result in the same quarter: the team's own where it has a value, else the organisation's;
 * null where neither has one
 */
export function servedIn(
  { quarters }: Library,
  scorecard: Scorecard,
  metric: string,
): { card: Scorecard; result: MetricResult } | null {
  const shelf = quarters.find(({ id }) => id === scorecard.quarter.id);
  const organisation = (shelf === undefined ? [] : cardsOf(shelf)).filter(
    ({ scope }) => scope.kind === 'organisation',
  );
  for (const card of [scorecard, ...organisation]) {
    const result = resultOf(card, metric);
    if (result !== undefined && result.summary.value !== null) return { card, result };
  }
  return null;
}
