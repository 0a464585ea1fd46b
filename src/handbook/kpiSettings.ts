import { presentPeriodName } from '../facts/periodWords.ts';
import { Problem, ProblemCollector } from '../facts/problem.ts';
import { type Calendar, quarterAt, quarterOf } from '../facts/quarter.ts';
import { kinds } from '../stats/kinds.ts';
import type { Definition } from './definition.ts';
import type { Organisation } from './organisation.ts';
import { units } from './units.ts';

/**
 * Checks what `org.yaml` says of KPIs with the metrics' definitions: the organisation's KPIs describe no single
 * person, and a target is a value that its metric can have.
 * @throws Problem (exit 2) with every problem
 */
export function checkKpiSettings(
  { kpis = [], teams, groups }: Pick<Organisation, 'kpis' | 'teams' | 'groups'>,
  definitions: ReadonlyMap<string, Definition>,
): void {
  const problems = new ProblemCollector();
  for (const { metric } of kpis) {
    const definition = definitions.get(metric);
    if (definition?.tier !== 'pulse' && definition?.tier !== 'activity') continue;
    problems.add(
      new Problem({
        place: `org.yaml (kpis, ${metric})`,
        found: `${definition.title}, which is of the ${definition.tier} tier`,
        expected: 'KPIs that describe teams, as the rule `team-level-kpis` says',
        remedy: 'Choose a leading, lagging or business metric instead.',
        exitCode: 2,
      }),
    );
  }
  for (const { what, id, kpis: own = [] } of scopesIn({ teams, groups })) {
    for (const { metric, target } of own) {
      const definition = definitions.get(metric);
      if (definition === undefined || target === undefined || isPossible(target, definition)) continue;
      problems.add(
        new Problem({
          place: `org.yaml (${what} ${id}, KPI ${metric}, target)`,
          found: String(target),
          expected:
            kinds[definition.kind].highest === 1
              ? kinds[definition.kind].mayBeNegative
                ? 'a net share from -1 to 1, such as 0.3 for 30 points'
                : 'a share from 0 to 1, such as 0.9 for 90 %'
              : 'no less than 0',
          remedy: `Give the target in the unit of ${definition.title}: ${definition.unit}.`,
          exitCode: 2,
        }),
      );
    }
  }
  problems.throwIfAny();
}

/** @returns the KPIs without `until` whose metric is retired */
export function retiredKpis(
  { kpis = [], teams }: Pick<Organisation, 'kpis' | 'teams'>,
  definitions: ReadonlyMap<string, Definition>,
): Problem[] {
  const owned = [
    { place: 'kpis', kpis },
    ...teams.map((team) => ({ place: `team ${team.id}`, kpis: team.kpis })),
  ];
  return owned.flatMap(({ place, kpis }) =>
    kpis.flatMap(({ metric, until }) => {
      const retired = definitions.get(metric)?.retired;
      if (retired === undefined || until !== undefined) return [];
      const { since, reason, replacedBy } = retired;
      return new Problem({
        place: `org.yaml (${place}, KPI ${metric})`,
        found: `a metric that was retired on ${since}: ${reason}`,
        expected: 'KPIs that somebody would still choose',
        remedy: `Give the KPI an \`until\`, and add ${replacedBy === undefined ? 'another' : `\`${replacedBy}\``} with \`from\` on that day.`,
      });
    }),
  );
}

/**
 * Checks by when targets are to be reached: in a quarter that is named as this organisation names them, and that the
 * facts reach or that is yet to come. A target that was due lately is still shown, with what became of it.
 * @param first when the first quarter of the facts begins, in milliseconds since the epoch
 * @throws Problem (exit 2) with every problem
 */
export function checkTargetQuarters(
  organisation: Pick<Organisation, 'teams' | 'groups' | keyof Calendar>,
  first: number,
): void {
  const problems = new ProblemCollector();
  const period = presentPeriodName(organisation);
  for (const { what, id, kpis = [] } of scopesIn(organisation)) {
    for (const { metric, by } of kpis) {
      if (by === undefined) continue;
      const quarter = quarterOf(by, organisation);
      if (quarter !== null && quarter.end > first) continue;
      const earliest = Number.isFinite(first) ? ` from ${quarterAt(first, organisation).id} on` : '';
      problems.add(
        new Problem({
          place: `org.yaml (${what} ${id}, KPI ${metric}, by)`,
          found:
            quarter === null
              ? `the ${period} \`${by}\``
              : `the ${period} \`${by}\`, which was over before the first fact`,
          expected: `a ${period}${earliest}, in which the target is to be reached`,
          remedy: `Name such a ${period}, or remove the target.`,
          exitCode: 2,
        }),
      );
    }
  }
  problems.throwIfAny();
}

function scopesIn({ teams, groups }: Pick<Organisation, 'teams' | 'groups'>) {
  return [
    ...teams.map((team) => ({ what: 'team', id: team.id, kpis: team.kpis })),
    ...groups.map((group) => ({ what: 'group', id: group.id, kpis: group.kpis })),
  ];
}

function isPossible(target: number, { kind, unit }: Definition): boolean {
  const { mayBeNegative, highest } = kinds[kind];
  const isLow = target < 0 && !mayBeNegative && !units[unit].isSigned;
  return !isLow && Math.abs(target) <= highest;
}
