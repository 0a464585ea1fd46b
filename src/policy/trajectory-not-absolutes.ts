import { formatCount } from '../scorecard/format.ts';
import { resultOf } from '../scorecard/resultOf.ts';
import {
  defineCheck,
  figurePlace,
  judged,
  NO_SCORECARD,
  nothingToCheck,
  type Outcome,
  type Seen,
  titleOf,
} from './core/check.ts';

export default defineCheck(check);

/** Each KPI with a value has a baseline to compare it with, from the team's second quarter on. */
function check(seen: Seen): Outcome {
  const { team, scorecard } = seen;
  if (scorecard === null) return NO_SCORECARD;
  const values = team.kpis.flatMap(({ metric }) => {
    const result = resultOf(scorecard, metric);
    return result === undefined || result.summary.value === null ? [] : result;
  });
  if (values.length === 0) return nothingToCheck('No KPI has a value in this quarter.');
  if (scorecard.metrics.every(({ baseline }) => baseline === null))
    return nothingToCheck('No earlier quarter of the team is shown.');
  return judged(
    values
      .filter(({ baseline }) => (baseline?.summary.value ?? null) === null)
      .map(({ id }) => ({
        place: figurePlace(scorecard, id),
        found: `${titleOf(seen, id)} with a value and no baseline`,
        expected: 'a KPI that is compared with the team’s own past',
        remedy:
          'Keep it as a metric until a quarter lies behind it, or name an earlier baseline in org.yaml.',
      })),
    `${formatCount(values.length, 'KPI', 'KPIs')} with a value and a baseline`,
  );
}
