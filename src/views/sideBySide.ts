import { byName, type TeamRow } from '../charts/teamsAgainstBaseline.ts';
import type { Definition } from '../handbook/definition.ts';
import { resultOf } from '../scorecard/resultOf.ts';
import { figureOf } from './figure.ts';
import type { QuarterShelf } from './library.ts';

/** The teams to which a metric applies, by name, each with its own baseline. */
export function teamRows(
  { teams }: QuarterShelf,
  metric: string,
  definition: Definition | undefined,
): TeamRow[] {
  return byName(
    teams.flatMap(({ scope, ...scorecard }) => {
      const result = resultOf(scorecard, metric);
      if (result === undefined || result.state === 'not-applicable') return [];
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
