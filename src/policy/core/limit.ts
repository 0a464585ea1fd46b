import { formatBounds, formatValue } from '../../scorecard/format.ts';
import { resultOf } from '../../scorecard/resultOf.ts';
import type { Scorecard } from '../../scorecard/schema.ts';
import { figurePlace, judged, nothingToCheck, type Outcome } from './check.ts';

export interface Limit {
  metric: string;
  limit: number;
  /** Whether the limit is the lowest value that is kept to; else the value must be under it. */
  isLeast?: true;
  /** A sentence for when the metric has no result. */
  unmeasured: string;
  /** Given the value and the limit in the metric's unit. */
  found: (value: string) => string;
  expected: (limit: string) => string;
  remedy: string;
}

/** Judges a metric's value of the quarter by a limit. */
export function judgeByLimit(
  scorecard: Scorecard,
  { metric, limit, isLeast, unmeasured, found, expected, remedy }: Limit,
): Outcome {
  const result = resultOf(scorecard, metric);
  const value = result?.summary.value ?? null;
  if (result === undefined || value === null) return nothingToCheck(result?.reason ?? unmeasured);
  if (isLeast ? value >= limit : value < limit) return judged([]);
  return judged([
    {
      place: figurePlace(scorecard, metric),
      found: found(formatValue(value, result.unit, { avoid: [limit] })),
      expected: expected(formatBounds([limit], result.unit)),
      remedy,
    },
  ]);
}
