import { defineCheck, NO_SCORECARD, nothingToCheck, type Outcome, type Seen } from './core/check.ts';
import { judgeByLimit } from './core/limit.ts';

export default defineCheck(check);

/** Tests run at least 60 % of the critical code at the end of a quarter. */
function check({ scorecard }: Seen): Outcome {
  if (scorecard === null) return NO_SCORECARD;
  if (!scorecard.quarter.closed) return nothingToCheck('The quarter is not over.');
  return judgeByLimit(scorecard, {
    metric: 'test-coverage',
    limit: 0.6,
    isLeast: true,
    unmeasured: 'No coverage of critical code is imported.',
    found: (value) => `${value} of the critical code run by tests`,
    expected: (limit) => `at least ${limit}`,
    remedy: 'Test what costs money or trust first, with the next change that touches it.',
  });
}
