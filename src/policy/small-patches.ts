import { formatBounds, formatValue } from '../scorecard/format.ts';
import {
  defineCheck,
  figurePlace,
  judged,
  NO_SCORECARD,
  nothingToCheck,
  type Outcome,
  resultOf,
  type Seen,
} from './core/check.ts';

const METRIC = 'pull-request-size';
const LIMIT = 400;

export default defineCheck(check);

/** The median pull request of the quarter has under 400 lines. */
function check({ scorecard }: Seen): Outcome {
  if (scorecard === null) return NO_SCORECARD;
  const result = resultOf(scorecard, METRIC);
  const value = result?.summary.value ?? null;
  if (result === undefined || value === null)
    return nothingToCheck(result?.reason ?? 'The size of pull requests is not measured.');
  if (value < LIMIT) return judged([]);
  return judged([
    {
      place: figurePlace(scorecard, METRIC),
      found: `a median of ${formatValue(value, result.unit, { avoid: [LIMIT] })}`,
      expected: `under ${formatBounds([LIMIT], result.unit)}`,
      remedy: 'Split work so that each step can be merged by itself, behind a flag where it is not finished.',
    },
  ]);
}
