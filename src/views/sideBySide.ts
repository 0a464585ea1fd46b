import { byName, type TeamRow, valuesOf } from '../charts/teamsAgainstBaseline.ts';
import type { Definition } from '../handbook/definition.ts';
import { formatValue, type Scale } from '../scorecard/format.ts';
import { resultOf } from '../scorecard/resultOf.ts';
import type { MetricResult } from '../scorecard/schema.ts';
import { axisScale, scaleOf, writtenAs } from '../scorecard/shown.ts';
import { figureOf } from './figure.ts';
import type { MetricEntry, QuarterShelf } from './library.ts';

/** The scale of an axis: the one in which most teams have a metric, of those that have its most frequent unit. */
export function scaleOfTeams(shelf: QuarterShelf, { id, definition }: MetricEntry): Scale {
  const unit = teamsUnit(shelf, id, definition.unit);
  const results = shelf.teams
    .flatMap((team) => resultOf(team, id) ?? [])
    .filter((result) => result.unit === unit);
  const scales = results.filter(({ summary }) => summary.value !== null).map((result) => scaleOf(result));
  const [most, next] = [...Map.groupBy(scales, ({ factor }) => factor).values()].sort(
    (a, b) => b.length - a.length,
  );
  const isTie = most === undefined || most.length === next?.length;
  const scale = isTie ? undefined : most[0];
  return scale ?? axisScale(valuesOf(teamRows(shelf, id, unit)), results);
}

/** @returns the unit in which most teams have a metric */
export function teamsUnit({ teams }: QuarterShelf, metric: string, fallback: string): string {
  const units = teams.flatMap((card) => resultOf(card, metric)?.unit ?? []);
  const counts = [...Map.groupBy(units, (unit) => unit)].sort(([, a], [, b]) => b.length - a.length);
  return counts[0]?.[0] ?? fallback;
}

/**
 * @param unit that of the rows: teams whose clock is another one are left out
 * @param scale of an axis: a number that is written in another one elsewhere is written in both, `42.3 h (1.8 d)`
 * @returns the teams to which a metric applies, by name, each with its own baseline
 */
export function teamRows(
  { teams }: QuarterShelf,
  metric: string,
  unit: string,
  definition?: Definition,
  scale?: Scale,
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
          valueText: valueTextOf(result, definition, scale),
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

function valueTextOf(
  result: MetricResult,
  definition: Definition | undefined,
  scale: Scale | undefined,
): string | null {
  const { value } = figureOf(result, definition);
  const number = result.summary.value;
  if (value === null || number === null || scale === undefined) return value;
  const isSame = scale.factor === scaleOf(result).factor;
  return isSame
    ? value
    : `${value} (${formatValue(number, result.unit, { ...writtenAs(result, definition), scale })})`;
}
