import { defineCheck, NO_SCORECARD, type Outcome, type Seen } from './core/check.ts';
import { judgeByLimit } from './core/limit.ts';

export default defineCheck(check);

/** The median pull request of the quarter has under 400 lines. */
function check({ scorecard }: Seen): Outcome {
  if (scorecard === null) return NO_SCORECARD;
  return judgeByLimit(scorecard, {
    metric: 'pull-request-size',
    limit: 400,
    unmeasured: 'The size of pull requests is not measured.',
    found: (value) => `a median of ${value}`,
    expected: (limit) => `under ${limit}`,
    remedy: 'Split work so that each step can be merged by itself, behind a flag where it is not finished.',
  });
}
