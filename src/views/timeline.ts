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
    /** The last quarter in which it was a KPI; null where it is one. */
    until: string | null;
    /** One a quarter; undefined where the team had no scorecard, or the scorecard lacked the metric. */
    cells: readonly (MetricResult | undefined)[];
  }[];
}

/** The KPIs of each team, and of the organisation, through all quarters, the latest before former ones; in the order of the alphabet. */
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
        rows: [...new Set([...kpis, ...own.flatMap((card) => card.kpis)])].map((metric) => ({
          metric,
          title: titles.get(metric) ?? metric,
          until: kpis.includes(metric)
            ? null
            : (own.findLast((card) => card.kpis.includes(metric))?.quarter.id ?? null),
          cells: own.map((card) => resultOf(card, metric)),
        })),
      };
    });
}
