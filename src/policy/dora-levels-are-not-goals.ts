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

/** No target equals a bound of a cluster that a DORA report describes. */
function check(seen: Seen): Outcome {
  const { team, definitions } = seen;
  const targets = team.kpis.flatMap(({ metric, target }) => {
    const definition = definitions.get(metric);
    const clusters = definition?.ranges.filter(({ source }) => source.publisher.startsWith('DORA')) ?? [];
    return target === undefined || definition === undefined || clusters.length === 0
      ? []
      : { metric, target, unit: definition.unit, clusters };
  });
  if (targets.length === 0) return nothingToCheck('The team has set no target on a metric of DORA’s.');
  return judged(
    targets.flatMap(({ metric, target, unit, clusters }) => {
      const equal = clusters.filter(({ min, max }) => target === min || target === max);
      if (equal.length === 0) return [];
      return {
        place: settingPlace(team, `KPI ${metric}, target`),
        found: `${formatBounds([target], unit)}, a bound of ${equal.map(({ label }) => label).join('; ')}`,
        expected: `a target for ${titleOf(seen, metric)} that comes from the team’s own baseline`,
        remedy:
          'Set it from the team’s own history, or choose a practice instead and watch the number follow.',
      };
    }),
  );
}
