import { formatCount } from '../scorecard/format.ts';
import { defineCheck, judged, type Outcome, type Seen, settingPlace } from './core/check.ts';

export default defineCheck(check);

/** A team has at least three KPIs and at most five. */
function check({ team }: Seen): Outcome {
  const { length } = team.kpis;
  const found = formatCount(length, 'KPI', 'KPIs');
  if (length >= 3 && length <= 5) return judged([], found);
  return judged([
    {
      place: settingPlace(team, 'kpis'),
      found,
      expected: 'three to five',
      remedy:
        length < 3
          ? 'Add what would show the cost of improving the others.'
          : 'Keep those that the team acts upon; the others stay metrics and are shown all the same.',
    },
  ]);
}
