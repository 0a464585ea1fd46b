import type { Definition } from '../handbook/definition.ts';
import { units } from '../handbook/units.ts';
import { kinds } from '../stats/kinds.ts';
import {
  defineCheck,
  judged,
  nothingToCheck,
  type Outcome,
  type Seen,
  settingPlace,
  titleOf,
} from './core/check.ts';

const FAMILIES: readonly Definition['family'][] = ['delivery', 'flow', 'review'];

export default defineCheck(check);

/** Each KPI about speed has one of its counter-metrics among the team's KPIs. */
function check(seen: Seen): Outcome {
  const { team, definitions } = seen;
  const kpis = team.kpis.map(({ metric }) => metric);
  const speeds = kpis.flatMap((metric) => {
    const definition = definitions.get(metric);
    return definition !== undefined && isSpeed(definition) ? { metric, definition } : [];
  });
  if (speeds.length === 0) return nothingToCheck('No KPI of the team is about speed.');
  return judged(
    speeds
      .filter(({ definition }) => !definition.counterMetrics.some((counter) => kpis.includes(counter)))
      .map(({ metric, definition: { title, counterMetrics } }) => ({
        place: settingPlace(team, `KPI ${metric}`),
        found: `${title} with none of its counter-metrics beside it`,
        expected: `at least one of: ${counterMetrics.map((counter) => titleOf(seen, counter)).join(', ')}`,
        remedy: 'Put one of them among the KPIs, in the place of another if there are five.',
      })),
    speeds.map((speed) => pairOf(seen, speed, kpis)).join('; '),
  );
}

/** `Cycle time with Change failure rate` */
function pairOf(
  seen: Seen,
  { definition: { title, counterMetrics } }: { definition: Definition },
  kpis: readonly string[],
): string {
  const counters = counterMetrics.filter((counter) => kpis.includes(counter));
  return `${title} with ${counters.map((counter) => titleOf(seen, counter)).join(', ')}`;
}

function isSpeed({ family, kind, unit }: Definition): boolean {
  return FAMILIES.includes(family) && (kinds[kind].countsEvents || units[unit].hours !== undefined);
}
