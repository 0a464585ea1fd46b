import { byName, type TeamRow, teamsScale } from '../charts/teamsAgainstBaseline.ts';
import type { Scale } from '../scorecard/format.ts';
import { resultOf } from '../scorecard/resultOf.ts';
import { inCurrency } from './figure.ts';
import type { MetricEntry, QuarterShelf } from './library.ts';

/** The scale of a metric in all teams. */
export function scaleOfTeams(shelf: QuarterShelf, { id, definition }: MetricEntry): Scale {
  return inCurrency(
    teamsScale(teamRows(shelf, id), definition.unit),
    shelf.teams.flatMap((team) => resultOf(team, id) ?? []),
  );
}

/** The teams to which a metric applies, by name, each with its own baseline. */
export function teamRows({ teams }: QuarterShelf, metric: string): TeamRow[] {
  return byName(
    teams.flatMap(({ scope, ...scorecard }) => {
      const result = resultOf(scorecard, metric);
      if (result === undefined || result.state === 'not-applicable') return [];
      const { summary, baseline, verdict, reason } = result;
      return [
        {
          team: scope.name,
          now: summary.value,
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
