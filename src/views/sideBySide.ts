import { byName, type TeamRow, valuesOf } from '../charts/teamsAgainstBaseline.ts';
import type { Definition } from '../handbook/definition.ts';
import type { Scale } from '../scorecard/format.ts';
import { resultOf } from '../scorecard/resultOf.ts';
import { axisScale } from '../scorecard/shown.ts';
import { figureOf } from './figure.ts';
import type { MetricEntry, QuarterShelf } from './library.ts';

/** The scale of an axis with a metric in the teams that have its most frequent unit. */
export function scaleOfTeams(shelf: QuarterShelf, { id, definition }: MetricEntry): Scale {
  const unit = teamsUnit(shelf, id, definition.unit);
  const results = shelf.teams.flatMap((team) => resultOf(team, id) ?? []);
  return axisScale(
    valuesOf(teamRows(shelf, id, unit)),
    results.filter((result) => result.unit === unit),
  );
}

/** @returns the unit in which most teams have a metric */
export function teamsUnit({ teams }: QuarterShelf, metric: string, fallback: string): string {
  const units = teams.flatMap((card) => resultOf(card, metric)?.unit ?? []);
  const counts = [...Map.groupBy(units, (unit) => unit)].sort(([, a], [, b]) => b.length - a.length);
  return counts[0]?.[0] ?? fallback;
}

/**
 * @param unit that of the rows: teams whose clock is another one are left out
 * @returns the teams to which a metric applies, by name, each with its own baseline
 */
export function teamRows(
  { teams }: QuarterShelf,
  metric: string,
  unit: string,
  definition?: Definition,
): TeamRow[] {
  return byName(
    teams.flatMap(({ scope, ...scorecard }) => {
      const result = resultOf(scorecard, metric);
      if (result === undefined || result.state === 'not-applicable' || result.unit !== unit) return [];
      const { summary, baseline, verdict, reason } = result;
      return [
        {
          team: scope.name,
          now: summary.value,
          told: figureOf(result, definition).value,
          low: summary.interval?.low ?? null,
          high: summary.interval?.high ?? null,
          baseline: baseline?.summary.value ?? null,
          verdict,
          reason,
        },
      ];
    }),
  );
}
