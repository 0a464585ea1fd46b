import { resultOf } from '../scorecard/resultOf.ts';
import type { MetricResult } from '../scorecard/schema.ts';
import { cardsOf, type Library } from './library.ts';

/** A team's KPIs by quarter. */
export interface Timeline {
  id: string;
  name: string;
  /** Oldest first. */
  quarters: readonly { id: string; closed: boolean }[];
  rows: readonly {
    metric: string;
    title: string;
    /** One a quarter; undefined where the team had no scorecard, or the scorecard lacked the metric. */
    cells: readonly (MetricResult | undefined)[];
  }[];
}

/** The latest KPIs of each team, and of the organisation, back through all quarters; in the order of the alphabet. */
export function timelinesOf(library: Library): Timeline[] {
  const shelves = library.quarters.toReversed();
  const latest = new Map(shelves.flatMap((shelf) => cardsOf(shelf)).map((card) => [card.scope.id, card]));
  const titles = new Map(library.metrics.map(({ id, definition }) => [id, definition.title]));
  return [...latest.values()]
    .sort(
      (a, b) =>
        Number(a.scope.kind === 'organisation') - Number(b.scope.kind === 'organisation') ||
        a.scope.name.localeCompare(b.scope.name, 'en'),
    )
    .map(({ scope, kpis }) => {
      const own = shelves.flatMap((shelf) => cardsOf(shelf)).filter((card) => card.scope.id === scope.id);
      return {
        id: scope.id,
        name: scope.name,
        quarters: own.map(({ quarter: { id, closed } }) => ({ id, closed })),
        rows: kpis.map((metric) => ({
          metric,
          title: titles.get(metric) ?? metric,
          cells: own.map((card) => resultOf(card, metric)),
        })),
      };
    });
}
