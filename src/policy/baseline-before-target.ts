import { resultOf } from '../scorecard/resultOf.ts';
import {
  defineCheck,
  judged,
  NO_SCORECARD,
  nothingToCheck,
  type Outcome,
  type Seen,
  settingPlace,
  titleOf,
} from './core/check.ts';

export default defineCheck(check);

/** A KPI with a target has a baseline on the team's scorecard. */
function check(seen: Seen): Outcome {
  const { team, scorecard } = seen;
  const targets = team.kpis.filter(({ target }) => target !== undefined);
  if (targets.length === 0) return nothingToCheck('The team has set no target.');
  if (scorecard === null) return NO_SCORECARD;
  const results = targets.map(({ metric }) => ({ metric, result: resultOf(scorecard, metric) }));
  const open = results.filter(({ result }) => result?.state !== 'withheld');
  if (open.length === 0) return nothingToCheck('The figures of this quarter are withheld.');
  return judged(
    open
      .filter(({ result }) => (result?.baseline?.summary.value ?? null) === null)
      .map(({ metric }) => ({
        place: settingPlace(team, `KPI ${metric}, target`),
        found: `a target for ${titleOf(seen, metric)}, which has no baseline in ${scorecard.quarter.id}`,
        expected: 'a target only where earlier quarters say where the team stands',
        remedy: 'Remove the target until the scorecard shows a baseline, then set it from there.',
      })),
  );
}
