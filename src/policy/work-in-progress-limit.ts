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
  settingPlace,
} from './core/check.ts';

const METRIC = 'work-in-progress';

export default defineCheck(check);

/** The team states a limit for work in progress, and its level stays under it. */
function check({ team, scorecard }: Seen): Outcome {
  const limit = team.limits?.[METRIC];
  if (limit === undefined) {
    return judged([
      {
        place: settingPlace(team, 'limits'),
        found: 'no limit for work in progress',
        expected: 'the number of pull requests that the team wants to have open at once',
        remedy: 'Agree on how much may be open at once, and write it under limits.',
      },
    ]);
  }
  if (scorecard === null) return NO_SCORECARD;
  const result = resultOf(scorecard, METRIC);
  const value = result?.summary.value ?? null;
  if (result === undefined || value === null)
    return nothingToCheck(result?.reason ?? 'Work in progress is not measured.');
  if (value < limit) return judged([]);
  return judged([
    {
      place: figurePlace(scorecard, METRIC),
      found: `a level of ${formatValue(value, result.unit, { avoid: [limit] })}`,
      expected: `under the team’s own limit of ${formatBounds([limit], result.unit)}`,
      remedy: 'Finish or close what is open before anything new is started.',
    },
  ]);
}
