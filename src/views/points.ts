import type { QuarterPoint } from '../charts/quarterTrend.ts';
import type { Past } from './library.ts';

/**
 * A metric's past as points of a trend; a new version of the definition is a break, and so is the
 * first of restated numbers that follow each other.
 * @param restated whether a quarter's number differs from what was sealed
 */
export function pointsOf(
  history: readonly Past[],
  restated: (quarter: string) => boolean = () => false,
): QuarterPoint[] {
  return history.map(({ quarter, result }, index) => {
    const before = history[index - 1]?.result.definitionVersion;
    const { definitionVersion, summary, state, verdict } = result;
    return {
      quarter: quarter.id,
      value: summary.value,
      low: summary.interval?.low ?? null,
      high: summary.interval?.high ?? null,
      state,
      verdict,
      ...(before !== undefined && before !== definitionVersion
        ? { breakBefore: `definition ${definitionVersion}` }
        : restated(quarter.id) && !restated(history[index - 1]?.quarter.id ?? '')
          ? { breakBefore: 'restated' }
          : {}),
    };
  });
}
