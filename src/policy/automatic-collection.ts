import { DAY } from '../facts/time.ts';
import {
  defineCheck,
  figurePlace,
  judged,
  NO_SCORECARD,
  nothingToCheck,
  type Outcome,
  type Seen,
} from './core/check.ts';

const OLDEST_DAYS = 10;

export default defineCheck(check);

/** Each number has a source, which was read at most ten days before the scorecard's as-of time. */
function check({ scorecard }: Seen): Outcome {
  if (scorecard === null) return NO_SCORECARD;
  if (scorecard.metrics.every(({ summary }) => summary.value === null))
    return nothingToCheck('The scorecard holds no number.');
  if (scorecard.repositories.length === 0) {
    return judged([
      {
        place: figurePlace(scorecard, 'repositories'),
        found: 'numbers that name no source',
        expected: 'the repository or the tool that each number was read from',
        remedy: 'Run npm run snapshot and npm run score: numbers are read by a machine, not typed.',
      },
    ]);
  }
  return judged(
    scorecard.repositories.flatMap(({ name, source, readThrough }) => {
      const place = figurePlace(scorecard, name);
      if (source.trim() === '') {
        return {
          place,
          found: `no source for ${name}`,
          expected: 'where its facts come from',
          remedy: 'Name its source in org.yaml, then run npm run snapshot and npm run score.',
        };
      }
      const days = (Date.parse(scorecard.asOf) - Date.parse(readThrough)) / DAY;
      if (days <= OLDEST_DAYS) return [];
      return {
        place,
        found: `${name}, read through ${readThrough}, ${Math.floor(days)} days before ${scorecard.asOf}`,
        expected: `facts at most ${OLDEST_DAYS} days older than the scorecard`,
        remedy: 'Run npm run snapshot, on a schedule, then npm run score.',
      };
    }),
  );
}
