import { resultOf } from '../scorecard/resultOf.ts';
import {
  defineCheck,
  judged,
  NO_SCORECARD,
  nothingToCheck,
  type Outcome,
  reviewPlace,
  type Seen,
  titleOf,
} from './core/check.ts';

export default defineCheck(check);

/** The team's review answers each KPI of a closed quarter that lies outside a range that a source recommends. */
function check(seen: Seen): Outcome {
  const { team, scorecard, review } = seen;
  if (scorecard === null) return NO_SCORECARD;
  if (!scorecard.quarter.closed) return nothingToCheck('The quarter is not over: no review is due.');
  const outside = team.kpis
    .map(({ metric }) => metric)
    .filter((metric) => resultOf(scorecard, metric)?.ranges.some(({ position }) => position === 'outside'));
  if (outside.length === 0) return nothingToCheck('No KPI lies outside a range that a source recommends.');
  const place = reviewPlace(seen);
  const unanswered = outside.filter(
    (metric) => !review?.responses.some((response) => response.metric === metric),
  );
  return judged(
    unanswered.map((metric) => ({
      place,
      found: `${review === null ? 'no review, and so no' : 'no'} response to ${titleOf(seen, metric)}`,
      expected: 'a response to each KPI outside a range that a source recommends',
      remedy: `Write under responses, with metric: ${metric}, what the team makes of it and what it will change, or why nothing.`,
    })),
  );
}
