import { defineCheck, judged, NO_SCORECARD, type Outcome, type Seen, settingPlace } from './core/check.ts';
import { judgeByLimit } from './core/limit.ts';

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
  return judgeByLimit(scorecard, {
    metric: METRIC,
    limit,
    unmeasured: 'Work in progress is not measured.',
    found: (value) => `a level of ${value}`,
    expected: (bound) => `under the team’s own limit of ${bound}`,
    remedy: 'Finish or close what is open before anything new is started.',
  });
}
