import { formatCount } from '../scorecard/format.ts';
import {
  defineCheck,
  figurePlace,
  judged,
  NO_SCORECARD,
  nothingToCheck,
  type Outcome,
  type Seen,
} from './core/check.ts';

const METRIC = 'change-failure-rate';

/** How the evidence of a failed deployment reads when nothing but the time links it to its failure. */
const BY_TIME = [/ began during it or within \S+ h after it$/, / is a hotfix opened after it$/];

export default defineCheck(check);

/** More than half of the quarter's failures name the deployment that caused them. */
function check({ scorecard, evidence }: Seen): Outcome {
  if (scorecard === null) return NO_SCORECARD;
  const failures = (evidence?.behind[METRIC] ?? []).filter(({ value }) => value === 1);
  if (failures.length === 0) return nothingToCheck('This quarter’s evidence has no failed deployment.');
  const byTime = failures.filter(({ note }) => BY_TIME.some((pattern) => pattern.test(note ?? '')));
  const found = `${formatCount(byTime.length, 'failure', 'failures')} of ${failures.length} put down to a deployment by time alone`;
  if (byTime.length * 2 < failures.length) return judged([], found);
  return judged([
    {
      place: figurePlace(scorecard, METRIC),
      found,
      expected: 'less than half: most incidents and hotfixes name what caused them',
      remedy:
        'Name the cause in the incident: the deployment, the pull request, the commit or the tag. Call a defect that was there before a bug, without the incident label.',
    },
  ]);
}
