import { formatBounds, formatValue, scaleFor } from '../scorecard/format.ts';
import { resultOf } from '../scorecard/resultOf.ts';
import {
  defineCheck,
  judged,
  NO_SCORECARD,
  nothingToCheck,
  type Outcome,
  reviewPlace,
  type Seen,
} from './core/check.ts';

const SIGNS = ['overtime', 'on-call-load', 'meeting-density', 'context-switching'];

export default defineCheck(check);

/** The team's review answers each sign of overload that is past the threshold of its metric's warnings. */
function check(seen: Seen): Outcome {
  const { scorecard, definitions, review } = seen;
  if (scorecard === null) return NO_SCORECARD;
  const signs = SIGNS.flatMap((metric) => {
    const definition = definitions.get(metric);
    const value = resultOf(scorecard, metric)?.summary.value ?? null;
    const thresholds = definition?.warnings.flatMap(({ above }) => above ?? []) ?? [];
    return definition === undefined || value === null || thresholds.length === 0
      ? []
      : { metric, definition, value, threshold: Math.min(...thresholds) };
  });
  if (signs.length === 0) return nothingToCheck('No sign of overload is imported or measured.');
  return judged(
    signs
      .filter(({ metric, value, threshold }) => value > threshold && !answers(review, metric))
      .map(({ metric, definition: { title, unit }, value, threshold }) => ({
        place: reviewPlace(seen),
        found: `no response to ${title}, which is at ${formatValue(value, unit, { avoid: [threshold], scale: scaleFor(unit, [threshold]) })}`,
        expected: `a response to each sign of overload above ${formatBounds([threshold], unit)}`,
        remedy: `Step in now, then write under responses, with metric: ${metric}, what you take off the team.`,
      })),
  );
}

function answers(review: Seen['review'], metric: string): boolean {
  return review?.responses.some((response) => response.metric === metric) ?? false;
}
