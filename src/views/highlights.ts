import type { MetricResult, Scorecard } from '../scorecard/schema.ts';
import { kpiResultsOf } from './library.ts';

/** A KPI whose change counts. */
export interface Highlight {
  scorecard: Scorecard;
  result: MetricResult;
}

/** The KPIs that improved and that worsened, the largest relative change first. */
export function highlightsOf(teams: readonly Scorecard[]): { improved: Highlight[]; worsened: Highlight[] } {
  const all = teams.flatMap((scorecard) => kpiResultsOf(scorecard).map((result) => ({ scorecard, result })));
  const changed = (verdict: MetricResult['verdict']): Highlight[] =>
    all
      .filter(({ result }) => result.verdict === verdict)
      .sort(
        (a, b) =>
          sizeOf(b.result) - sizeOf(a.result) || a.scorecard.scope.name.localeCompare(b.scorecard.scope.name),
      );
  return { improved: changed('improved'), worsened: changed('worsened') };
}

/** How far a change is from none, alike for halving and doubling. */
function sizeOf({ baseline }: MetricResult): number {
  const relative = baseline?.change?.relative;
  if (relative === null || relative === undefined) return 0;
  return relative <= -1 ? Number.POSITIVE_INFINITY : Math.abs(Math.log(1 + relative));
}
