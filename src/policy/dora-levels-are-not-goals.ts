import { formatBounds } from '../scorecard/format.ts';
import {
  defineCheck,
  judged,
  nothingToCheck,
  type Outcome,
  type Seen,
  settingPlace,
  titleOf,
} from './core/check.ts';

export default defineCheck(check);

/** Each target on a metric for which DORA describes levels says where it comes from, and that is not a table of levels. */
function check(seen: Seen): Outcome {
  const { team, definitions } = seen;
  const targets = team.kpis.flatMap(({ metric, target, origin }) => {
    const definition = definitions.get(metric);
    const clusters = definition?.ranges.filter(({ source }) => source.publisher.startsWith('DORA')) ?? [];
    return target === undefined || definition === undefined || clusters.length === 0
      ? []
      : { metric, target, origin, unit: definition.unit };
  });
  if (targets.length === 0) return nothingToCheck('The team has set no target on a metric of DORA’s.');
  return judged(
    targets.flatMap(({ metric, target, origin, unit }) => {
      if (origin !== undefined && origin !== 'table') return [];
      return {
        place: settingPlace(team, `KPI ${metric}, ${origin === undefined ? 'target' : 'origin'}`),
        found: `${formatBounds([target], unit)}, ${origin === undefined ? 'without its origin' : 'copied from a table'}`,
        expected: `a target for ${titleOf(seen, metric)} that comes from the team’s own baseline, an agreement or a regulation`,
        remedy:
          origin === undefined
            ? 'Say where it comes from with `origin: own-baseline`, `agreement` or `regulation`. Copied from a report, it does not count as a goal.'
            : 'Set it from the team’s own history, or choose a practice instead and watch the number follow.',
      };
    }),
  );
}
