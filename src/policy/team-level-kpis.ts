import { formatCount } from '../scorecard/format.ts';
import { FEWEST_PEOPLE } from '../scoring/suppression.ts';
import {
  defineCheck,
  figurePlace,
  judged,
  type Outcome,
  type Seen,
  settingPlace,
  titleOf,
} from './core/check.ts';

export default defineCheck(check);

/**
 * No KPI is of the pulse or activity tier, and no figure is shown of one to three active people. A quarter
 * without active people says nothing about a person: its deployment frequency of 0 may be shown.
 */
function check(seen: Seen): Outcome {
  const { team, definitions, scorecard } = seen;
  const chosen = team.kpis.flatMap(({ metric }) => {
    const tier = definitions.get(metric)?.tier;
    if (tier !== 'pulse' && tier !== 'activity') return [];
    return {
      place: settingPlace(team, `KPI ${metric}`),
      found: `${titleOf(seen, metric)}, which is of the ${tier} tier`,
      expected: 'KPIs that describe a team',
      remedy: 'Choose a leading, lagging or business metric instead.',
    };
  });
  const shown =
    scorecard === null || scorecard.activePeople === 0 || scorecard.activePeople >= FEWEST_PEOPLE
      ? []
      : scorecard.metrics
          .filter(({ summary }) => summary.value !== null)
          .map(({ id }) => ({
            place: figurePlace(scorecard, id),
            found: `a value of ${formatCount(scorecard.activePeople, 'active person', 'active people')}`,
            expected: `figures withheld below ${FEWEST_PEOPLE} active people`,
            remedy: 'Run npm run score, which withholds them, and do not publish this file.',
          }));
  return judged([...chosen, ...shown]);
}
