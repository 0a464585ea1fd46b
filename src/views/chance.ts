import { formatCount } from '../scorecard/format.ts';
import type { MetricResult } from '../scorecard/schema.ts';
import { TAIL } from '../stats/confidence.ts';

/** How often a quarter in which nothing changed is called a change; simulations show about as much, for most kinds less. */
const FALSE_ALARMS = 2 * TAIL;

/** Below this, "about one of them" would say too much. */
const NEARLY_ONE = 0.75;

/**
 * How many of the verdicts on a page chance alone would bring, in a sentence; null without a verdict that compares.
 * The expectation holds however much the numbers depend on each other.
 */
export function chanceSentence(results: readonly Pick<MetricResult, 'verdict'>[]): string | null {
  const compared = results.filter(
    ({ verdict }) =>
      verdict === 'improved' || verdict === 'worsened' || verdict === 'steady' || verdict === 'cannot-tell',
  ).length;
  if (compared === 0) return null;
  const expected = compared * FALSE_ALARMS;
  const comparisons = formatCount(compared, 'comparison', 'comparisons');
  const alarms =
    expected < NEARLY_ONE
      ? `about one such page in ${Math.round(1 / expected)} would still show a change`
      : `about ${Math.round(expected)} would still be called a change`;
  return `With ${comparisons} on this page, ${alarms} if nothing had changed: chance brings about 5 in 100.`;
}
