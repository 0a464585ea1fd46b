import { isUndetermined } from '../../../src/scorecard/format.ts';
import type { Evidence, Scorecard } from '../../../src/scorecard/schema.ts';

export type Cell = string | number | boolean | null;
export type Row = Readonly<Record<string, Cell>>;

/** The rows of a scorecard's tables, by the table's name. Nothing that is withheld is among them. */
export function rowsOf(
  card: Scorecard,
  evidence: Evidence,
  titles: ReadonlyMap<string, string>,
): Record<'kpis' | 'weeks' | 'items', Row[]> {
  const of = {
    sample: card.sample,
    quarter: card.quarter.id,
    scope: card.scope.id,
    scope_kind: card.scope.kind,
  };
  const shown = card.metrics.filter(({ state }) => state !== 'withheld');
  return {
    kpis: card.metrics.map((result) => {
      const { summary, baseline } = result;
      const change = baseline?.change ?? null;
      const limits = change === null || isUndetermined(change) ? null : change;
      return {
        ...of,
        quarter_start: card.quarter.start,
        quarter_end: card.quarter.end,
        closed: card.quarter.closed,
        scope_name: card.scope.name,
        metric: result.id,
        title: titles.get(result.id) ?? result.id,
        is_kpi: card.kpis.includes(result.id),
        kind: result.kind,
        unit: result.unit,
        better: result.better,
        definition_version: result.definitionVersion,
        state: result.state,
        reason: result.reason,
        value: summary.value,
        low: summary.interval?.low ?? null,
        high: summary.interval?.high ?? null,
        n: summary.size.n,
        verdict: result.verdict,
        baseline_quarters: baseline?.quarters.join(' ') ?? null,
        baseline_value: baseline?.summary.value ?? null,
        change_measure: change?.measure ?? null,
        change: change?.estimate ?? null,
        change_low: limits?.low ?? null,
        change_high: limits?.high ?? null,
      };
    }),
    weeks: shown.flatMap(({ id, chart }) =>
      chart === null
        ? []
        : chart.weeks.map(({ start, value, n }, index) => ({
            ...of,
            metric: id,
            week_start: start,
            in_quarter: index >= chart.quarterFrom,
            value,
            n,
          })),
    ),
    items: shown.flatMap(({ id: metric }) =>
      (evidence.behind[metric] ?? []).map(({ id, title, url, kind, at, value, note }) => ({
        ...of,
        metric,
        id,
        title,
        url,
        kind,
        at,
        value,
        note,
      })),
    ),
  };
}

/** The rows of the table of imports, from the scorecards of the newest quarter. */
export function importRows(cards: readonly Scorecard[]): Row[] {
  const newest = cards
    .filter(({ scope }) => scope.kind === 'organisation')
    .toSorted((a, b) => b.quarter.start.localeCompare(a.quarter.start))[0];
  return (newest?.imports ?? []).map(
    ({ id, title, tool, delivered, exportedAt, stale, metrics, setAside }) => ({
      sample: newest?.sample ?? false,
      id,
      title,
      tool,
      delivered,
      exported_at: exportedAt,
      stale,
      metrics: metrics.join(' '),
      set_aside: setAside.reduce((sum, { count }) => sum + count, 0),
    }),
  );
}
