import { formatBounds, formatValue } from '../scorecard/format.ts';
import { resultOf } from '../scorecard/resultOf.ts';
import {
  defineCheck,
  figurePlace,
  judged,
  NO_SCORECARD,
  nothingToCheck,
  type Outcome,
  type Seen,
} from './core/check.ts';

const METRIC = 'test-coverage';
const LEAST = 0.6;

export default defineCheck(check);

/** Tests run at least 60 % of the critical code at the end of a quarter. */
function check({ scorecard }: Seen): Outcome {
  if (scorecard === null) return NO_SCORECARD;
  if (!scorecard.quarter.closed) return nothingToCheck('The quarter is not over.');
  const result = resultOf(scorecard, METRIC);
  const value = result?.summary.value ?? null;
  if (result === undefined || value === null)
    return nothingToCheck(result?.reason ?? 'No coverage of critical code is imported.');
  const found = `${formatValue(value, result.unit, { avoid: [LEAST] })} of the critical code run by tests`;
  if (value >= LEAST) return judged([], found);
  return judged([
    {
      place: figurePlace(scorecard, METRIC),
      found,
      expected: `at least ${formatBounds([LEAST], result.unit)}`,
      remedy: 'Test what costs money or trust first, with the next change that touches it.',
    },
  ]);
}
