import type { Definition } from '../handbook/definition.ts';
import { formatChange } from '../scorecard/format.ts';
import type { MetricResult } from '../scorecard/schema.ts';
import { verdictOf } from '../scorecard/verdict.ts';
import { type Mark, markOf } from './verdictMark.ts';

/** How a metric compares with the quarter before, beside its verdict against the baseline. */
export interface SinceLast {
  quarter: string;
  verdict: MetricResult['verdict'];
  mark: Mark;
  /** `12 % shorter`; null where the two cannot be compared. */
  change: string | null;
}

/** A metric against the quarter before, judged as against its baseline; null without a number then or now. */
export function sinceLast(
  result: MetricResult,
  definition: { band?: Definition['band'] | null } | undefined,
): SinceLast | null {
  const { previous, summary, state, better, materiality, unit } = result;
  const quarter = previous?.quarters.at(-1);
  const then = previous?.summary.value ?? null;
  if (previous === null || quarter === undefined || then === null || summary.value === null) return null;
  const verdict = verdictOf({
    state,
    better,
    band: definition?.band ?? undefined,
    baselineValue: then,
    value: summary.value,
    change: previous.change,
    obstacle: previous.obstacle,
    materiality,
  });
  return {
    quarter,
    verdict,
    mark: markOf({ state, verdict, better }),
    change: previous.change === null ? null : formatChange(previous.change, unit, { materiality }),
  };
}
