import { formatBounds, formatValue } from '../scorecard/format.ts';
import { resultOf } from '../scorecard/resultOf.ts';
import type { Evidence, Scorecard } from '../scorecard/schema.ts';
import {
  defineCheck,
  figurePlace,
  judged,
  NO_SCORECARD,
  nothingToCheck,
  type Outcome,
  type Seen,
  settingPlace,
} from './core/check.ts';

const METRIC = 'work-in-progress';

/** A limit that is passed now and then still holds; one that is passed for longer is none. */
const TOLERATED_SHARE = 0.1;

export default defineCheck(check);

/** The team states a limit for work in progress, and no more than that is open for at least 90 % of the time. */
function check({ team, scorecard, evidence }: Seen): Outcome {
  const limit = team.workInProgressLimit;
  if (limit === null) {
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
  if (result === undefined || evidence === null || result.summary.value === null)
    return nothingToCheck(result?.reason ?? 'Work in progress is not measured.');
  const share = shareAbove(limit, scorecard, evidence);
  const bound = formatBounds([limit], result.unit);
  const found = `more than the limit of ${bound} open for ${formatValue(share, 'share', { avoid: [TOLERATED_SHARE] })} of the time`;
  if (share <= TOLERATED_SHARE) return judged([], found);
  return judged([
    {
      place: figurePlace(scorecard, METRIC),
      found,
      expected: `at most ${bound} open, but for ${formatBounds([TOLERATED_SHARE], 'share')} of the time`,
      remedy: 'Finish or close what is open before anything new is started.',
    },
  ]);
}

/** @returns the share of the quarter's time so far in which more was open than the limit */
function shareAbove(limit: number, { quarter, asOf }: Scorecard, evidence: Evidence): number {
  const start = Date.parse(quarter.start);
  const length = Math.min(Date.parse(quarter.end), Date.parse(asOf)) - start;
  const changes = (evidence.behind[METRIC] ?? [])
    .flatMap(({ at, value }) => {
      const from = Math.max(0, Date.parse(at) - start);
      // The evidence of a level says for how much of the quarter each item was open.
      return [
        { at: from, by: 1 },
        { at: from + (value ?? 0) * length, by: -1 },
      ];
    })
    .sort((a, b) => a.at - b.at || a.by - b.by);
  let open = 0;
  let since = 0;
  let above = 0;
  for (const { at, by } of changes) {
    if (open > limit) above += at - since;
    open += by;
    since = at;
  }
  return above / length;
}
