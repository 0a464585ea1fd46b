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

const METRIC = 'pull-request-size';
const LIMIT = 400;

export default defineCheck(check);

/** Three in four pull requests of the quarter have under 400 lines: a median would hide the largest half. */
function check({ scorecard, evidence }: Seen): Outcome {
  if (scorecard === null) return NO_SCORECARD;
  const result = resultOf(scorecard, METRIC);
  if (result === undefined || result.summary.value === null)
    return nothingToCheck(result?.reason ?? 'The size of pull requests is not measured.');
  const { p75 } = result.summary;
  if (p75 === null) return nothingToCheck('Too few pull requests were merged for an upper quartile.');
  const sizes = (evidence?.behind[METRIC] ?? []).flatMap(({ value }) => value ?? []);
  const share = sizes.filter((size) => size > LIMIT).length / sizes.length;
  const beside =
    sizes.length === 0
      ? ''
      : `; ${formatValue(share, 'share')} have more than ${formatBounds([LIMIT], result.unit)}`;
  const found = `an upper quartile of ${formatValue(p75, result.unit, { avoid: [LIMIT] })}${beside}`;
  if (p75 < LIMIT) return judged([], found);
  return judged([
    {
      place: figurePlace(scorecard, METRIC),
      found,
      expected: `three in four under ${formatBounds([LIMIT], result.unit)}`,
      remedy: 'Split work so that each step can be merged by itself, behind a flag where it is not finished.',
    },
  ]);
}
